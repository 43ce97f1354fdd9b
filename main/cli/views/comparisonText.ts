import type {
  Change,
  ComparedRuns,
  FunctionComparison,
  LineComparison,
  RunComparison,
  SourceFile,
} from '../../../profiler-core/contract/index.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { type SourceReader, sourceReader } from '../../../profiler-core/report/sourceLines.ts'
import { SIGNIFICANCE } from '../../../profiler-core/report/verdict.ts'
import type { Colors } from '../colors.ts'
import { commandOf } from '../describeRun.ts'
import { alignColumns, type Column, cut, moment } from '../format.ts'
import { delta, footnote, marked, shortPath, shortTime } from './place.ts'

/** By which change functions and lines are ranked and hidden. */
export const SORTS = ['growth', 'peak', 'time'] as const
export type Sort = (typeof SORTS)[number]

export interface ComparisonStyle {
  /** What changed by less is left out, in bytes. */
  readonly threshold: number
  readonly sort: Sort
  readonly width: number
  readonly colors: Colors
}

/** The sources of the runs that were asked for. */
export interface ComparedSources {
  readonly base: readonly SourceFile[]
  readonly now: readonly SourceFile[]
}

const MOST_FUNCTIONS = 50
/** Of a bar, on each side of the centre. */
const HALF = 8
/** Changes of time below this part of the largest are left out. */
const TIME_SHARE = 0.01

const MARKS: Record<LineComparison['match'], string> = {
  unchanged: ' ',
  changed: '~',
  added: '+',
  removed: '-',
}

/** A comparison for a terminal: the verdict, what else differs, the functions, and the lines of those that changed. */
export function comparisonText(
  comparison: RunComparison,
  sources: ComparedSources,
  style: ComparisonStyle,
): string {
  const { base, now, differences, notes, verdict } = comparison
  const view = viewOf(comparison, sources, style)
  const all = comparison.functions
  const ranked = [...all].sort((a, b) => Math.abs(view.of(b).delta) - Math.abs(view.of(a).delta))
  const changed = ranked.filter((each) => view.isWorth(view.of(each)))
  const shown = changed.slice(0, MOST_FUNCTIONS)
  const blocks = [
    [style.colors.bold(oneLine(verdict)), '', runLine('base', base), runLine('now ', now)],
    [...differences.map(({ message }) => `differs: ${message}`), ...notes.map((note) => `note: ${note}`)].map(
      oneLine,
    ),
    shown.length === 0 ? [] : functionTable(shown, view),
    hiddenWords(changed.length - shown.length, all.length - changed.length, style),
    ...shown.map((each) => lineTable(each, view)),
  ]
  const isMarked = shown.some((each) => [each, ...each.lines].some((of) => view.isOverlapped(of)))
  const fit = (line: string) => cut(line, Math.max(style.width, 60))
  return `${[...blocks, footnote(isMarked)]
    .filter((block) => block.length > 0)
    .map((block, index) => (index === 0 ? block : block.map(fit)).join('\n'))
    .join('\n\n')}\n`
}

interface View extends ComparisonStyle {
  readonly comparison: RunComparison
  readonly baseText: SourceReader
  readonly nowText: SourceReader
  /** Whether there are runs enough to tell noise. */
  readonly hasTest: boolean
  of(each: FunctionComparison): Change
  ofLine(line: LineComparison): Change
  isWorth(change: Change): boolean
  /** Whether what is shown of it may be what other threads took. */
  readonly isOverlapped: (of: Pick<LineComparison, 'overlapped'>) => boolean
}

function viewOf(comparison: RunComparison, sources: ComparedSources, style: ComparisonStyle): View {
  const { sort, threshold } = style
  const of = (each: FunctionComparison) => each[sort]
  const longest = comparison.functions.reduce((most, { time }) => Math.max(most, Math.abs(time.delta)), 0)
  const least = sort === 'time' ? longest * TIME_SHARE : threshold
  return {
    ...style,
    comparison,
    baseText: sourceReader(sources.base),
    nowText: sourceReader(sources.now),
    hasTest: comparison.peak.pValue !== null,
    of,
    ofLine: (line) => line[sort === 'growth' ? 'increment' : sort],
    isOverlapped: ({ overlapped }) => sort === 'growth' && (overlapped.base || overlapped.now),
    isWorth: (change) => change.delta !== 0 && Math.abs(change.delta) >= least,
  }
}

function runLine(side: string, { run, ids }: ComparedRuns): string {
  const others = ids.length > 1 ? `, median of runs ${ids.join(' ')}` : ''
  const label = run.label === null ? '' : `  "${oneLine(run.label)}"`
  return `${side}  run ${run.id}, ${moment(run.startedAt)}${others}: ${commandOf(run.request)}${label}`
}

function functionTable(functions: readonly FunctionComparison[], view: View): string[] {
  const largest = functions.reduce((most, each) => Math.max(most, Math.abs(view.of(each).delta)), 0)
  const columns: readonly Column[] = [
    { title: `${''.padStart(HALF - 1)}- | +`.padEnd(2 * HALF + 1) },
    ...valueTitles(view.sort),
    ...(view.sort === 'time' ? [] : [{ title: 'Time', align: 'right' as const }]),
    ...(view.hasTest ? [{ title: 'p', align: 'right' as const }] : []),
    { title: 'Function' },
  ]
  const rows = functions.map((each) => {
    const change = view.of(each)
    return [
      bar(change.delta, largest),
      ...values(change, view, each, functions),
      ...(view.sort === 'time' ? [] : [signedTime(each.time.delta)]),
      ...(view.hasTest ? [significance(change)] : []),
      functionWords(each, view),
    ]
  })
  return tinted(
    columns,
    rows,
    functions.map((each) => view.of(each).delta),
    view.colors,
  )
}

