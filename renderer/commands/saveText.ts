import type { HostCallInput } from '../../profiler-core/contract/index.ts'
import { ApiError, api } from '../api/index.ts'
import { notify } from '../state/notices.ts'

/** A name for a file that any system takes, without its ending. */
export function plainFileName(name: string): string {
  return `mebi-${name.replace(/[^\w.-]+/g, '_').slice(0, 80)}`
}

/** Saves a text to a file: by the system's dialog, or, in a browser, as a download. */
export async function saveText(name: string, text: string): Promise<void> {
  await save({ name, text, encoding: 'utf8' }, () => text)
}

/** The same for a file that is no text. */
export async function saveBase64(name: string, base64: string): Promise<void> {
  await save({ name, text: base64, encoding: 'base64' }, () =>
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
  )
}

type SaveInput = HostCallInput<'host.saveText'>

async function save(input: SaveInput, content: () => string | Uint8Array<ArrayBuffer>): Promise<void> {
  if (api.host === 'browser') {
    download(input.name, content())
    return
  }
  try {
    const path = await api.ask('host.saveText', input)
    if (path !== null) notify(`Saved as ${path}.`)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'not-offered') throw error
    download(input.name, content())
  }
}

function download(name: string, content: string | Uint8Array<ArrayBuffer>): void {
  const type = typeof content === 'string' ? 'text/plain;charset=utf-8' : 'application/octet-stream'
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([content], { type }))
  link.download = name
  link.click()
  // The browser has taken it by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 0)
}
