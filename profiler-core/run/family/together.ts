import type { Backend } from '../../contract/index.ts'

/** What the kernel says of one process, bytes. */
export interface Footprint {
  /** Forks of one another have the same, and all other processes another one; `null` where it cannot be told. */
  readonly image: string | null
  /** Resident memory, now. */
  readonly residentBytes: number
  /** The part of it that is mapped from files or shared memory, now. */
  readonly mappedBytes: number
  /** How the kernel last divided its pages among those who share them; `null`: it was not asked, or did not say. */
  readonly counted: Counted | null
}

/** The pages of a process at a moment, each divided among the processes that share it, bytes. */
export interface Counted {
  /** Of what is mapped from nowhere: heap and stacks. */
  readonly anonymousBytes: number
  readonly mappedBytes: number
  /** The part of `mappedBytes` that no other process has. */
  readonly privateMappedBytes: number
  /** What no other process has, of both kinds. */
  readonly privateBytes: number
  /** Resident and mapped from nowhere at that moment, divided among nobody. */
  readonly ownAnonymousBytes: number
}

/** Ways to count pages that other programs have too. */
export type Measure = Exclude<Backend, 'heap'>

/**
 * Memory of processes together, bytes, each page that several of them have counted once. Of what other programs have too:
 * `rss` counts all, `pss` the processes' part, `uss` nothing.
 *
 * Never more than there is, whenever the kernel was last asked how pages are shared: what a process has grown by since is its
 * own, and of forks that it was not asked about only the largest counts.
 */
export function together(processes: readonly Footprint[], measure: Measure): number {
  return anonymousOf(processes) + mappedOf(processes, measure)
}

/** Memory of one process as a measure of its own has it, bytes. */
export function memoryOf(process: Footprint, measure: Measure): number {
  if (measure === 'rss') return process.residentBytes
  const { counted } = process
  if (counted === null) return anonymous(process)
  if (measure === 'pss') return held(process, counted) + mapped([process], 'mappedBytes')
  const grown = anonymous(process) - counted.ownAnonymousBytes
  return Math.max(0, counted.privateBytes + grown)
}

/**
 * Nobody but forks of one another shares what is mapped from nowhere: they have at least what the largest has, and at least
 * the sum of what was each one's part.
 */
function anonymousOf(processes: readonly Footprint[]): number {
  const largest = new Map<string, number>()
  const sums = new Map<string, number>()
  for (const process of processes) {
    const image = process.image ?? ''
    const { counted } = process
    largest.set(image, Math.max(largest.get(image) ?? 0, anonymous(process)))
    sums.set(image, (sums.get(image) ?? 0) + (counted === null ? 0 : held(process, counted)))
  }
  let bytes = 0
  for (const [image, most] of largest) bytes += Math.max(most, sums.get(image) ?? 0)
  return bytes
}

function mappedOf(processes: readonly Footprint[], measure: Measure): number {
  if (measure === 'uss') return mapped(processes, 'privateMappedBytes')
  const parts = mapped(processes, 'mappedBytes')
  if (measure === 'pss') return parts
  return processes.reduce((most, { mappedBytes }) => Math.max(most, mappedBytes), parts)
}

function mapped(processes: readonly Footprint[], of: 'mappedBytes' | 'privateMappedBytes'): number {
  return processes.reduce(
    (sum, { counted, mappedBytes }) => sum + Math.min(counted?.[of] ?? 0, mappedBytes),
    0,
  )
}

function anonymous({ residentBytes, mappedBytes }: Footprint): number {
  return Math.max(0, residentBytes - mappedBytes)
}

/** Its part when it was counted, and what it has grown by since. */
function held(process: Footprint, counted: Counted): number {
  const now = anonymous(process)
  return Math.min(now, Math.max(0, counted.anonymousBytes + now - counted.ownAnonymousBytes))
}
