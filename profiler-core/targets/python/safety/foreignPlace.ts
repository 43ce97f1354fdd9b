import { lstatSync, readlinkSync, type Stats, statSync } from 'node:fs'
import { dirname, join, parse, sep } from 'node:path'
import { fromFsPath, toFsPath } from '../fsPath.ts'
import { isWithin } from '../projectPaths.ts'
import type { Person } from './accounts.ts'

/** A file or folder through which others may decide what a path leads to. */
export interface ForeignPlace {
  readonly path: string
  /** Whose it is, where it is neither the person's nor root's; `null` where others may write to it. */
  readonly owner: number | null
}

const WRITABLE_BY_GROUP = 0o020
const WRITABLE_BY_ALL = 0o002
const STICKY = 0o1000
/** As many as Linux follows. */
const MOST_LINKS = 40

/**
 * The first place on the way to a file, links and the folders of what they lead to included, that somebody other than the
 * person and root owns or may write to: they could have put the file there, or another one in its place. In a folder with the
 * sticky bit, such as `/tmp`, nobody can replace what belongs to others. `null` where there is none, and where nothing is
 * there. Blocks.
 *
 * @param path absolute
 * @param exempt folders in which, and on the way to which, nothing is looked at
 */
export function foreignPlace(path: string, person: Person, exempt: readonly string[]): ForeignPlace | null {
  let at = parse(path).root
  let names = namesOf(path)
  let links = 0
  const isExempt = () =>
    exempt.some((folder) => {
      const all = join(at, ...names)
      return all === folder || isWithin(folder, all)
    })
  const foreignHere = (place: string, info: Stats) => (isExempt() ? null : judge(place, info, person))
  const root = statOf(at)
  const first = root === null ? null : foreignHere(at, root)
  if (first !== null) return first
  for (let name = names[0]; name !== undefined; name = names[0]) {
    if (name === '..') {
      at = dirname(at)
      names = names.slice(1)
      continue
    }
    const place = join(at, name)
    const info = statOf(place)
    if (info === null) return null
    const found = foreignHere(place, info)
    if (found !== null) return found
    names = names.slice(1)
    if (!info.isSymbolicLink()) {
      at = place
      continue
    }
    // The system, too, refuses to follow more.
    if (++links > MOST_LINKS) return null
    const target = linkTarget(place)
    if (target === null) return null
    if (target.startsWith(sep)) at = parse(target).root
    names = [...namesOf(target), ...names]
  }
  return null
}

/** The same for a folder, into which nobody else may be able to put anything either. Blocks. */
export function foreignFolder(
  folder: string,
  person: Person,
  exempt: readonly string[],
): ForeignPlace | null {
  const found = foreignPlace(folder, person, exempt)
  if (found !== null || exempt.some((each) => folder === each || isWithin(each, folder))) return found
  try {
    return isWritableByOthers(statSync(toFsPath(folder)), person) ? { path: folder, owner: null } : null
  } catch {
    return null
  }
}

function judge(path: string, info: Stats, person: Person): ForeignPlace | null {
  if (info.uid !== person.uid && info.uid !== 0) return { path, owner: info.uid }
  // The mode of a link says nothing.
  if (info.isSymbolicLink() || (info.isDirectory() && (info.mode & STICKY) !== 0)) return null
  return isWritableByOthers(info, person) ? { path, owner: null } : null
}

function isWritableByOthers({ mode, gid }: Stats, person: Person): boolean {
  return (mode & WRITABLE_BY_ALL) !== 0 || ((mode & WRITABLE_BY_GROUP) !== 0 && !person.isOwnGroup(gid))
}

function namesOf(path: string): string[] {
  return path.split(sep).filter((name) => name !== '' && name !== '.')
}

function statOf(path: string): Stats | null {
  try {
    return lstatSync(toFsPath(path), { throwIfNoEntry: false }) ?? null
  } catch {
    return null // what cannot be reached cannot be run either
  }
}

function linkTarget(link: string): string | null {
  try {
    return fromFsPath(readlinkSync(toFsPath(link), { encoding: 'buffer' }))
  } catch {
    return null
  }
}
