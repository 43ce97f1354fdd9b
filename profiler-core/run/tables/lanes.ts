import { FIRST_LANE, FIRST_ROW, HEADER, LANE, LANE_CELLS, LANE_DEPTH, LANES } from './tableLayout.ts'

/** How many lanes the table has in use; at most those that exist, whatever the cell says. */
export function lanesInUse(cells: Float64Array): number {
  const count = cells[HEADER.lanesInUse] ?? 0
  return count > 0 ? Math.min(Math.floor(count), LANES) : 0
}

/** Number of stack cells that a lane has in use. */
export function depthOf(cells: Float64Array, lane: number): number {
  const depth = cells[FIRST_LANE + lane * LANE_CELLS + LANE.depth] ?? 0
  return depth > 0 ? Math.min(Math.floor(depth), LANE_DEPTH) : 0
}

/** The row of the line that the frame at `level` (0: outermost) of a lane executes; 0 where there is none yet. */
export function rowAt(cells: Float64Array, lane: number, level: number): number {
  const row = cells[FIRST_LANE + lane * LANE_CELLS + LANE.stack + level] ?? 0
  return Number.isInteger(row) && row >= FIRST_ROW ? row : 0
}

/**
 * The lane of the main thread, whose id is the process's own on Linux, where that executes a watched line, else the first
 * that does; -1 where none does.
 */
export function currentLane(cells: Float64Array): number {
  const count = lanesInUse(cells)
  let first = -1
  for (let lane = 0; lane < count; lane++) {
    if (innermostRow(cells, lane) === 0) continue
    if (isMainLane(cells, lane)) return lane
    if (first < 0) first = lane
  }
  return first
}

/** Whether a lane is the main thread's. */
export function isMainLane(cells: Float64Array, lane: number): boolean {
  return cells[FIRST_LANE + lane * LANE_CELLS + LANE.thread] === cells[HEADER.pid]
}

/** The row of the line that a lane executes: the innermost frame may not have come to one yet; 0 where none has. */
export function innermostRow(cells: Float64Array, lane: number): number {
  for (let level = depthOf(cells, lane) - 1; level >= 0; level--) {
    const row = rowAt(cells, lane, level)
    if (row !== 0) return row
  }
  return 0
}

/** The row of the line that executes now, in the thread that `currentLane` chooses; 0 where none does. */
export function currentRow(cells: Float64Array): number {
  const lane = currentLane(cells)
  return lane < 0 ? 0 : innermostRow(cells, lane)
}
