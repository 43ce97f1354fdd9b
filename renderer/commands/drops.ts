import { api } from '../api/index.ts'

/** Opens a folder that is dropped on the window. `null`: the host does not tell which it was. */
export function takeDrops(open: (dir: string | null) => void): void {
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
