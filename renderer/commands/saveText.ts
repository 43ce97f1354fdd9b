import { ApiError, api } from '../api/index.ts'
import { notify } from '../state/notices.ts'

/** A name for a file that any system takes, without its ending. */
export function plainFileName(name: string): string {
  return `mebi-${name.replace(/[^\w.-]+/g, '_').slice(0, 80)}`
}

/** Saves a text to a file: by the system's dialog, or, in a browser, as a download. */
export async function saveText(name: string, text: string): Promise<void> {
  if (api.host === 'browser') {
    download(name, text)
    return
  }
  try {
    const path = await api.ask('host.saveText', { name, text })
    if (path !== null) notify(`Saved as ${path}.`)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not-offered') throw error
    download(name, text)
  }
}

function download(name: string, text: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  link.download = name
  link.click()
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}
