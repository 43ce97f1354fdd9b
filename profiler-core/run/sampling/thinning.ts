/**
 * Of points in the order of time, the indexes of those that tell most: the first, the lowest, the highest and the last,
 * and, spread evenly, those at which something else begins to execute, as far as there is room.
 *
 * @param most how many to keep; 4 at least
 */
export function tellingPoints<Point>(
  points: readonly Point[],
  bytesOf: (point: Point) => number,
  stackOf: (point: Point) => number,
  most: number,
): Point[] {
  if (points.length <= 4) return [...points]
  let low = 0
  let high = 0
  const changes: number[] = []
  let [lowest, highest, stack] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]
  for (const [index, point] of points.entries()) {
    const bytes = bytesOf(point)
    if (bytes < lowest) [lowest, low] = [bytes, index]
    if (bytes > highest) [highest, high] = [bytes, index]
    if (stackOf(point) !== stack) {
      stack = stackOf(point)
      changes.push(index)
    }
  }
  const kept = new Set([0, low, high, points.length - 1])
  const others = changes.filter((index) => !kept.has(index))
  const room = most - kept.size
  const step = Math.max(1, others.length / Math.max(1, room))
  for (let at = 0; at < others.length && kept.size < most; at += step) kept.add(others[Math.floor(at)] ?? 0)
  return [...kept].sort((a, b) => a - b).flatMap((index) => points[index] ?? [])
}
