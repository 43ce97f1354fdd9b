import { join } from 'node:path'
import { readCalls } from '../story/callsFile.ts'
import { type FunctionRecord, LogReader, type RunLog } from './logReader.ts'
import { ROW_CELLS } from './tableLayout.ts'
import { TableReader, type TableSnapshot } from './tableReader.ts'

/** Table and log of one process of a run, the program's own or a watched child's, followed while it writes them. */
export class ProcessTable {
  readonly #tablePath: string
  readonly #callsPath: string
  readonly #log: LogReader
  #reader: TableReader | null = null
  #snapshot: TableSnapshot | null = null
  #known = 0

  /** @param suffix `-PID` of a child, nothing for the program itself */
  constructor(folder: string, suffix = '') {
    this.#tablePath = join(folder, `table${suffix}.bin`)
    this.#callsPath = join(folder, `calls${suffix}.bin`)
    this.#log = new LogReader(join(folder, `log${suffix}.jsonl`))
  }

  get log(): RunLog {
    return this.#log.log
  }

  /** The table as last read; `null` before there was one. */
  get snapshot(): TableSnapshot | null {
    return this.#snapshot
  }

  /** The nodes of its call tree, read now; `null` where it has none. */
  readCalls(): Float64Array | null {
    return readCalls(this.#callsPath)
  }

  /** Reads table and log anew; returns the functions that are new, and those whose numbers changed. */
  poll(): { added: FunctionRecord[]; changed: FunctionRecord[] } {
    const before = this.#snapshot
    this.#readTable()
    // The log after the table: a row is told before it is used, so that every row of the table is known by then.
    const { functions } = this.#log.poll()
    const added = functions.slice(this.#known)
    const known = functions.slice(0, this.#known)
    this.#known = functions.length
    const now = this.#snapshot
    if (now === null || now === before) return { added, changed: added }
    return { added, changed: [...known.filter((record) => differs(record, before, now)), ...added] }
  }

  /** Lets go of the file; what was read stays. */
  close(): void {
    this.#reader?.close()
    this.#reader = null
  }

  #readTable(): void {
    try {
      this.#reader ??= new TableReader(this.#tablePath)
      this.#snapshot = this.#reader.read() ?? this.#snapshot
    } catch {
      // not there yet, or the disk fails: what was read before stands
    }
  }
}

function differs(record: FunctionRecord, before: TableSnapshot | null, now: TableSnapshot): boolean {
  if (before === null) return true
  const end = (record.row + 1 + record.lines.length) * ROW_CELLS
  for (let cell = record.row * ROW_CELLS; cell < end; cell++) {
    if (before.cells[cell] !== now.cells[cell]) return true
  }
  return false
}
