import type { GuardNumber, GuardReport, Spread } from '../contract/index.ts'
import { pathInProject } from '../contract/paths.ts'
import { formatMebibytes } from './mebibytes.ts'
import { FIRST_PROCESS_ONLY, peakSize } from './peakSize.ts'
import { oneLine } from './visible.ts'

/** What a number is: `peak of the run`, `growth of load`. */
export function numberName({ kind, function: about }: Pick<GuardNumber, 'kind' | 'function'>): string {
  if (about === null) return 'peak of the run'
  return `${kind === 'function-growth' ? 'growth of' : 'peak in'} ${oneLine(about.name)}`
}

/** Where that is: `load.py:10`; of the whole run, the line that brought memory to its highest. `''` where it is not known. */
export function numberPlace({ function: about, lines }: GuardNumber, projectDir: string): string {
  const [first] = lines
  const place = about ?? first
  return place === undefined ? '' : placeWords(place, projectDir)
}

/** `load.py:10`, `load.py` for a line that is gone. */
export function placeWords(
  { file, line }: { readonly file: string; readonly line: number | null },
  projectDir: string,
): string {
  const path = oneLine(pathInProject(file, projectDir))
  return line === null ? path : `${path}:${line}`
}

/** `+57 %`; `new` where there was nothing. */
export function percentWords({ base, delta }: Pick<GuardNumber, 'base' | 'delta'>): string {
  if (base === null || base.median === 0) return ''
  const percent = Math.round((delta / Math.abs(base.median)) * 100)
  return `${percent < 0 ? '-' : '+'}${Math.abs(percent)} %`
}

/** Bytes as `34.3 MiB`. */
export function mebibytes(bytes: number): string {
  return `${formatMebibytes(bytes, 1)} MiB`
}

/** Bytes as `+19.7 MiB`. */
export function signedMebibytes(bytes: number): string {
  const text = mebibytes(bytes)
  return bytes > 0 && !text.startsWith('0.0 ') ? `+${text}` : text
}

/** `Peak of the run rose from 34.3 to 54.0 MiB (+57 %); 37.7 MiB are allowed.` */
export function numberSentence(number: GuardNumber, firstProcessPeak: Spread | null = null): string {
  const { kind, function: about, base, now, allowed } = number
  const limit = `${mebibytes(allowed)} are allowed.`
  if (base === null) return `Peak of the run is ${peakWords(now, firstProcessPeak)}; ${limit}`
  const percent = percentWords(number)
  const change = percent === '' ? '' : ` (${percent})`
  if (kind === 'function-growth') {
    const name = oneLine(about?.name ?? '')
    return `${name} grew by ${mebibytes(now.median)}, before by ${mebibytes(base.median)}${change}; ${limit}`
  }
  const name = numberName(number)
  const subject = `${name.charAt(0).toUpperCase()}${name.slice(1)}`
  return `${subject} rose from ${formatMebibytes(base.median, 1)} to ${mebibytes(now.median)}${change}; ${limit}`
}

/** Of all processes together, and of the first one by itself. */
function peakWords(peak: Spread | null, first: Spread | null): string {
  const run = { peakBytes: peak?.median ?? 0, firstProcessPeakBytes: first?.median ?? null }
  return `${peakSize(run, mebibytes)}${first === null ? ` ${FIRST_PROCESS_ONLY.split(':')[0]}` : ''}`
}

/** What a check comes to, in a sentence. */
export function guardMessage({
  numbers,
  peak,
  firstProcessPeak,
  baseline,
}: Pick<GuardReport, 'numbers' | 'peak' | 'firstProcessPeak' | 'baseline'>): string {
  const grown = numbers.filter(({ outcome }) => outcome === 'grew')
  const [first] = grown
  if (first !== undefined) {
    const more = grown.length - 1
    const others = more === 0 ? '' : ` ${more} more ${more === 1 ? 'number' : 'numbers'} grew too much.`
    return `${numberSentence(first, firstProcessPeak)}${others}`
  }
  const against = baseline === null ? '' : ` Nothing grew too much since ${oneLine(baseline)}.`
  return `Holds: peak ${peakWords(peak, firstProcessPeak)}.${against}`
}
