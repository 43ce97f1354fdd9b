import { runPeakPlace } from '../../../profiler-core/analysis/peak.ts'
import type { RunDetail, RunRequest, SourceLine } from '../../../profiler-core/contract/index.ts'
import { unexpectedEnd } from '../../../profiler-core/report/endWords.ts'
import { peakPlaceWords, peakSize } from '../../../profiler-core/report/peakSize.ts'
import { endingWords, fileName, runName } from '../../../profiler-core/report/runWords.ts'
import { formatSize } from '../../ui/format.ts'

/** What a run has come to: `Run 41 finished in 3.2 s - peak 812 MiB at line 12 of load`. */
export function endedWords(run: RunDetail): string {
  const { line, process } = runPeakPlace(run)
  const where = peakPlaceWords(line, process)
  // How a signal that has no known cause ended it, the status says as well.
  const sentence = run.cause?.kind === 'signal' ? null : unexpectedEnd(run)
  const ending = sentence === null ? ` ${endingWords(run)}` : `: ${sentence.replace(/\.$/, '')}`
  return `${runName(run)}${ending} \u2013 peak ${peakSize(run, formatSize)}${where}`
}

/** What is watched: `Watching 2 functions`, `Watching load`. */
export function watchingWords({ watch }: Pick<RunRequest, 'watch'>): string {
  if (watch.kind === 'auto') return 'Watching the script'
  if (watch.kind === 'project') return 'Watching every function'
  const [first = ''] = watch.names
  const name = first.slice(first.lastIndexOf(':') + 1)
  if (watch.names.length > 1) return `Watching ${watch.names.length} functions`
  return name === '*' ? `Watching all of ${fileName(first.slice(0, -2))}` : `Watching ${name}`
}

/** Which line is executing: `train.py line 12`. */
export function lineWords(line: SourceLine | null): string {
  return line === null ? '' : `${fileName(line.file)} line ${line.line}`
}