function lineTable(each: FunctionComparison, view: View): string[] {
  const lines = each.lines.filter((line) => view.isWorth(view.ofLine(line)))
  if (lines.length === 0) return []
  const columns: readonly Column[] = [
    { title: 'Was', align: 'right' },
    { title: 'Line', align: 'right' },
    ...valueTitles(view.sort),
    ...(view.hasTest ? [{ title: 'p', align: 'right' as const }] : []),
    { title: '' },
  ]
  const rows = lines.map((line) => {
    const change = view.ofLine(line)
    return [
      line.baseLine === null ? '' : String(line.baseLine),
      line.nowLine === null ? '' : String(line.nowLine),
      ...values(change, view, line, lines),
      ...(view.hasTest ? [significance(change)] : []),
      `${MARKS[line.match]} ${textOf(each, line, view)}`,
    ]
  })
  const deltas = lines.map((line) => view.ofLine(line).delta)
  return [functionWords(each, view), ...tinted(columns, rows, deltas, view.colors)]
}

function valueTitles(sort: Sort): Column[] {
  const unit = sort === 'time' ? '' : ' MiB'
  return [`Base${unit}`, `Now${unit}`, 'Change'].map((title) => ({ title, align: 'right' }))
}

/** `beside`: the rows of the table. */
function values(
  { base, now, delta: change }: Change,
  { sort, isOverlapped }: View,
  of: Pick<LineComparison, 'overlapped'>,
  beside: readonly Pick<LineComparison, 'overlapped'>[],
): string[] {
  const write = (value: number) => (sort === 'time' ? shortTime(value) : (value / 2 ** 20).toFixed(1))
  const isMarked = beside.some(isOverlapped)
  const mark = (text: string, overlapped: boolean) => marked(text, isOverlapped(of) && overlapped, isMarked)
  return [
    base === null ? '' : mark(write(base.median), of.overlapped.base),
    now === null ? '' : mark(write(now.median), of.overlapped.now),
    mark(sort === 'time' ? signedTime(change) : delta(change), true),
  ]
}

function significance({ pValue }: Change): string {
  if (pValue === null) return ''
  return pValue >= SIGNIFICANCE ? 'noise' : pValue < 0.001 ? '<0.001' : pValue.toFixed(3)
}

function signedTime(ns: number): string {
  return `${ns > 0 ? '+' : ns < 0 ? '-' : ''}${shortTime(Math.abs(ns))}`
}

/** From the centre to the left for what fell, to the right for what rose. */
function bar(change: number, largest: number): string {
  const length = largest === 0 ? 0 : Math.max(1, Math.round((Math.abs(change) / largest) * HALF))
  const blocks = '█'.repeat(change === 0 ? 0 : length)
  return change < 0
    ? `${blocks.padStart(HALF)}|${' '.repeat(HALF)}`
    : `${' '.repeat(HALF)}|${blocks.padEnd(HALF)}`
}

function functionWords({ match, base, now }: FunctionComparison, { comparison }: View): string {
  const place = (of: NonNullable<FunctionComparison['base']>, side: ComparedRuns) =>
    `${oneLine(of.name)}  ${shortPath(of.file, side.run.request)}:${of.firstLine}`
  const before = base === null ? '' : place(base, comparison.base)
  const after = now === null ? '' : place(now, comparison.now)
  switch (match) {
    case 'same':
      return after
    case 'added':
      return `${after}  (only now)`
    case 'removed':
      return `${before}  (only in the base)`
    case 'moved':
    case 'renamed':
      return `${after}  (${match}, was ${before})`
  }
}

function textOf({ base, now }: FunctionComparison, line: LineComparison, view: View): string {
  const text =
    line.nowLine === null
      ? view.baseText(base?.file ?? '', line.baseLine ?? 0)
      : view.nowText(now?.file ?? '', line.nowLine)
  return oneLine(text.trim())
}

function hiddenWords(more: number, hidden: number, { sort, threshold }: ComparisonStyle): string[] {
  const functions = (count: number) => `${count} ${count === 1 ? 'function' : 'functions'}`
  const least = `changed by less than ${(threshold / 2 ** 20).toFixed(1)} MiB`
  const little = sort === 'time' ? 'hardly changed' : threshold === 0 ? 'did not change' : least
  return [
    ...(more > 0 ? [`and ${functions(more)} more`] : []),
    ...(hidden > 0 ? [`${functions(hidden)} ${little}`] : []),
  ]
}

function tinted(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  deltas: readonly number[],
  colors: Colors,
): string[] {
  const [header = '', ...lines] = alignColumns(columns, rows)
  return [header, ...lines].map((line, index) => {
    const change = index === 0 ? 0 : (deltas[index - 1] ?? 0)
    return change > 0 ? colors.red(line) : change < 0 ? colors.green(line) : line
  })
}
