import { closeSync, readSync } from 'node:fs'
import { openPlain } from '../plainFile.ts'
import { FIRST_ROW, FORMAT_VERSION, HEADER, MAGIC, MOST_ROWS, ROW_BYTES, ROW_CELLS } from './tableLayout.ts'

/** A table as it was at one moment: all cells of the rows in use. Cells are bytes, nanoseconds and counts. */
export interface TableSnapshot {
  cells: Float64Array
  /** Memory at the agent's last reading, bytes. */
  memoryBytes: number
  /** Highest of the agent's readings, bytes. */
  highBytes: number
  /** Process id, as the agent sees it. */
  pid: number
}

/** Reads a table while the agent writes it. Each cell is whole; cells next to each other may be a moment apart. */
export class TableReader {
  readonly #fd: number

  /** @throws where the file cannot be opened, or is no plain file */
  constructor(path: string) {
    this.#fd = openPlain(path)
  }

  /** The table now; `null` where no agent has mapped it yet, or it is not one that this version understands. */
  read(): TableSnapshot | null {
    const header = this.#readRows(1)
    if (header[HEADER.magic] !== MAGIC || header[HEADER.version] !== FORMAT_VERSION) return null
    const rows = header[HEADER.rowsInUse] ?? 0
    if (!(rows >= FIRST_ROW && rows <= MOST_ROWS)) return null
    const cells = this.#readRows(Math.floor(rows))
    return {
      cells,
      memoryBytes: positive(cells[HEADER.memoryNow]),
      highBytes: positive(cells[HEADER.memoryHigh]),
      pid: positive(cells[HEADER.pid]),
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  /** Cells of the first rows; fewer where the file is shorter. */
  #readRows(rows: number): Float64Array {
    const cells = new Float64Array(rows * ROW_CELLS)
    const bytes = new Uint8Array(cells.buffer)
    let length = 0
    while (length < bytes.length) {
      const read = readSync(this.#fd, bytes, length, bytes.length - length, length)
      if (read === 0) break
      length += read
    }
    return cells.subarray(0, Math.floor(length / ROW_BYTES) * ROW_CELLS)
  }
}

/** Reads a table that nobody writes any more; `null` where there is none, or none that can be understood. */
export function readTable(path: string): TableSnapshot | null {
  try {
    const reader = new TableReader(path)
    try {
      return reader.read()
    } finally {
      reader.close()
    }
  } catch {
    return null
  }
}

/** A number of a table that a program may have damaged: never negative, never NaN. */
export function positive(value: number | undefined): number {
  return value !== undefined && value > 0 && Number.isFinite(value) ? value : 0
}
