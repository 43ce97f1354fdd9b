import type { PeakReport } from '../contract/index.ts'

/** How sizes, durations and functions are written, which differs between a terminal and a page. */
export interface PeakStyle {
  readonly size: (bytes: number) => string
  readonly duration: (ns: number) => string
}

/** Part of the memory that the run added, from which a line is worth its own words. */
const WORTH = 0.05

/**
 * The highest point of a run in a sentence: `Peak 812 MiB at 3.2 s in load() line 14, of which line 9 of load() holds 400
 * MiB.` Every part that is not known is left out.
 */
export function peakSentence(peak: PeakReport, baselineBytes: number, style: PeakStyle): string {
  const { bytes, timeNs, threads, lines } = peak
  const words = [`Peak ${style.size(bytes)} at ${style.duration(timeNs)}`]
  const executing = threads.find(({ frames }) => frames.length > 0)?.frames.at(-1)
  if (executing !== undefined) words.push(` in ${call(executing.name)} line ${executing.line}`)
  const [holder] = lines
  if (holder !== undefined && holder.bytes >= WORTH * Math.max(0, bytes - baselineBytes)) {
    const same = executing !== undefined && executing.file === holder.file && executing.name === holder.name
    if (same && executing.line === holder.line) {
      words.push(`, which holds ${style.size(holder.bytes)} of it`)
    } else {
      const of = same ? '' : ` of ${call(holder.name)}`
      words.push(`, of which line ${holder.line}${of} holds ${style.size(holder.bytes)}`)
    }
  }
  return `${words.join('')}.`
}

/** `load()`; the module level is no call. */
function call(name: string): string {
  return name === '<module>' ? 'the module level' : `${name}()`
}
