import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ColumnReader, packColumns } from '../../../../profiler-core/store/sqlite/columns.ts'

function read(bytes: Buffer, width: number): number[][] {
  const reader = new ColumnReader(bytes)
  const columns = Array.from({ length: width }, () => reader.next())
  reader.end()
  return columns
}

const anyNumber = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.integer({ min: -10, max: 10 }).map((step) => 2 ** 50 + step),
  fc.integer({ min: -10, max: 10 }).map((step) => step - 2 ** 50),
  fc.double({ noNaN: true }).map((value) => value + 0),
)

describe('packColumns', () => {
  test('is undone by ColumnReader, for all numbers', () => {
    const anyColumns = fc.tuple(fc.nat(20), fc.integer({ min: 1, max: 9 })).chain(([rows, width]) =>
      fc.array(fc.array(anyNumber, { minLength: rows, maxLength: rows }), {
        minLength: width,
        maxLength: width,
      }),
    )
    fc.assert(
      fc.property(anyColumns, (columns) => {
        expect(read(packColumns(columns), columns.length)).toEqual(columns)
      }),
      { numRuns: 1000 },
    )
  })

  test('takes a byte for a small step and eight for a fraction', () => {
    expect(packColumns([[1000, 1001, 1063]])).toHaveLength(2 + 2 + 1 + 1)
    expect(packColumns([[0.5, 1, 2]])).toHaveLength(2 + 24)
  })
})

describe('ColumnReader', () => {
  test('refuses bytes that no columns are, and ends soon', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          read(Buffer.from(bytes), 3)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['nothing', Buffer.of()],
    ['a count of rows beyond all bounds', Buffer.from('ffffffffffff7f00', 'hex')],
    ['a number without end', Buffer.from('ffffffffffffffffff', 'hex')],
    ['a column cut short', packColumns([[1, 2, 3]]).subarray(0, -1)],
    ['bytes left over', Buffer.concat([packColumns([[1, 2, 3]]), Buffer.of(0)])],
  ])('refuses %s', (_, bytes) => {
    expect(() => read(bytes, 1)).toThrow(RangeError)
  })
})
