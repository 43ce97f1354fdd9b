import { api } from '../api/index.ts'

/** Opens what is dropped on the window, by its path. `null`: the host does not tell which it was. */
export function takeDrops(open: (path: string | null) => void): void {
  window.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault()
  })
  window.addEventListener('drop', (event) => {
    const file = event.dataTransfer?.files[0]
    if (file === undefined) return
    event.preventDefault()
    open(api.pathOf(file))
  })
}
