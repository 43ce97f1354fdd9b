import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupByTarget } from '../../../../profiler-core/analysis/index.ts'
import type { RunStatus } from '../../../../profiler-core/contract/index.ts'
import { repeatsOf } from '../../../../renderer/features/history/repeats.ts'
import {
  headOf,
  historyRows,
  placeOfRun,
  rowKey,
  runsBetween,
  runsOf,
} from '../../../../renderer/features/history/rows.ts'
import {
  activePlace,
  concerned,
  noSelection,
  select,
  selectForMenu,
} from '../../../../renderer/features/history/selection.ts'
import { entry } from './entry.ts'

const ascending = (ids: readonly number[]) => ids.toSorted((a, b) => a - b)

const entries = [
  entry(5, { target: 'a.py' }),
  entry(4, { target: 'b.py' }),
  entry(3, { target: 'a.py' }),
  entry(2, { target: 'a.py' }),
]
const rows = historyRows(groupByTarget(entries), new Set())
const keys = rows.map(rowKey)

describe('rows', () => {
  it('are the groups, each with its runs, newest first', () => {
    expect(keys).toEqual(['group a.py', 'run 5', 'run 3', 'run 2', 'group b.py', 'run 4'])
    expect(rows[2]).toMatchObject({ place: 2, of: 3 })
  })

  it('leave out the runs of a closed group, but not their number', () => {
    const some = historyRows(groupByTarget(entries), new Set(['group a.py']))
    expect(some.map(rowKey)).toEqual(['group a.py', 'group b.py', 'run 4'])
    expect(some[0]).toMatchObject({ count: 3, isOpen: false })
  })

  it('know their runs between two of them, and the head above', () => {
    expect(runsBetween(rows, 5, 2)).toEqual([3, 2, 4])
    expect(headOf(rows, 3)).toBe(0)
    expect(headOf(rows, 5)).toBe(4)
  })
})

describe('repetitions', () => {
  const repeated = [
    entry(6, { target: 'a.py' }),
    entry(5, { target: 'a.py', group: 'g' }),
    entry(4, { target: 'a.py', group: 'g' }),
    entry(3, { target: 'a.py', group: 'alone' }),
    entry(2, { target: 'a.py', group: 'g' }),
  ]
  const shut = historyRows(groupByTarget(repeated), new Set())
  const open = historyRows(groupByTarget(repeated), new Set(['repeats g a.py']))

  it('are one row until it is opened; one of which no other is shown is a run like any', () => {
    expect(shut.map(rowKey)).toEqual(['group a.py', 'run 6', 'repeats g a.py', 'run 3'])
    expect(shut[2]).toMatchObject({ place: 2, of: 3, isOpen: false })
    expect(shut[3]).toMatchObject({ place: 3, of: 3, isRepeat: false })
    expect(open.map(rowKey)).toEqual([
      'group a.py',
      'run 6',
      'repeats g a.py',
      'run 5',
      'run 4',
      'run 2',
      'run 3',
    ])
    expect(open[4]).toMatchObject({ place: 2, of: 3, isRepeat: true })
    expect(headOf(open, 4)).toBe(2)
    expect(headOf(open, 2)).toBe(0)
    expect(headOf(open, 6)).toBe(0)
  })

  it('are chosen together, and each alone', () => {
    const all = select(noSelection, shut, 2, 'one')
    expect([...all.chosen]).toEqual([5, 4, 2])
    expect(concerned(all, shut[2])).toEqual([5, 4, 2])
    expect([...select(all, shut, 3, 'toggle').chosen]).toEqual([5, 4, 2, 3])
    expect([...select(all, shut, 2, 'toggle').chosen]).toEqual([])
    expect([...select(all, open, 4, 'one').chosen]).toEqual([4])
    expect([...selectForMenu(noSelection, shut, 0).chosen]).toEqual([6, 5, 4, 2, 3])
  })

  it('stand for their runs where these are not shown', () => {
    expect(placeOfRun(shut, 4)).toBe(2)
    expect(placeOfRun(open, 4)).toBe(4)
    expect(placeOfRun(open, 1)).toBeUndefined()
    expect(placeOfRun(open, null)).toBeUndefined()
  })

  it('lose no run and double none, whatever is opened, and count what is below each', () => {
    const histories = fc.uniqueArray(
      fc.record({
        id: fc.integer({ min: 1, max: 99 }),
        target: fc.constantFrom('a.py', 'b.py', '-m c'),
        group: fc.constantFrom(null, 'g', 'h', '7'),
      }),
      { selector: ({ id }) => id },
    )
    const property = fc.property(histories, fc.boolean(), (wanted, areOpen) => {
      const runs = wanted.map(({ id, ...given }) => entry(id, given))
      const ids = ascending(runs.map(({ id }) => id))
      const groups = groupByTarget(runs)
      const turned = areOpen ? runs.map(({ group, target }) => `repeats ${group} ${target}`) : []
      const all = historyRows(groups, new Set(turned))
      expect(new Set(all.map(rowKey)).size).toBe(all.length)
      const shown = all.flatMap((row) => (row.kind === 'run' ? [row.entry.id] : []))
      const folded = all.flatMap((row) => (row.kind === 'repeats' && !row.isOpen ? runsOf(row) : []))
      expect(ascending([...shown, ...folded])).toEqual(ids)
      if (areOpen) expect(folded).toEqual([])
      expect(ascending(runsBetween(all, 0, all.length - 1))).toEqual(ids)
      for (const [index, row] of all.entries()) {
        if (row.kind === 'group') continue
        const head = all[headOf(all, index)]!
        const siblings = all.filter(
          (each, at) => each.kind !== 'group' && all[headOf(all, at)] === head && at !== index,
        )
        expect(row.of).toBe(siblings.length + 1)
      }
    })
    fc.assert(property, { numRuns: 200 })
  })

  it('come to the median, how far they lie apart, and what did not finish', () => {
    const member = (id: number, mib: number, status: RunStatus = 'finished') =>
      entry(id, { peakBytes: mib * 2 ** 20, durationNs: id * 1e9, status })
    expect(repeatsOf([member(3, 30), member(2, 10), member(1, 20)])).toMatchObject({
      peak: { low: 10 * 2 ** 20, median: 20 * 2 ** 20, high: 30 * 2 ** 20 },
      status: 'finished',
      count: 3,
    })
    expect(repeatsOf([member(2, 10), member(1, 20, 'failed')])).toMatchObject({
      peak: { median: 15 * 2 ** 20 },
      status: 'failed',
      count: 1,
    })
  })
})

