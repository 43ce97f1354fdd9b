import type { FunctionResult, SourceFile } from '../contract/index.ts'

/** A cell of a notebook, or of a script that is divided by `# %%`, and what its own lines did. Bytes and nanoseconds. */
export interface CellResult {
  /** From 1, as they stand in the file; markdown is not counted. */
  readonly number: number
  readonly title: string
  readonly firstLine: number
  readonly lastLine: number
  /** Memory after it minus memory before it; `null` where none of its lines was executed, or measured. */
  readonly growthBytes: number | null
  /** Memory when its last line was left. */
  readonly afterBytes: number
  /** The highest at any moment within it. */
  readonly peakBytes: number
  readonly timeNs: number
}

/** A line that begins a cell: `# %%`, `#%%` or `# In[3]:`, with a title behind it. */
const MARK = /^#\s*%%(?:\s+(.*))?$|^# In\[[ \d]*\]:\s*$/

/**
 * The cells of a source, in its order, with the numbers of the run's module level; empty where it has none.
 * Percent scripts: https://jupytext.readthedocs.io/en/latest/formats-scripts.html
 */
export function cellsOf(
  run: { readonly functions: readonly FunctionResult[] },
  { file, text }: SourceFile,
): CellResult[] {
  const module = run.functions.find((each) => each.file === file && each.name === '<module>')
  const lines = module?.lines.filter(({ occurrences }) => occurrences > 0) ?? []
  return rangesOf(text).map((range, index) => {
    const own = lines.filter(({ line }) => line >= range.firstLine && line <= range.lastLine)
    const last = own.at(-1)
    return {
      number: index + 1,
      ...range,
      growthBytes: last === undefined ? null : own.reduce((sum, each) => sum + each.incrementBytes, 0),
      afterBytes: last?.memoryBytes ?? 0,
      peakBytes: Math.max(0, ...own.map(({ peakBytes }) => peakBytes)),
      timeNs: own.reduce((sum, each) => sum + each.timeNs, 0),
    }
  })
}

/** Where the code cells of a text lie. */
function rangesOf(text: string): { title: string; firstLine: number; lastLine: number }[] {
  const lines = text.split(/\r\n?|\n/)
  const marks = lines.flatMap((line, index) => {
    const match = MARK.exec(line)
    return match === null ? [] : [{ line: index + 1, title: (match[1] ?? '').trim() }]
  })
  return marks.flatMap(({ line, title }, index) => {
    if (/^\[(markdown|md|raw)\]/.test(title)) return []
    const end = (marks[index + 1]?.line ?? lines.length + 1) - 1
    let lastLine = end
    while (lastLine > line && (lines[lastLine - 1] ?? '').trim() === '') lastLine--
    return [
      { title, firstLine: Math.min(line + 1, end), lastLine: Math.max(lastLine, Math.min(line + 1, end)) },
    ]
  })
}
