import { closeSync, readSync } from 'node:fs'
import { openPlain } from '../plainFile.ts'
import { CELL_BYTES } from '../tables/tableLayout.ts'

/** The paths of calls that agent and host share (docs/run-folder.md): float64 cells in nodes of 10. */

export const CALLS_MAGIC = 0x4d454243
export const CALLS_VERSION = 1
export const NODE_CELLS = 10
/** An agent has room for no more. */
const MOST_NODES = 65_536

export const CALLS_HEADER = { magic: 0, version: 1, nodes: 2, nodesInUse: 3, refused: 4 } as const

export const NODE = {
  calls: 0,
  growth: 1,
  peak: 2,
  time: 3,
  parent: 4,
  /** Row of the function in the table. */
  function: 5,
  /** Row of the caller's line. */
  callerLine: 6,
  open: 7,
  openedMemory: 8,
  openedAt: 9,
} as const

/** The cells of all nodes in use, the header included; `null` where there is no such file, or none that can be understood. */
export function readCalls(path: string): Float64Array | null {
  try {
    const fd = openPlain(path)
    try {
      return readNodes(fd)
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
}

function readNodes(fd: number): Float64Array | null {
  const header = readCells(fd, 1)
  if (header[CALLS_HEADER.magic] !== CALLS_MAGIC || header[CALLS_HEADER.version] !== CALLS_VERSION)
    return null
  const nodes = header[CALLS_HEADER.nodesInUse] ?? 0
  return nodes >= 1 ? readCells(fd, Math.min(Math.floor(nodes), MOST_NODES)) : null
}

/** Cells of the first nodes; fewer where the file is shorter. */
function readCells(fd: number, nodes: number): Float64Array {
  const cells = new Float64Array(nodes * NODE_CELLS)
  const bytes = new Uint8Array(cells.buffer)
  let length = 0
  while (length < bytes.length) {
    const read = readSync(fd, bytes, length, bytes.length - length, length)
    if (read === 0) break
    length += read
  }
  return cells.subarray(0, Math.floor(length / (NODE_CELLS * CELL_BYTES)) * NODE_CELLS)
}
