import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const PREFIX = 'mebi-open-'
const LEAD_IN = /^mebi-open-\w{6}$/
const PAGE = 'open.html'
/** Longer than a ticket is good for. */
const LEFTOVER_MS = 3_600_000

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
  clearLeftovers(place)
  const folder = mkdtempSync(join(place, PREFIX))
  const remove = () => removeLeadIn(folder)
  const file = join(folder, PAGE)
  try {
    writeFileSync(file, pageTo(address), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    remove()
    throw error
  }
  return { url: pathToFileURL(file).href, remove }
}

/** Those of servers that were killed: their secrets are good for nothing any more. */
function clearLeftovers(place: string): void {
  for (const name of readdirSync(place)) {
    if (!LEAD_IN.test(name)) continue
    const folder = join(place, name)
    const { mtimeMs } = lstatSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() }
    if (Date.now() - mtimeMs > LEFTOVER_MS) removeLeadIn(folder)
  }
}

/** Nothing but what we have put there: the folder above may be the person's home. */
function removeLeadIn(folder: string): void {
  try {
    rmSync(join(folder, PAGE), { force: true })
    rmdirSync(folder)
  } catch {
    // It is gone, or holds something of somebody else's.
  }
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
