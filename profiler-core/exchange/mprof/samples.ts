import type { Sample } from './parse.ts'

/** So many points a timeline has at most, as those that Mebi measures. */
const MOST_POINTS = 16_384
/** The first, lowest, highest and last of a stretch, and where its children were highest. */
const POINTS_OF_STRETCH = 5

/** By time; few enough for a timeline, no peak lost. */
export function thinned(samples: readonly Sample[]): readonly Sample[] {
  if (samples.length <= MOST_POINTS) return samples
  const stretch = Math.ceil((samples.length * POINTS_OF_STRETCH) / MOST_POINTS)
  const kept: Sample[] = []
  for (let start = 0; start < samples.length; start += stretch) {
    const all = samples.slice(start, start + stretch)
    const telling = tellingOf(all)
    kept.push(...all.filter((sample) => telling.has(sample)))
  }
  return kept
}

function tellingOf(all: readonly Sample[]): Set<Sample | undefined> {
  const best = (isBetter: (one: Sample, other: Sample) => boolean) =>
    all.reduce<Sample | undefined>(
      (found, each) => (found && !isBetter(each, found) ? found : each),
      undefined,
    )
  return new Set([
    all[0],
    best((one, other) => one.bytes < other.bytes),
    best((one, other) => one.bytes > other.bytes),
    best((one, other) => one.childrenBytes > other.childrenBytes),
    all.at(-1),
  ])
}

/**
 * Answers with the highest memory of the samples, which are by time, between two moments; 0 where there is none. A
 * segment tree, for there may be a million of each.
 */
export function highestBetween(samples: readonly Sample[]): (start: number, end: number) => number {
  const count = samples.length
  const tree = new Float64Array(2 * count)
  for (const [index, { bytes }] of samples.entries()) tree[count + index] = bytes
  for (let node = count - 1; node > 0; node -= 1)
    tree[node] = Math.max(tree[2 * node] ?? 0, tree[2 * node + 1] ?? 0)
  return (start, end) => {
    let highest = 0
    let low = count + firstFrom(samples, ({ time }) => time >= start)
    let high = count + firstFrom(samples, ({ time }) => time > end)
    for (; low < high; low >>= 1, high >>= 1) {
      if (low % 2 === 1) highest = Math.max(highest, tree[low++] ?? 0)
      if (high % 2 === 1) highest = Math.max(highest, tree[--high] ?? 0)
    }
    return highest
  }
}

/** Index of the first sample of which something is true that is true of all behind it. */
function firstFrom(samples: readonly Sample[], isTrue: (sample: Sample) => boolean): number {
  let low = 0
  let high = samples.length
  while (low < high) {
    const middle = (low + high) >> 1
    const sample = samples[middle]
    if (sample && isTrue(sample)) high = middle
    else low = middle + 1
  }
  return low
}
