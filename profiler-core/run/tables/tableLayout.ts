/** The table of numbers that host and agent share (docs/run-folder.md): float64 cells in rows of 8. */

export const MAGIC = 0x4d454249
export const FORMAT_VERSION = 1
export const ROW_CELLS = 8
export const CELL_BYTES = 8
export const ROW_BYTES = ROW_CELLS * CELL_BYTES
export const LANES = 32
export const LANE_CELLS = 64
/** How many frames of a thread's stack a lane can tell. */
export const LANE_DEPTH = LANE_CELLS - 2
/** First cell of the first lane. */
export const FIRST_LANE = ROW_CELLS
/** First row that belongs to a function or a line. */
export const FIRST_ROW = 1 + (LANES * LANE_CELLS) / ROW_CELLS
/** Rows for functions that are found at run time only. Few: the kernel may count all of the table as the target's memory. */
export const SPARE_ROWS = 8192
/** More rows than this are a damaged header, not a program. */
export const MOST_ROWS = 1_000_000

export const HEADER = {
  magic: 0,
  version: 1,
  rows: 2,
  rowsInUse: 3,
  memoryNow: 4,
  memoryHigh: 5,
  pid: 6,
  lanesInUse: 7,
} as const

export const LANE = { thread: 0, depth: 1, stack: 2 } as const

export const LINE = {
  occurrences: 0,
  increment: 1,
  memory: 2,
  peak: 3,
  time: 4,
  overlapped: 5,
  /** Written by the host. */
  sampledPeak: 6,
  /** Memory when the line was opened; written when it makes a watched call. */
  opened: 7,
} as const

export const FUNCTION = { calls: 0, baseline: 1, overlapped: LINE.overlapped } as const
