import type { CodePlace } from '../../contract/index.ts'
import type { FunctionRecord } from './logReader.ts'

/** Which line of which function a row of a table is. */
export class RowPlaces {
  /** Ascending by row. */
  readonly #functions: readonly FunctionRecord[]

  constructor(functions: readonly FunctionRecord[]) {
    this.#functions = [...functions].sort((a, b) => a.row - b.row)
  }

  /** A function's own row is its first line; `null` for a row that no function has. */
  placeOf(row: number): CodePlace | null {
    const owner = this.ownerOf(row)
    if (owner === null) return null
    const line = row === owner.row ? Math.max(1, owner.firstLine) : owner.lines[row - owner.row - 1]
    return line === undefined ? null : { file: owner.file, name: owner.name, line }
  }

  /** The function that a row belongs to. */
  ownerOf(row: number): FunctionRecord | null {
    let [low, high] = [0, this.#functions.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#functions[middle]?.row ?? 0) <= row) low = middle + 1
      else high = middle
    }
    const owner = this.#functions[low - 1]
    return owner && row <= owner.row + owner.lines.length ? owner : null
  }
}
