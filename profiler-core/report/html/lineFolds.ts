/** A stretch of lines, both ends included. `rows`: shown. `folded`: shown on a click. `omitted`: only named. */
export interface Stretch {
  readonly kind: 'rows' | 'folded' | 'omitted'
  readonly from: number
  readonly to: number
}

/** Lines that are shown on either side of one that matters. */
const CONTEXT = 3
/** Fewer lines than this are not worth a fold. */
const FOLD_FROM = 12

/** How many lines a page still takes. */
export interface Room {
  lines: number
}

/**
 * Cuts the lines 1 to `count` into stretches: those that matter, with some on either side, and those between. As much of it
 * all as there is room for is taken, from the lines that matter most; `weights` says how much each line does, those that are
 * absent do not.
 */
export function stretches(count: number, weights: ReadonlyMap<number, number>, room: Room): Stretch[] {
  const near = new Set<number>()
  const byWeight = [...weights].sort(([a, x], [b, y]) => y - x || a - b)
  for (const [line] of byWeight) {
    for (let each = Math.max(1, line - CONTEXT); each <= Math.min(count, line + CONTEXT); each += 1) {
      if (near.size < room.lines) near.add(each)
    }
  }
  room.lines -= near.size
  return joined(count, near).map((stretch) => {
    const lines = stretch.to - stretch.from + 1
    if (stretch.kind === 'rows') return stretch
    if (lines > room.lines) return { ...stretch, kind: 'omitted' }
    room.lines -= lines
    return lines < FOLD_FROM ? { ...stretch, kind: 'rows' } : stretch
  })
}

/** Every line once, in order: `rows` for those that are near, `folded` for the others. */
function joined(count: number, near: ReadonlySet<number>): Stretch[] {
  const found: Stretch[] = []
  let from = 1
  for (let line = 1; line <= count; line += 1) {
    const isNear = near.has(line)
    if (line < count && near.has(line + 1) === isNear) continue
    found.push({ kind: isNear ? 'rows' : 'folded', from, to: line })
    from = line + 1
  }
  return found
}
