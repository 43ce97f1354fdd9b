import { expect, it } from 'vitest'
import { filterChips } from '../../../../renderer/features/history/filterChips.ts'
import { noWish, type Wish } from '../../../../renderer/state/wish.ts'

it('there are none without a wish, and the text has its own field', () => {
  expect(filterChips({ ...noWish, text: 'load' }, '/p')).toEqual([])
})

it('each says one wish and takes it back alone', () => {
  const wish: Wish = {
    ...noWish,
    statuses: ['failed', 'killed'],
    period: 'week',
    pinned: true,
    baselines: true,
    function: 'load',
    file: '/p/src/train.py',
  }
  const chips = filterChips(wish, '/p')
  expect(chips.map(({ text }) => text)).toEqual([
    'failed',
    'killed',
    'Last 7 days',
    'pinned',
    'baselines',
    'function load',
    'file src/train.py',
  ])
  const rest: Wish = Object.assign({}, wish, ...chips.map(({ without }) => without))
  expect({ ...rest, statuses: [] }).toEqual(noWish)
  expect(chips[0]?.without).toEqual({ statuses: ['killed'] })
})
