import { api } from '../api/index.ts'
import { notify } from '../state/notices.ts'

/** Puts the line that loads Mebi in a kernel, without installing anything, on the clipboard; where there is none it is shown. */
export async function copyNotebookLine(): Promise<void> {
  const line = await api.call('system.notebookLine', {})
  // Away from this machine a page has a clipboard only where it came over HTTPS.
  if (!window.isSecureContext) {
    notify(`Run this in a cell of the notebook: ${line}`)
    return
  }
  await navigator.clipboard.writeText(line)
  notify('Copied: run it in a cell of the notebook, then use %mprun and %memit there.')
}
