import { describe, expect, it } from 'vitest'
import { everyRun, filterHistory, groupByTarget } from '../../../profiler-core/analysis/index.ts'
import { entry } from '../../renderer/features/history/entry.ts'

const git = { commit: 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3', branch: 'faster', dirty: false }
const entries = [
  entry(5, {
    status: 'stopped',
    baseline: true,
    startedAt: '2026-02-01T10:00:00.000Z',
    dataset: { label: 'Sales', size: 10, unit: 'rows', file: '/d/q1.csv', sha256: null },
    origin: { kind: 'mprof', fileName: 'mprofile_1.dat' },
  }),
  entry(4, { status: 'failed', label: 'Before the fix', startedAt: '2026-03-04T10:00:00.000Z' }),
  entry(3, {
    status: 'killed',
    note: 'swap was off',
    target: 'other.py',
    startedAt: '2026-03-03T10:00:00.000Z',
  }),
  entry(2, { pinned: true, git, startedAt: '2026-03-02T10:00:00.000Z' }),
  entry(1, { watched: 'Loader.load, fit', startedAt: '2026-03-01T10:00:00.000Z' }),
]
const found = (wish: Partial<typeof everyRun>) =>
  filterHistory(entries, { ...everyRun, ...wish }).map(({ id }) => id)

describe('a filter', () => {
  it('without a wish lets all through, in their order', () => {
    expect(found({})).toEqual([5, 4, 3, 2, 1])
  })

  it.each([
    ['before', [4]],
    ['BEFORE fix', [4]],
    ['before swap', []],
    ['swap', [3]],
    ['other.py', [3]],
    ['a94a8', [2]],
    ['faster', [2]],
    ['loader', [1]],
    ['sales q1.csv', [5]],
    ['mprofile_1', [5]],
    ['#3', [3]],
    ['  ', [5, 4, 3, 2, 1]],
  ])('by the text %j', (text, ids) => {
    expect(found({ text })).toEqual(ids)
  })

  it('by status, date, pin and number', () => {
    expect(found({ statuses: ['failed', 'killed'] })).toEqual([4, 3])
    expect(found({ since: Date.parse('2026-03-03T10:00:00.000Z') })).toEqual([4, 3])
    expect(found({ pinned: true })).toEqual([2])
    expect(found({ baselines: true })).toEqual([5])
    expect(found({ among: new Set([1, 3]) })).toEqual([3, 1])
    expect(found({ statuses: ['finished'], among: new Set([1, 3]) })).toEqual([1])
  })
})

it('groups by target, that of the newest run first', () => {
  expect(groupByTarget(entries).map(({ target, entries: of }) => [target, of.map(({ id }) => id)])).toEqual([
    ['train.py', [5, 4, 2, 1]],
    ['other.py', [3]],
  ])
})
