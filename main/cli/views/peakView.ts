import type { PeakReport, RunDetail, SourceLine } from '../../../profiler-core/contract/index.ts'
import { oneLine } from '../../../profiler-core/report/index.ts'
import { peakSentence } from '../../../profiler-core/report/peakWords.ts'
import { alignColumns, cut, duration, memory } from '../format.ts'
import { delta, shortPath } from './place.ts'

const MOST_LINES = 20
const MOST_FRAMES = 20

/** Who held the memory at the peak. */
export function peakText(peak: PeakReport, run: RunDetail, width: number): string {
  const at = ({ file, line }: SourceLine) => `${shortPath(file, run.request)}:${line}`
  const threads = peak.threads
    .filter(({ frames }) => frames.length > 0)
    .flatMap(({ name, threadId, frames }) => [
      '',
      `${oneLine(name ?? `thread ${threadId}`)} was executing`,
      ...(frames.length > MOST_FRAMES ? [`  ... ${frames.length - MOST_FRAMES} outer frames`] : []),
      ...frames.slice(-MOST_FRAMES).map((frame) => `  ${oneLine(frame.name)}  ${at(frame)}`),
    ])
  const lines = peak.lines
    .slice(0, MOST_LINES)
    .map((line) => [delta(line.bytes), `${oneLine(line.name)}  ${at(line)}`])
  const sites = (peak.allocations ?? [])
    .slice(0, MOST_LINES)
    .map(({ bytes, count, traceback }) => [
      delta(bytes),
      String(count),
      traceback.slice(-4).map(at).join(' > '),
    ])
  const rest = [
    ...threads,
    ...table('taken by line until then', [{ title: 'MiB', align: 'right' }, { title: 'Line' }], lines),
    ...table(
      `allocated at (of ${memory(peak.allocationsAtBytes)})`,
      [{ title: 'MiB', align: 'right' }, { title: 'Blocks', align: 'right' }, { title: 'Traceback' }],
      sites,
    ),
  ]
  const sentence = peakSentence(peak, run.baselineBytes, { size: memory, duration })
  return `${[sentence, ...rest.map((line) => cut(line, Math.max(width, 60)))].join('\n')}\n`
}

function table(title: string, columns: Parameters<typeof alignColumns>[0], rows: string[][]): string[] {
  return rows.length === 0 ? [] : ['', title, ...alignColumns(columns, rows).map((line) => `  ${line}`)]
}
