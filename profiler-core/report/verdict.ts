import type {
  Change,
  FunctionComparison,
  LineComparison,
  RunComparison,
  RunSummary,
} from '../contract/index.ts'
import { formatSize } from './format.ts'
import { oneLine } from './visible.ts'

const MIB = 2 ** 20

/** Functions and lines that changed by less are not shown, unless somebody wants them: resident memory varies so much. */
export const SHOWN_CHANGE_BYTES = MIB

/** Below the larger of these a change of the peak is none to speak of. */
const SAME_PEAK = { bytes: MIB, share: 0.02 } as const

/** From the larger of these on a line is worth its words; the share is of the higher peak. */
const WORTHY_LINE = { bytes: MIB, share: 0.05 } as const

/** Below the larger of these a change of time is none to speak of. */
const SAME_TIME = { ns: 50e6, share: 0.05 } as const

/** Below this p a difference between groups of runs is beyond their noise. */
export const SIGNIFICANCE = 0.05

/** Lines whose changes are within this part of the largest may be one change, seen by a caller and its callee. */
const BAND = 0.9

/** What is left of an increment below this part of it is nothing. */
const NOTHING_LEFT = 0.05

/**
 * What a comparison comes to, in one sentence: `Peak fell from 812 to 214 MiB (-74 %); line 14 of load.py no longer keeps 400
 * MiB; 6 % slower.`
 */
export function verdict(comparison: Omit<RunComparison, 'verdict'>): string {
  const { base, now, functions } = comparison
  if (base.run.key === now.run.key) return `The same run twice, so no difference: peak ${peakOf(comparison)}.`
  const line = tellingLine(comparison)
  const parts = [line, timeWords(comparison), ...endings(base.run, now.run)].filter((part) => part !== null)
  const isNoise = comparison.peak.pValue !== null && comparison.peak.pValue >= SIGNIFICANCE
  const noise = `beyond the noise of ${base.ids.length} against ${now.ids.length} runs`
  const peak =
    base.run.backend !== now.run.backend
      ? otherPeaks(comparison)
      : isNoise
        ? `${parts.length === 0 ? 'no difference' : 'no difference in peak'} ${noise}: ${parts.length === 0 ? 'peak ' : ''}${peakOf(comparison)}`
        : peakWords(comparison.peak)
  const strangers = haveNothingInCommon(functions)
  const all = [...(strangers ? ['the runs have no function in common'] : []), peak, ...parts].join('; ')
  return `${all.charAt(0).toUpperCase()}${all.slice(1)}.`
}

/** Whether both runs called functions, and none of them is the same. */
function haveNothingInCommon(functions: readonly FunctionComparison[]): boolean {
  const isApart = functions.every(({ base, now }) => base === null || now === null)
  return isApart && functions.some(({ base }) => base !== null) && functions.some(({ now }) => now !== null)
}

function peakOf({ peak }: Pick<RunComparison, 'peak'>): string {
  return formatSize(peak.now?.median ?? peak.base?.median ?? 0)
}

function peakWords({ base, now, delta }: Change): string {
  const [before, after] = [base?.median ?? 0, now?.median ?? 0]
  const change = before === 0 ? '' : ` (${percent(delta / before)})`
  if (!isNotable({ base, now, delta })) return `peak about the same, ${formatSize(after)}${change}`
  return `peak ${delta < 0 ? 'fell' : 'rose'} from ${fromTo(before, after)}${change}`
}

/** Where memory is not the same thing on both sides. */
function otherPeaks({ base, now, peak }: Omit<RunComparison, 'verdict'>): string {
  const [before, after] = [peak.base?.median ?? 0, peak.now?.median ?? 0].map(formatSize)
  return `peaks say nothing of each other, ${before} of ${base.run.backend} and ${after} of ${now.run.backend}`
}

function isNotable({ base, now, delta }: Pick<Change, 'base' | 'now' | 'delta'>): boolean {
  const higher = Math.max(base?.median ?? 0, now?.median ?? 0)
  return Math.abs(delta) >= Math.max(SAME_PEAK.bytes, SAME_PEAK.share * higher)
}

/** `812 to 214 MiB`, with as many decimals as it takes to tell them apart. */
function fromTo(before: number, after: number): string {
  const decimals = Math.max(before, after) >= 100 * MIB && Math.min(before, after) >= 10 * MIB ? 0 : 1
  return `${(before / MIB).toFixed(decimals)} to ${(after / MIB).toFixed(decimals)} MiB`
}

function percent(share: number): string {
  const whole = Math.round(share * 100)
  if (whole === 0)
    return Math.abs(share) < 0.0005 ? '0 %' : `${share < 0 ? '-' : '+'}${Math.abs(share * 100).toFixed(1)} %`
  return `${whole < 0 ? '-' : '+'}${Math.abs(whole)} %`
}

/** `6 % slower`; `null` where the times are about the same, or a run did not come to its end. */
function timeWords({ base, now, duration }: Pick<RunComparison, 'base' | 'now' | 'duration'>): string | null {
  const [before, after] = [duration.base?.median ?? 0, duration.now?.median ?? 0]
  const least = Math.max(SAME_TIME.ns, SAME_TIME.share * before)
  const isNoise = duration.pValue !== null && duration.pValue >= SIGNIFICANCE
  if (base.run.status !== now.run.status || isNoise) return null
  // A run that another program has measured may not know how long it took.
  if (before === 0 || after === 0) return null
  if (Math.abs(duration.delta) < least) return null
  if (after >= 2 * before) return `takes ${(after / before).toFixed(1)} times as long`
  return `${Math.round((Math.abs(duration.delta) / before) * 100)} % ${duration.delta > 0 ? 'slower' : 'faster'}`
}

