import type { FunctionComparison, LineComparison } from '../../../profiler-core/contract/index.ts'
import { splitSource } from '../../../profiler-core/report/sourceLines.ts'
import type { SourceTexts } from '../../state/comparison.ts'

/** A line of a function in both runs, with its text in each. */
export interface LineRow {
  readonly line: LineComparison
  /** Without the indentation of the function; `null`: the base has no such line. */
  readonly baseText: string | null
  /** The same of the run now. */
  readonly nowText: string | null
}

/** The lines of a function side by side. Where a source was not kept, its texts are empty. */
export function lineRows(
  { base, now, lines }: FunctionComparison,
  sources: { readonly base: SourceTexts; readonly now: SourceTexts } | null,
): readonly LineRow[] {
  const baseTexts = textsOf(
    sources?.base.get(base?.file ?? ''),
    lines.map(({ baseLine }) => baseLine),
  )
  const nowTexts = textsOf(
    sources?.now.get(now?.file ?? ''),
    lines.map(({ nowLine }) => nowLine),
  )
  return lines.map((line, index) => ({
    line,
    baseText: baseTexts[index] ?? null,
    nowText: nowTexts[index] ?? null,
  }))
}

/** The texts of some lines, less the indentation that all of them have. */
function textsOf(source: string | undefined, numbers: readonly (number | null)[]): (string | null)[] {
  const all = source === undefined ? [] : splitSource(source)
  const texts = numbers.map((number) => (number === null ? null : (all[number - 1] ?? '').trimEnd()))
  const indents = texts.flatMap((text) =>
    text === null || text === '' ? [] : [text.length - text.trimStart().length],
  )
  const indent = indents.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY)
  return texts.map((text) => text?.slice(Math.min(indent, text.length)) ?? null)
}

/** The lines that were edited, or whose increment or peak changed by `threshold` bytes or more. */
export function changedRows(rows: readonly LineRow[], threshold: number): readonly LineRow[] {
  const isLarge = (delta: number) => delta !== 0 && Math.abs(delta) >= threshold
  return rows.filter(
    ({ line: { match, increment, peak } }) =>
      match !== 'unchanged' || isLarge(increment.delta) || isLarge(peak.delta),
  )
}
