/** Points to draw: entry `i` of each array belongs together. */
export interface DrawnPoints {
  readonly timesNs: number[]
  /** As many columns as were given. */
  readonly columns: number[][]
}

/**
 * The points of a stretch, few enough to draw: where there are more than four for each pixel, the first, the lowest, the
 * highest and the last of each pixel of the first column (min-max decimation, M4: Jugel et al., VLDB 2014), and the
 * highest of the other columns. One point on either side of the stretch is kept, so that lines lead out of the picture.
 */
export function visiblePoints(
  timesNs: readonly number[],
  columns: readonly (readonly number[])[],
  { fromNs, toNs, pixels }: { readonly fromNs: number; readonly toNs: number; readonly pixels: number },
): DrawnPoints {
  const first = Math.max(0, lowerBound(timesNs, fromNs) - 1)
  const end = Math.min(timesNs.length, upperBound(timesNs, toNs) + 1)
  if (end - first <= 4 * pixels) return pick(range(first, end), timesNs, columns)
  const [levels = [], ...others] = columns
  const kept: number[] = []
  const width = Math.max(1, toNs - fromNs) / pixels
  for (let start = first; start < end; ) {
    const stretch = Math.floor(((timesNs[start] ?? 0) - fromNs) / width)
    const next = Math.min(end, Math.max(start + 1, lowerBound(timesNs, fromNs + (stretch + 1) * width)))
    const wanted = [start, ...extremes(levels, start, next), next - 1]
    for (const other of others) wanted.push(extremes(other, start, next)[1])
    for (const index of wanted.sort((a, b) => a - b)) if (kept.at(-1) !== index) kept.push(index)
    start = next
  }
  return pick(kept, timesNs, columns)
}

/** Where a column is lowest and highest between two indices. */
function extremes(levels: readonly number[], start: number, end: number): [number, number] {
  let low = start
  let high = start
  let [lowest, highest] = [levels[start] ?? 0, levels[start] ?? 0]
  for (let index = start + 1; index < end; index++) {
    const level = levels[index] ?? 0
    if (level < lowest) {
      lowest = level
      low = index
    } else if (level > highest) {
      highest = level
      high = index
    }
  }
  return [low, high]
}

function pick(
  kept: readonly number[],
  timesNs: readonly number[],
  columns: readonly (readonly number[])[],
): DrawnPoints {
  return {
    timesNs: kept.map((index) => timesNs[index] ?? 0),
    columns: columns.map((column) => kept.map((index) => column[index] ?? 0)),
  }
}

function range(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
}

/** Index of the first entry that is not below `value`. */
export function lowerBound(ascending: readonly number[], value: number): number {
  let low = 0
  let high = ascending.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function upperBound(ascending: readonly number[], value: number): number {
  return lowerBound(ascending, value + Number.EPSILON * Math.abs(value) + Number.MIN_VALUE)
}
