import { expect, test } from 'vitest'
import { dataAmount } from '../../../../renderer/features/runForm/dataAmount.ts'

test.each([
  ['', '', {}],
  ['10_000', 'rows', { size: 10_000, unit: 'rows' }],
  ['1 000 000', '', { size: 1_000_000 }],
  ['1e6', ' rows ', { size: 1e6, unit: 'rows' }],
  ['2,5', 'million rows', { size: 2.5, unit: 'million rows' }],
  ['4GiB', '', { size: 4 * 2 ** 30, unit: 'bytes' }],
  ['512 MB', 'bytes', { size: 512 * 2 ** 20, unit: 'bytes' }],
  ['4096', 'bytes', { size: 4096, unit: 'bytes' }],
])('%j of %j is a size', (size, unit, amount) => {
  expect(dataAmount(size, unit)).toEqual(amount)
})

test.each([
  ['0', 'rows'],
  ['-3', ''],
  ['many', ''],
  ['1e999', ''],
  ['4GiB', 'rows'],
  ['1_0', 'rows'],
  ['', 'rows'],
  ['0MB', ''],
])('%j of %j is none', (size, unit) => {
  expect(dataAmount(size, unit)).toEqual({ problem: expect.stringMatching(/^[A-Z].*\.$/) })
})
