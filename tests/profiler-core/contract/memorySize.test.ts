import fc from 'fast-check'
import { expect, test } from 'vitest'
import { memorySize, typedSize } from '../../../profiler-core/contract/memorySize.ts'

test.each([
  ['512M', 512 * 2 ** 20],
  ['4GiB', 2 ** 32],
  ['4gb', 2 ** 32],
  ['1.5G', 1.5 * 2 ** 30],
  ['1,5 g', 1.5 * 2 ** 30],
  [' 64k ', 65_536],
  ['2T', 2 ** 41],
  ['1000', 1000],
  ['1000B', 1000],
  ['.5K', 512],
])('%s is %i bytes', (text, bytes) => {
  expect(memorySize(text)).toBe(bytes)
})

test.each(['', 'lots', '-1G', '1 GiB more', '1e9', '5X', '1..5G', 'G', '0', '0.0M', '9999999T'])(
  '%s is no size, and it is said why',
  (text) => {
    expect(memorySize(text)).toEqual({ problem: expect.stringMatching(/\.$/) })
  },
)

test('a size as it is typed comes back the same', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      fc.integer({ min: 0, max: 4 }),
      (n, k) => {
        const bytes = Math.max(1, Math.floor(n / 1024 ** k)) * 1024 ** k
        fc.pre(Number.isSafeInteger(bytes))
        expect(memorySize(typedSize(bytes))).toBe(bytes)
      },
    ),
  )
  expect([2 ** 30, 1.5 * 2 ** 30, 1000, 512 * 2 ** 20].map(typedSize)).toEqual(['1G', '1.5G', '1000', '512M'])
})
