import { expect, it } from 'vitest'
import { filterOf, noWish } from '../../../renderer/state/wish.ts'

const now = new Date(2026, 2, 10, 15, 30)

it.each([
  ['any', null],
  ['today', new Date(2026, 2, 10)],
  ['week', new Date(2026, 2, 4)],
  ['month', new Date(2026, 1, 9)],
] as const)('the period %s begins with a day of this place', (period, first) => {
  expect(filterOf({ ...noWish, period }, null, now).since).toEqual(first?.getTime() ?? null)
})

it('hands on what the list can be filtered by', () => {
  const among = new Set([1])
  const wish = { ...noWish, text: 'load', statuses: ['failed' as const], pinned: true, function: 'fit' }
  expect(filterOf(wish, among, now)).toEqual({
    text: 'load',
    statuses: ['failed'],
    pinned: true,
    baselines: false,
    since: null,
    among,
  })
})
