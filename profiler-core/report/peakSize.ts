import type { CodePlace, PeakProcess, RunSummary } from '../contract/index.ts'
import { processWords } from './processName.ts'
import { fileName } from './runWords.ts'
import { oneLine } from './visible.ts'

/** From here on a first process that had less is worth its own words: what is told in tenths of a mebibyte. */
const LEAST_BYTES = 2 ** 20 / 20

type KnownPeak = Pick<RunSummary, 'peakBytes' | 'firstProcessPeakBytes'>

/** The peak of a run: `136 MiB`, or where it had more than one process `136 MiB (first process 16.5 MiB)`. */
export function peakSize(run: KnownPeak, size: (bytes: number) => string): string {
  const first = firstProcessWords(run, size)
  return `${size(run.peakBytes)}${first === null ? '' : ` (${first})`}`
}

/** `first process 16.5 MiB`; `null` where it had all of the peak, or where nothing else is known. */
export function firstProcessWords(
  { peakBytes, firstProcessPeakBytes }: KnownPeak,
  size: (bytes: number) => string,
): string | null {
  if (firstProcessPeakBytes === null || peakBytes - firstProcessPeakBytes < LEAST_BYTES) return null
  return `first process ${size(firstProcessPeakBytes)}`
}

/** What a reader has to know of a peak that is the first process's alone. */
export const FIRST_PROCESS_ONLY = 'of the first process alone: no other was looked at'

/** Where it was: ` at line 12 of load`, ` at line 5 of work in process 1234 (worker.py)`; `''` where that is not known. */
export function peakPlaceWords(line: CodePlace | null, process: PeakProcess | null): string {
  const of =
    line === null
      ? ''
      : ` at line ${line.line} of ${line.name === '<module>' ? oneLine(fileName(line.file)) : oneLine(line.name)}`
  return process === null ? of : `${of} in ${processWords(process)}`
}
