import { describe, expect, it } from 'vitest'
import { groupByTarget } from '../../../../profiler-core/analysis/index.ts'
import { headOf, historyRows, rowKey, runsBetween } from '../../../../renderer/features/history/rows.ts'
import {
  activePlace,
  concerned,
  noSelection,
  select,
  selectForMenu,
} from '../../../../renderer/features/history/selection.ts'
import { entry } from './entry.ts'

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
    const some = historyRows(groupByTarget(entries), new Set(['a.py']))
    expect(some.map(rowKey)).toEqual(['group a.py', 'group b.py', 'run 4'])
    expect(some[0]).toMatchObject({ count: 3, isOpen: false })
  })

  it('know their runs between two of them, and the head above', () => {
    expect(runsBetween(rows, 5, 2)).toEqual([3, 2, 4])
    expect(headOf(rows, 3)).toBe(0)
    expect(headOf(rows, 5)).toBe(4)
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
