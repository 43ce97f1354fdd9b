import type { PeakReport, RunDetail, SourceLine, Timeline } from '../../../profiler-core/contract/index.ts'
import { oneLine, overlappedLines } from '../../../profiler-core/report/index.ts'
import { addsUp, peakSentence } from '../../../profiler-core/report/peakWords.ts'
import { processWords } from '../../../profiler-core/report/processName.ts'
import { alignColumns, cut, duration, memory } from '../format.ts'
import { delta, footnote, marked, shortPath } from './place.ts'

const MOST_LINES = 20
const MOST_FRAMES = 20
/** What rounds to this is left out. */
const NOTHING = delta(0)

/** Who held the memory at the peak. */
export function peakText(
  peak: PeakReport,
  run: RunDetail,
  { childrenBytes, together }: Pick<Timeline, 'childrenBytes' | 'together'>,
  width: number,
): string {
  const at = ({ file, line }: SourceLine) => `${shortPath(file, run.request)}:${line}`
  const executing = peak.threads.filter(({ frames }) => frames.length > 0)
  const isOneProcess = new Set(executing.map(({ pid }) => pid)).size < 2
  const threads = executing.flatMap(({ pid, name, threadId, frames }) => {
    const of = isOneProcess ? '' : ` of process ${pid}`
    return [
      '',
      `${oneLine(name ?? `thread ${threadId}`)}${of} was executing`,
      ...(frames.length > MOST_FRAMES ? [`  ... ${frames.length - MOST_FRAMES} outer frames`] : []),
      ...frames.slice(-MOST_FRAMES).map((frame) => `  ${oneLine(frame.name)}  ${at(frame)}`),
    ]
  })
  const isApart = !together && !run.request.includeChildren
  const children = isApart ? (childrenBytes ?? []).reduce((a, b) => Math.max(a, b), 0) : 0
  const processes = peak.processes
    .slice(0, MOST_LINES)
    .map((each, index) => [
      memory(each.bytes),
      `${processWords(each)}${index === 0 ? ', the first process' : ''}`,
    ])
  const held = peak.lines.filter(({ bytes }) => delta(bytes) !== NOTHING).slice(0, MOST_LINES)
  const isOverlapped = overlappedLines(run.functions)
  const isMarked = held.some(isOverlapped)
  const lines = held.map((line) => [
    marked(delta(line.bytes), isOverlapped(line), isMarked),
    `${oneLine(line.name)}  ${at(line)}`,
  ])
  const sites = (peak.allocations ?? [])
    .filter(({ bytes }) => delta(bytes) !== NOTHING)
    .slice(0, MOST_LINES)
    .map(({ bytes, count, traceback }) => [
      delta(bytes),
      String(count),
      traceback.slice(-4).map(at).join(' > '),
    ])
  const rest = [
    // Their own highest point may be at another time.
    ...(children > 0 ? [`Child processes, not counted in it, took up to ${memory(children)}.`] : []),
    ...table(
      'what each process had, shared pages included',
      [{ title: 'Memory', align: 'right' }, { title: 'Process' }],
      processes,
    ),
    ...threads,
    ...table(title(peak, run), [{ title: 'MiB', align: 'right' }, { title: 'Line' }], lines),
    ...footnote(isMarked).map((line) => `  ${line}`),
    ...table(
      `allocated at (of ${memory(peak.allocationsAtBytes)})`,
      [{ title: 'MiB', align: 'right' }, { title: 'Blocks', align: 'right' }, { title: 'Traceback' }],
      sites,
    ),
  ]
  const sentence = peakSentence(peak, run.baselineBytes, { size: memory, duration })
  return `${[sentence, ...rest.map((line) => cut(line, Math.max(width, 60)))].join('\n')}\n`
}

function title(peak: PeakReport, { baselineBytes }: RunDetail): string {
  const words = 'taken by line until then'
  return addsUp(peak, baselineBytes)
    ? words
    : `${words}; more than there was: some counts several times, or was given back since`
}

function table(title: string, columns: Parameters<typeof alignColumns>[0], rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', title, ...alignColumns(columns, rows).map((line) => `  ${line}`)]
}