/** What a run came to where only one of them finished. */
function endings(base: RunSummary, now: RunSummary): string[] {
  if (base.status === now.status) return []
  return [base, now].flatMap((run) => {
    const name = run.id === null ? 'a run' : `run ${run.id}`
    const words = ENDINGS[run.status]
    return words === null ? [] : [`${name} ${words}`]
  })
}

const ENDINGS: Record<RunSummary['status'], string | null> = {
  finished: null,
  failed: 'failed',
  killed: 'was killed',
  stopped: 'was stopped',
  limit: 'was stopped at a limit',
  interrupted: 'was interrupted',
}

interface Candidate {
  readonly of: FunctionComparison
  readonly line: LineComparison
}

/**
 * The line that tells most about the change: that whose increment changed most, the way the peak did where it did; else
 * that whose own peak moved with it.
 */
function tellingLine(comparison: Omit<RunComparison, 'verdict'>): string | null {
  const { peak } = comparison
  const lines = linesOf(comparison)
  const higher = Math.max(peak.base?.median ?? 0, peak.now?.median ?? 0)
  const least = Math.max(WORTHY_LINE.bytes, WORTHY_LINE.share * higher)
  const way = wayOf(comparison)
  if (way === null) return null
  const keeping = innermost(lines, ({ line }) => line.increment, least, way)
  if (keeping !== null) return `${placeOf(keeping)} ${keptWords(keeping.line.increment)}`
  if (way === 0 || !isNotable(peak)) return null
  // A line that ran on one side only has a level there, and nothing that it could differ from.
  const inBoth = lines.filter(
    ({ line: { peak: of } }) => (of.base?.median ?? 0) > 0 && (of.now?.median ?? 0) > 0,
  )
  const peaking = innermost(inBoth, ({ line }) => line.peak, Math.max(least, Math.abs(peak.delta) / 2), way)
  if (peaking === null) return null
  const { delta } = peaking.line.peak
  return `${placeOf(peaking)} peaks ${formatSize(Math.abs(delta))} ${delta < 0 ? 'lower' : 'higher'}`
}

/**
 * In which direction changes say something of the program, 0: in any; `null`: in none. That of the peak; and what a run that did
 * not come to its end has less of, it might have come to.
 */
function wayOf({ base, now, peak }: Omit<RunComparison, 'verdict'>): number | null {
  const isOneMemory = base.run.backend === now.run.backend
  const ofPeak = isOneMemory && isNotable(peak) ? Math.sign(peak.delta) : 0
  const ofEnds = Number(base.run.status === 'finished') - Number(now.run.status === 'finished')
  if (ofPeak !== 0 && ofEnds !== 0 && ofPeak !== ofEnds) return null
  return ofPeak === 0 ? ofEnds : ofPeak
}

/** Lines of functions that were watched in both runs, as far as is known. */
function linesOf({ functions, differences }: Omit<RunComparison, 'verdict'>): Candidate[] {
  const isWatchedAlike = differences.every(({ kind }) => kind !== 'watched')
  return functions
    .filter((of) => isWatchedAlike || (of.base !== null && of.now !== null))
    .flatMap((of) => of.lines.map((line) => ({ of, line })))
}

/**
 * The line of the largest change, `way` of 0: in any direction. A line counts what it calls, so a caller's changes as much as
 * its callee's: of lines that changed about as much, one that was edited is the cause, else the one that took the least
 * time is within the others.
 */
function innermost(
  candidates: readonly Candidate[],
  changeOf: (candidate: Candidate) => Change,
  least: number,
  way: number,
): Candidate | null {
  const size = (each: Candidate) => Math.abs(changeOf(each).delta)
  const fitting = candidates.filter((each) => {
    const { delta, pValue } = changeOf(each)
    const isBeyondNoise = pValue === null || pValue < SIGNIFICANCE
    return isBeyondNoise && size(each) >= least && (way === 0 || Math.sign(delta) === way)
  })
  const largest = fitting.reduce<Candidate | null>(
    (best, each) => (best === null || size(each) > size(best) ? each : best),
    null,
  )
  if (largest === null) return null
  const sign = Math.sign(changeOf(largest).delta)
  const band = fitting.filter(
    (each) => size(each) >= BAND * size(largest) && Math.sign(changeOf(each).delta) === sign,
  )
  const edited = band.filter(({ line }) => line.match !== 'unchanged')
  return (edited.length > 0 ? edited : band).reduce((best, each) =>
    timeOf(each) < timeOf(best) ? each : best,
  )
}

function timeOf({ line: { time } }: Candidate): number {
  return Math.max(time.base?.median ?? 0, time.now?.median ?? 0)
}

/** By its number now, where it is there now. */
function placeOf({ of, line }: Candidate): string {
  const file = (line.nowLine === null ? of.base : of.now)?.file ?? ''
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  return `line ${line.nowLine ?? line.baseLine} of ${oneLine(name)}`
}

function keptWords({ base, now, delta }: Change): string {
  const [before, after] = [base?.median ?? 0, now?.median ?? 0]
  const size = formatSize(Math.abs(delta))
  if (Math.abs(after) <= NOTHING_LEFT * Math.abs(before)) {
    return `no longer ${before > 0 ? 'keeps' : 'gives back'} ${formatSize(Math.abs(before))}`
  }
  if (Math.abs(before) <= NOTHING_LEFT * Math.abs(after)) {
    return `now ${after > 0 ? 'keeps' : 'gives back'} ${formatSize(Math.abs(after))}`
  }
  if (before < 0 && after < 0) return `gives back ${size} ${delta < 0 ? 'more' : 'less'}`
  return `keeps ${size} ${delta < 0 ? 'less' : 'more'}`
}
