import type { Tree } from '@lezer/common'
import { parser } from '@lezer/python'

/** So many steps are taken between looks at the clock. */
const STEPS = 1000

/**
 * The syntax tree of a text, broken or not; `null` where it is not finished by `until`, as `performance.now()` tells. What is
 * no program at all, such as a source of an imported run may be, takes ten times as long for its length.
 */
export function syntaxTree(text: string, until: number): Tree | null {
  const parse = parser.startParse(text)
  for (let step = 1; ; step += 1) {
    const tree = parse.advance()
    if (tree !== null) return tree
    if (step % STEPS === 0 && performance.now() > until) return null
  }
}
