import type { Numbers } from './numbers.ts'
import type { Node } from './python/ast.ts'
import type { Module } from './python/module.ts'
import type { Scope } from './python/scope.ts'

/** A change of the text: what is between the offsets is replaced. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** A watched function, or module level, as a rule sees it. */
export interface Context {
  readonly module: Module
  readonly scope: Scope
  readonly numbers: Numbers
}

/** What a rule has found. */
export interface Finding {
  /** Where the hint stands. */
  readonly at: Node
  /** At most so much may be gained, bytes. */
  readonly stakeBytes: number
  readonly title: string
  readonly explanation: string
  /** How to rewrite the program's own code; or, where that takes more than a machine knows, the pattern. */
  readonly change: readonly Edit[] | string
  /** Imports that the change needs. */
  readonly imports?: readonly string[]
  /** What to show of the code beside the lines that change. */
  readonly shown?: readonly Node[]
}

/** Something that takes more memory than it must, told by syntax and numbers together. */
export interface Rule {
  /** Stable: a dismissal remembers it. */
  readonly id: string
  /** Where one of these has found something on the line, this one says nothing. They come first in the table. */
  readonly yieldsTo?: readonly string[]
  find(context: Context): Iterable<Finding>
}
