import { formatDelta, formatDuration } from '../../../profiler-core/report/format.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { alignColumns, type Column, cut, memory, moment } from '../format.ts'
import type { Output } from '../output.ts'

export const MEASURES = ['peak', 'growth', 'time'] as const

/** A run, or the runs of a commit. */
export interface TrendValue {
  readonly runs: readonly number[]
  readonly startedAt: string
  /** `null` without git. */
  readonly commit: string | null
  readonly dirty: boolean | null
  readonly low: number
  readonly median: number
  readonly high: number
}

export interface Trend {
  /** `null`: a function of several targets. */
  readonly target: string | null
  readonly function: string | null
  readonly backend: string
  readonly measure: (typeof MEASURES)[number]
  /** The earliest first. */
  readonly values: readonly TrendValue[]
  readonly steps: readonly { readonly index: number; readonly before: number; readonly after: number }[]
  readonly leftOut: number
}

/** Three at each level. */
const LEAST_FOR_STEPS = 6

const MINUS = '\u2212'

/** A trend as a table, the earliest run first, and a sentence for each step. */
export function trendText(
  trend: Trend,
  limit: number,
  out: Pick<Output, 'isTerminal' | 'columns' | 'colors'>,
): string {
  const shown = trend.values.slice(-limit)
  const skipped = trend.values.length - shown.length
  const isSpread = shown.some(({ low, high }) => low !== high)
  const columns: Column[] = [
    { title: 'Run', align: 'right' },
    { title: 'When' },
    { title: 'Commit' },
    { title: title(trend), align: 'right' },
    ...(isSpread
      ? [
          { title: 'Lowest', align: 'right' as const },
          { title: 'Highest', align: 'right' as const },
        ]
      : []),
    { title: 'Step' },
  ]
  const rows = shown.map((value, index) => [
    runWords(value.runs),
    moment(value.startedAt),
    commitWords(value),
    amount(value.median, trend),
    ...(isSpread ? [amount(value.low, trend), amount(value.high, trend)] : []),
    stepMark(trend, skipped + index),
  ])
  const fitting = (line: string) => (out.isTerminal ? cut(line, out.columns) : line)
  const [header = '', ...lines] = alignColumns(columns, rows)
  return `${[
    cut(subject(trend), 200),
    '',
    out.colors.bold(fitting(header)),
    ...(skipped > 0 ? [`(${skipped} earlier ones: --limit)`] : []),
    ...lines.map(fitting),
    '',
    ...sentences(trend),
  ].join('\n')}\n`
}

/** One line for each target: where its peak was at first, and where it is now. */
export function targetsText(trends: readonly Trend[]): string {
  const rows = trends.map((trend) => {
    const { values, steps } = trend
    const last = steps.at(-1)
    const since = last === undefined ? undefined : values[last.index]
    return [
      String(values.length),
      value(values[0], trend),
      value(values.at(-1), trend),
      last === undefined || since === undefined
        ? ''
        : `${change(last.after - last.before, trend)} since run ${since.runs[0] ?? ''}`,
      cut(oneLine(trend.target ?? ''), 60),
    ]
  })
  const columns: Column[] = [
    { title: 'Runs', align: 'right' },
    { title: 'First', align: 'right' },
    { title: 'Last', align: 'right' },
    { title: 'Last step' },
    { title: 'Target' },
  ]
  return `${alignColumns(columns, rows).join('\n')}\n`
}

function value(one: TrendValue | undefined, trend: Trend): string {
  return one === undefined ? '' : amount(one.median, trend)
}

function subject({ target, function: name, values, backend, measure }: Trend): string {
  const what = measure === 'time' ? 'Time' : `${title({ measure })} (${backend})`
  const runs = values.reduce((sum, each) => sum + each.runs.length, 0)
  const of = [name === null ? null : `${oneLine(name)}()`, target === null ? null : oneLine(target)]
  return `${what} of ${of.filter((each) => each !== null).join(' in ')}, ${runs} ${runs === 1 ? 'run' : 'runs'}`
}

function sentences(trend: Trend): string[] {
  const { steps, values, leftOut, measure } = trend
  const told = steps.flatMap(({ index, before, after }) => {
    const at = values[index]
    if (at === undefined) return []
    const when = [
      moment(at.startedAt).slice(0, 'YYYY-MM-DD'.length),
      at.commit === null ? null : `commit ${commitWords(at)}`,
    ]
    const verb = after > before ? 'rose' : 'fell'
    return [
      `${title({ measure })} ${verb} from ${amount(before, trend)} to ${amount(after, trend)} with run ${at.runs[0] ?? ''} (${when.filter((each) => each !== null).join(', ')}).`,
    ]
  })
  if (values.length < LEAST_FOR_STEPS) told.push('Too few to tell of steps: it takes six.')
  else if (told.length === 0) told.push(`No step: ${title({ measure }).toLowerCase()} stayed at its level.`)
  if (leftOut > 0) {
    told.push(
      `Left out: ${leftOut} ${leftOut === 1 ? 'run' : 'runs'} that did not finish, or had another backend or other data.`,
    )
  }
  return told
}

function title({ measure }: Pick<Trend, 'measure'>): string {
  return { peak: 'Peak', growth: 'Growth', time: 'Time' }[measure]
}

function amount(number: number, { measure }: Pick<Trend, 'measure'>): string {
  if (measure === 'time') return formatDuration(number)
  return measure === 'growth' ? `${formatDelta(number).replace(MINUS, '-')} MiB` : memory(number)
}

function change(delta: number, { measure }: Pick<Trend, 'measure'>): string {
  if (measure !== 'time') return `${formatDelta(delta).replace(MINUS, '-')} MiB`
  return `${delta < 0 ? '-' : '+'}${formatDuration(Math.abs(delta))}`
}

function stepMark(trend: Trend, index: number): string {
  const step = trend.steps.find((each) => each.index === index)
  return step === undefined ? '' : change(step.after - step.before, trend)
}

function runWords(runs: readonly number[]): string {
  const [first = '', last = ''] = [runs[0], runs.at(-1)]
  if (runs.length <= 2) return runs.join(', ')
  return `${first}..${last} (${runs.length})`
}

/** `a1b2c3d`; with a sign where files had changed since. */
function commitWords({ commit, dirty }: TrendValue): string {
  return commit === null ? '' : `${oneLine(commit.slice(0, 7))}${dirty === true ? '+' : ''}`
}
