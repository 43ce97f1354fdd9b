/**
 * Numbers in columns, compactly: the count of rows and a mask of the columns that are kept raw, both varints, then one
 * column after the other. Columns of whole numbers are differences from the row above, zigzag coded, as varints; others
 * are little-endian float64.
 */

/** Whole numbers up to here have differences that stay exact through zigzag. */
const MAX_WHOLE = 2 ** 50

/** Packs up to 32 columns of equal length. */
export function packColumns(columns: readonly (readonly number[])[]): Buffer {
  const raw = columns.map(
    (values) => !values.every((value) => Number.isInteger(value) && Math.abs(value) <= MAX_WHOLE),
  )
  const bytes: number[] = []
  pushVarint(bytes, columns[0]?.length ?? 0)
  pushVarint(
    bytes,
    raw.reduce((mask, isRaw, index) => mask + (isRaw ? 2 ** index : 0), 0),
  )
  for (const [index, values] of columns.entries()) {
    if (raw[index]) pushFloats(bytes, values)
    else pushDifferences(bytes, values)
  }
  return Buffer.from(bytes)
}

/** Reads what `packColumns` wrote, column by column. Throws a `RangeError` for bytes that are no such thing. */
export class ColumnReader {
  readonly rows: number
  readonly #bytes: Buffer
  readonly #raw: number
  #offset = 0
  #column = 0

  constructor(bytes: Buffer) {
    this.#bytes = bytes
    this.rows = this.#varint()
    this.#raw = this.#varint()
    // Each row takes at least a byte: a damaged count must not make us allocate without end.
    if (this.rows > bytes.length) throw new RangeError('more rows than bytes')
  }

  next(): number[] {
    const raw = Math.floor(this.#raw / 2 ** this.#column) % 2 === 1
    this.#column += 1
    let last = 0
    return Array.from({ length: this.rows }, () => {
      last = raw ? this.#float() : last + this.#difference()
      return last
    })
  }

  /** To be called after the last column. */
  end(): void {
    if (this.#offset !== this.#bytes.length) throw new RangeError('bytes after the last column')
  }

  #float(): number {
    const value = this.#bytes.readDoubleLE(this.#offset)
    this.#offset += 8
    return value
  }

  #difference(): number {
    const zigzag = this.#varint()
    return zigzag % 2 === 0 ? zigzag / 2 : -(zigzag + 1) / 2
  }

  #varint(): number {
    let value = 0
    for (let scale = 1; scale <= 2 ** 49; scale *= 128) {
      const byte = this.#bytes.readUInt8(this.#offset)
      this.#offset += 1
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
    throw new RangeError('number without end')
  }
}

function pushFloats(bytes: number[], values: readonly number[]): void {
  for (const byte of new Uint8Array(littleEndian(values))) bytes.push(byte)
}

function littleEndian(values: readonly number[]): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  for (const [index, value] of values.entries()) view.setFloat64(index * 8, value, true)
  return view.buffer
}

function pushDifferences(bytes: number[], values: readonly number[]): void {
  let last = 0
  for (const value of values) {
    const difference = value - last
    pushVarint(bytes, difference < 0 ? -2 * difference - 1 : 2 * difference)
    last = value
  }
}

/** Arithmetic instead of bit operators, which would cut at 32 bits. */
function pushVarint(bytes: number[], value: number): void {
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}