describe('the selection', () => {
  it('is one run, then a range from there, whichever way', () => {
    const one = select(noSelection, rows, 3, 'one')
    expect([...one.chosen]).toEqual([2])
    const down = select(one, rows, 5, 'range')
    expect([...down.chosen]).toEqual([2, 4])
    const up = select(down, rows, 1, 'range')
    expect([...up.chosen]).toEqual([5, 3, 2])
  })

  it('takes runs in and out with Ctrl', () => {
    const two = select(select(noSelection, rows, 1, 'one'), rows, 3, 'toggle')
    expect([...two.chosen]).toEqual([5, 2])
    expect([...select(two, rows, 1, 'toggle').chosen]).toEqual([2])
  })

  it('is what an action is for where its row is part of it, else the row alone', () => {
    const two = select(select(noSelection, rows, 1, 'one'), rows, 3, 'toggle')
    expect(concerned(two, rows[3])).toEqual([5, 2])
    expect(concerned(two, rows[5])).toEqual([4])
    expect(concerned(noSelection, rows[0])).toEqual([])
  })

  it('becomes all runs of a group whose head is asked for its menu', () => {
    expect([...selectForMenu(noSelection, rows, 0).chosen]).toEqual([5, 3, 2])
    expect([...selectForMenu(noSelection, rows, 4).chosen]).toEqual([4])
  })

  it('stays for the menu of one of its runs, and of a head that it was drawn to', () => {
    const range = select(select(noSelection, rows, 2, 'one'), rows, 4, 'range')
    expect(selectForMenu(range, rows, 3)).toBe(range)
    expect(selectForMenu(range, rows, 4)).toBe(range)
    expect([...selectForMenu(range, rows, 5).chosen]).toEqual([4])
  })

  it('leaves the keyboard where a removed run was', () => {
    const last = select(noSelection, rows, 5, 'one')
    const places = (list: typeof rows) => new Map(list.map((row, index) => [rowKey(row), index]))
    expect(activePlace(last, places(rows), 0)).toBe(5)
    expect(activePlace(last, places(rows.slice(0, 4)), 0)).toBe(3)
    expect(activePlace(noSelection, places(rows), 2)).toBe(2)
  })
})
