import type { Budget } from './budget.ts'
import { matchNames } from './glob.ts'
import { parseRule, type Rule } from './rule.ts'

interface Placed {
  /** The number of its line: the last that matches decides. */
  readonly line: number
  readonly rule: Rule
}

/** As systems have them. */
const LONGEST_NAME = 255

/** Rules without special characters, by what they are about. */
type Literal = Map<string, Placed>

/** What is about folders alone, and about everything. */
interface Literals {
  readonly names: Literal
  readonly paths: Literal
  /** By what names end with. */
  readonly endings: Literal
}

/** The rules of one folder. Those that can be looked up are: a file may have a hundred thousand. */
export class RuleSet {
  readonly #all: Literals = { names: new Map(), paths: new Map(), endings: new Map() }
  readonly #folders: Literals = { names: new Map(), paths: new Map(), endings: new Map() }
  /** How long those endings are. */
  readonly #lengths = new Set<number>()
  /** The last one first. */
  readonly #patterns: readonly Placed[]
  readonly #ignoreCase: boolean
  readonly #budget: Budget

  constructor(text: string, ignoreCase: boolean, budget: Budget) {
    this.#ignoreCase = ignoreCase
    this.#budget = budget
    const patterns: Placed[] = []
    for (const [line, each] of text.split('\n').entries()) {
      const rule = parseRule(ignoreCase ? each.toLowerCase() : each)
      if (rule === null) continue
      const literals = rule.foldersOnly ? this.#folders : this.#all
      const { ending } = rule
      if (ending !== null) {
        literals.endings.set(ending, { line, rule })
        if (ending.length <= LONGEST_NAME) this.#lengths.add(ending.length)
      } else if (rule.rest === null)
        (rule.ofName ? literals.names : literals.paths).set(rule.start, { line, rule })
      else patterns.push({ line, rule })
    }
    this.#patterns = patterns.reverse()
  }

  /**
   * Whether what lies at a path is left out; `null` where no rule is about it, or the budget is spent.
   *
   * @param path relative to the folder of the rules, with `/`
   */
  leavesOut(path: string, isFolder: boolean): boolean | null {
    const all = this.#ignoreCase ? path.toLowerCase() : path
    const name = all.slice(all.lastIndexOf('/') + 1)
    const found = this.#literal(this.#all, name, all)
    const literal = isFolder ? later(found, this.#literal(this.#folders, name, all)) : found
    const last = later(literal, this.#lastPattern(all, name, isFolder, literal?.line ?? -1))
    return last === undefined || this.#budget.isSpent() ? null : !last.rule.negative
  }

  #literal({ names, paths, endings }: Literals, name: string, path: string): Placed | undefined {
    let found = later(names.get(name), paths.get(path))
    for (const length of this.#lengths)
      if (length <= name.length) found = later(found, endings.get(name.slice(name.length - length)))
    return found
  }

  #lastPattern(path: string, name: string, isFolder: boolean, above: number): Placed | undefined {
    let steps = 0
    const count = (more: number) => {
      steps += more
    }
    for (const placed of this.#patterns) {
      if (placed.line < above) return undefined
      const { foldersOnly, ofName, start, rest } = placed.rule
      steps++
      if (rest !== null && (isFolder || !foldersOnly) && (ofName || path.startsWith(start))) {
        const names = ofName ? [name] : path.slice(start.length).split('/')
        steps += names.length
        if (matchNames(rest, names, count)) {
          this.#budget.spend(steps)
          return placed
        }
      }
      if (steps > 1000) {
        if (!this.#budget.spend(steps)) return undefined
        steps = 0
      }
    }
    this.#budget.spend(steps)
    return undefined
  }
}

function later(one: Placed | undefined, other: Placed | undefined): Placed | undefined {
  return (one?.line ?? -1) > (other?.line ?? -1) ? one : other
}
