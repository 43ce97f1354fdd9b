import { describe, expect, test } from 'vitest'
import { parseDataSize, parseRepeat } from '../../../main/cli/optionValues.ts'

describe('how much data there is', () => {
  test.each([
    ['30000', 30_000],
    ['1e6', 1_000_000],
    ['30_000', 30_000],
    ['2.5', 2.5],
    ['.5', 0.5],
  ])('%s', (text, size) => expect(parseDataSize(text)).toBe(size))

  test.each(['0', '-1', '', 'many', '1_', '_1', '1.2.3', '1e999', '0x10', 'Infinity', '3 rows'])(
    'is not %j',
    (text) => {
      expect(() => parseDataSize(text)).toThrow(/number above 0/)
    },
  )
})

test.each(['0', '51', '1.5', '-2', 'x', ''])('a program is not repeated %j times', (text) => {
  expect(() => parseRepeat(text)).toThrow('It must be a number from 1 to 50.')
})
