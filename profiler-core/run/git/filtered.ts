import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import type { AskInSandbox } from './sandbox.ts'

/** With more changes than that, one of them is real. */
const MOST_ASKED = 1000

/**
 * Whether one of some files that seem changed is: those behind a filter (Git LFS) never hold what the index has, and the filter
 * must not be run, so that for them only time and size tell.
 *
 * @param files relative to the work tree
 */
export async function isAnyChanged(
  files: readonly string[],
  top: string,
  ask: AskInSandbox,
): Promise<boolean | null> {
  if (files.length > MOST_ASKED) return true
  const attributes = await ask(['check-attr', '-z', '--stdin', 'filter'], files.join('\0'))
  if (attributes === null) return null
  const filtered = parseFilters(attributes)
  if (files.some((file) => !filtered.has(file))) return true
  const listing = await ask(['ls-files', '--debug', '-z', '--', ...files])
  if (listing === null) return null
  const noted = parseTimes(listing)
  return files.some((file) => noted.get(file) !== timesOf(join(top, file)))
}

/** The files of `git check-attr -z filter` that have one: file, attribute and value, a NUL behind each. */
function parseFilters(text: string): Set<string> {
  const words = text.split('\0')
  const filtered = new Set<string>()
  for (let index = 0; index + 2 < words.length; index += 3) {
    const [file = '', , value = ''] = words.slice(index, index + 3)
    if (!['unspecified', 'unset', 'set'].includes(value)) filtered.add(file)
  }
  return filtered
}

/** What the index knows of files, from `git ls-files --debug -z`: a file's name, NUL, and indented lines. */
function parseTimes(text: string): Map<string, string> {
  const times = new Map<string, string>()
  for (const [, file = '', seconds = '', size = ''] of text.matchAll(
    /([^\0]+)\0 {2}ctime: \S+\n {2}mtime: (\d+):\d+\n {2}dev: .*\n {2}uid: .*\n {2}size: (\d+)\t.*\n/g,
  ))
    times.set(file, `${seconds} ${size}`)
  return times
}

function timesOf(file: string): string | null {
  const info = lstatSync(file, { throwIfNoEntry: false })
  return info === undefined ? null : `${Math.floor(info.mtimeMs / 1000)} ${info.size}`
}
