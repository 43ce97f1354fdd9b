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
 * The row of the line that executes now: in the main thread, whose id is the process's own on Linux, else in the first
 * thread that runs anything watched; 0 where none does.
 */
export function currentRow(cells: Float64Array): number {
  const count = lanesInUse(cells)
  const lanes = Array.from({ length: count }, (_, lane) => lane)
  const isMain = (lane: number) =>
    cells[FIRST_LANE + lane * LANE_CELLS + LANE.thread] === cells[HEADER.pid] ? 0 : 1
  lanes.sort((a, b) => isMain(a) - isMain(b) || a - b)
  for (const lane of lanes) {
    // The innermost frame may not have come to a line yet: then its caller's line is the one.
    for (let level = depthOf(cells, lane) - 1; level >= 0; level--) {
      const row = rowAt(cells, lane, level)
      if (row !== 0) return row
    }
  }
  return 0
}
