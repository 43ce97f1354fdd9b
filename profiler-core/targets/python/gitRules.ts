import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { platform } from 'node:process'
import ignore, { type Ignore } from 'ignore'
import { toFsPath } from './fsPath.ts'
import { readRegularSync } from './regularFile.ts'

/** The rules of one folder. */
interface Scope {
  readonly folder: string
  readonly matcher: Ignore
}

/** More than this no person has written. */
const LONGEST_BYTES = 2 ** 20
/** As git takes names on these systems unless told otherwise. */
const IGNORE_CASE = platform === 'win32' || platform === 'darwin'

/** What git leaves out in a folder: the rules of `.gitignore` there and in the folders above. Immutable. */
export class GitRules {
  /** Deepest first: the deeper one decides. */
  readonly #scopes: readonly Scope[]

  private constructor(scopes: readonly Scope[]) {
    this.#scopes = scopes
  }

  /** The rules for what lies in `root`: its own, and those of the repository that it is a part of. */
  static of(root: string): GitRules {
    const none = new GitRules([])
    // A repository of its own, wherever it lies.
    if (hasRepository(root)) return none.below(root)
    const above = foldersAbove(root)
    const top = above.findIndex(hasRepository)
    let rules: GitRules = none
    // From the repository's top down to the folder.
    for (const folder of above.slice(0, top + 1).reverse()) {
      // A folder that the repository leaves out, but that was opened all the same.
      if (rules.leavesOut(folder, true)) return none.below(root)
      rules = rules.below(folder)
    }
    return (rules.leavesOut(root, true) ? none : rules).below(root)
  }

  /** The rules with those of a folder below added. Reads them from disk. */
  below(folder: string): GitRules {
    const texts = ['.git/info/exclude', '.gitignore'].flatMap((name) => read(join(folder, name)) ?? [])
    if (texts.length === 0) return this
    const matcher = ignore({ ignorecase: IGNORE_CASE }).add(texts.join('\n'))
    return new GitRules([{ folder, matcher }, ...this.#scopes])
  }

  leavesOut(path: string, isFolder: boolean): boolean {
    for (const { folder, matcher } of this.#scopes) {
      const relative = path
        .slice(folder.endsWith(sep) ? folder.length : folder.length + 1)
        .replaceAll(sep, '/')
      const { ignored, unignored } = matcher.test(isFolder ? `${relative}/` : relative)
      if (ignored || unignored) return ignored
    }
    return false
  }
}

function hasRepository(folder: string): boolean {
  return existsSync(toFsPath(join(folder, '.git')))
}

/** The folders that a folder lies in, innermost first. */
function foldersAbove(folder: string): string[] {
  const above: string[] = []
  for (let at = dirname(folder); at !== above.at(-1) && at !== folder; at = dirname(at)) above.push(at)
  return above
}

function read(file: string): string | null {
  try {
    return readRegularSync(file, LONGEST_BYTES)
      .toString('utf8')
      .replace(/^\uFEFF/, '')
  } catch {
    return null
  }
}
