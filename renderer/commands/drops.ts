import { api } from '../api/index.ts'
import { isRunFile } from './importRuns.ts'

interface DropTakers {
  /** A folder or a script, by its path. `null`: the host does not tell which it was. */
  readonly open: (path: string | null) => void
  /** Files with runs in them. */
  readonly takeIn: (files: readonly File[]) => void
}

/** Takes what is dropped on the window. */
export function takeDrops({ open, takeIn }: DropTakers): void {
  window.addEventListener('dragover', (event) => {
    if (event.dataTransfer?.types.includes('Files') === true) event.preventDefault()
  })
  window.addEventListener('drop', (event) => {
    const files = [...(event.dataTransfer?.files ?? [])]
    const [file] = files
    if (file === undefined) return
    event.preventDefault()
    const runFiles = files.filter(isRunFile)
    if (runFiles.length > 0) takeIn(runFiles)
    else open(api.pathOf(file))
  })
}
