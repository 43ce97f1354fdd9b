/**
 * Of points in the order of time, the indexes of those that tell most: the first, the lowest, the highest and the last,
 * and, spread evenly, those at which something else begins to execute, as far as there is room.
 *
 * @param levelsOf the levels of which each keeps its lowest and its highest
 * @param most how many to keep; two more than twice the levels at least
 */
export function tellingPoints<Point>(
  points: readonly Point[],
  levelsOf: readonly ((point: Point) => number)[],
  stackOf: (point: Point) => number,
  most: number,
): Point[] {
  if (points.length <= 4) return [...points]
  const changes: number[] = []
  let stack = Number.NaN
  for (const [index, point] of points.entries()) {
    if (stackOf(point) === stack) continue
    stack = stackOf(point)
    changes.push(index)
  }
  const extremes = levelsOf.flatMap((levelOf) => extremesOf(points, levelOf))
  const kept = new Set([0, ...extremes, points.length - 1])
  const others = changes.filter((index) => !kept.has(index))
  const room = most - kept.size
  const step = Math.max(1, others.length / Math.max(1, room))
  for (let at = 0; at < others.length && kept.size < most; at += step) kept.add(others[Math.floor(at)] ?? 0)
  return [...kept].sort((a, b) => a - b).flatMap((index) => points[index] ?? [])
}

function extremesOf<Point>(points: readonly Point[], levelOf: (point: Point) => number): [number, number] {
  let [low, high] = [0, 0]
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [index, point] of points.entries()) {
    const level = levelOf(point)
    if (level < lowest) [lowest, low] = [level, index]
    if (level > highest) [highest, high] = [level, index]
  }
  return [low, high]
}
