import { existsSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { platform } from 'node:process'
import { fromFsPath, toFsPath } from './fsPath.ts'
import type { Budget } from './gitignore/budget.ts'
import { RuleSet } from './gitignore/ruleSet.ts'
import { NoRegularFile, readRegularSync } from './regularFile.ts'

/** The rules of one folder. */
interface Scope {
  readonly folder: string
  readonly rules: RuleSet
}

/** More than this no person has written. */
const LONGEST_BYTES = 2 ** 20
/** As git takes names on these systems unless told otherwise. */
const IGNORE_CASE = platform === 'win32' || platform === 'darwin'

/** What git leaves out in a folder: the rules of `.gitignore` there and in the folders above. Immutable. */
export class GitRules {
  /** Deepest first: the deeper one decides. */
  readonly #scopes: readonly Scope[]
  readonly #budget: Budget

  private constructor(scopes: readonly Scope[], budget: Budget) {
    this.#scopes = scopes
    this.#budget = budget
  }

  /** The rules for what lies in `root`: its own, and those of the repository that it is a part of. */
  static of(root: string, budget: Budget): GitRules {
    const none = new GitRules([], budget)
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
    const texts = ['.git/info/exclude', '.gitignore'].flatMap((name) => this.#read(join(folder, name)) ?? [])
    if (texts.length === 0) return this
    const rules = new RuleSet(texts.join('\n'), IGNORE_CASE, this.#budget)
    return new GitRules([{ folder, rules }, ...this.#scopes], this.#budget)
  }

  leavesOut(path: string, isFolder: boolean): boolean {
    if (this.#budget.isSpent()) return false
    for (const { folder, rules } of this.#scopes) {
      const relative = path
        .slice(folder.endsWith(sep) ? folder.length : folder.length + 1)
        .replaceAll(sep, '/')
      const isOut = rules.leavesOut(relative, isFolder)
      if (isOut !== null) return isOut
      if (this.#budget.isSpent()) {
        this.#budget.giveUp(join(folder, '.gitignore'), 'takes too long to apply')
        return false
      }
    }
    return false
  }

  #read(file: string): string | null {
    try {
      const bytes = readRegularSync(file, LONGEST_BYTES)
      if (this.#budget.take(bytes.length)) return fromFsPath(bytes).replace(/^\uFEFF/, '')
      this.#budget.giveUp(file, 'comes after more rules than are looked at')
    } catch (error) {
      if (error instanceof NoRegularFile && error.code === 'EFBIG') this.#budget.giveUp(file, 'is too large')
    }
    return null
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
