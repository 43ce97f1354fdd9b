import { type CodePlace, type PeakReport, peakHolder } from '../contract/index.ts'
import { processWords } from './processName.ts'

/** How sizes, durations and functions are written, which differs between a terminal and a page. */
export interface PeakStyle {
  readonly size: (bytes: number) => string
  readonly duration: (ns: number) => string
}

/** Part of the memory that the run added, from which a line is worth its own words. */
const WORTH = 0.05

/** By how much the lines of a program with one thread may miss the memory that they explain. */
const MOST_OVER = 1.25
const LEAST_OVER = 2 ** 20

/**
 * The highest point of a run in a sentence: `Peak 812 MiB at 3.2 s in load() line 14, of which line 9 of load() holds 400
 * MiB.` Every part that is not known is left out.
 */
export function peakSentence(peak: PeakReport, baselineBytes: number, style: PeakStyle): string {
  const { bytes, timeNs, threads, lines } = peak
  const words = [`Peak ${style.size(bytes)} at ${style.duration(timeNs)}`]
  const holding = peakHolder(peak)
  const executing =
    holding === null
      ? threads.find(({ frames }) => frames.length > 0)?.frames.at(-1)
      : (holding.place ?? undefined)
  if (executing !== undefined) words.push(` in ${place(executing)}`)
  if (holding !== null && !holding.isFirst) {
    words.push(`${executing === undefined ? ' in' : ' of'} ${processWords(holding)}`)
  }
  if (peak.processes.length > 1) words.push(`, in ${peak.processes.length} processes together`)
  const holder = addsUp(peak, baselineBytes) ? lines[0] : undefined
  if (holder !== undefined && holder.bytes >= WORTH * Math.max(0, bytes - baselineBytes)) {
    const same = executing !== undefined && executing.file === holder.file && executing.name === holder.name
    if (same && executing.line === holder.line) {
      words.push(`, which holds ${style.size(holder.bytes)} of it`)
    } else {
      const of = same ? '' : ` of ${called(holder.name)}`
      words.push(`, of which line ${holder.line}${of} holds ${style.size(holder.bytes)}`)
    }
  }
  return `${words.join('')}.`
}

/**
 * Whether what the lines had taken can all have been there. They have more where threads that ran at once saw the same
 * memory move, where other processes had it, or where other code gave it back since.
 */
export function addsUp({ lines, linesAtBytes }: PeakReport, baselineBytes: number): boolean {
  const most = MOST_OVER * Math.max(0, linesAtBytes - baselineBytes) + LEAST_OVER
  const all = lines.reduce((sum, line) => sum + line.bytes, 0)
  return all <= most && lines.every((line) => line.bytes <= most)
}

/** `load() line 14`, `line 3 of the module level`. */
function place({ name, line }: CodePlace): string {
  return isModule(name) ? `line ${line} of the module level` : `${name}() line ${line}`
}

function called(name: string): string {
  return isModule(name) ? 'the module level' : `${name}()`
}

function isModule(name: string): boolean {
  return name === '<module>'
}
