import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** There where programs come as snaps. */
const SNAPS = '/snap/bin'

/** A page in a file that leads a browser on to an address with a secret. */
export interface LeadIn {
  /** For a command line, which every user of the machine can read: names the file, which one alone can. */
  readonly url: string
  readonly remove: () => void
}

/** Writes the page into a folder of its own that only this user can enter. Throws where it cannot. */
export function writeLeadIn(place: string, address: string): LeadIn {
  mkdirSync(place, { recursive: true, mode: 0o700 })
  const folder = mkdtempSync(join(place, 'mebi-open-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const file = join(folder, 'open.html')
  try {
    writeFileSync(file, pageTo(address), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    remove()
    throw error
  }
  return { url: pathToFileURL(file).href, remove }
}

/**
 * Where the browser can read a file: the data folder, but a browser that is a snap sees of a person's files only what lies
 * in no hidden folder of the home (and has a `/tmp` of its own). A Flatpak is handed the file that it is started on.
 */
export function leadInPlace(dataFolder: string, home: string, snaps: boolean = existsSync(SNAPS)): string {
  return snaps ? home : dataFolder
}

/** `address` is one of ours: it holds nothing that HTML reads otherwise. */
function pageTo(address: string): string {
  return `<!doctype html>
<meta charset="utf-8">
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${address}">
<title>Mebi</title>
<p>Opening <a href="${address}">Mebi</a>
`
}
