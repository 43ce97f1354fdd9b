import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KeptEntry, runsToRemove } from '../../../profiler-core/analysis/index.ts'

/** A run of `train.py`; `day` of March 2026, `hour` UTC. */
function entry(id: number, day: number, given: Partial<KeptEntry> & { hour?: number } = {}): KeptEntry {
  const { hour = 10, ...rest } = given
  const startedAt = new Date(Date.UTC(2026, 2, day, hour)).toISOString()
  return { id, startedAt, target: 'train.py', pinned: false, group: null, baseline: false, ...rest }
}

const none = { keepLast: 0, keepOneADay: false }

describe('which runs go', () => {
  test('all but the newest of each target', () => {
    const entries = [
      entry(1, 1),
      entry(2, 2),
      entry(3, 3),
      entry(4, 1, { target: 'other.py' }),
      entry(5, 2, { target: 'other.py' }),
    ]
    expect(runsToRemove(entries, { ...none, keepLast: 2 })).toEqual([1])
    expect(runsToRemove(entries, { ...none, keepLast: 1 })).toEqual([1, 2, 4])
    expect(runsToRemove(entries, none)).toEqual([1, 2, 3, 4, 5])
    expect(runsToRemove(entries.toReversed(), { ...none, keepLast: 2 })).toEqual([1])
  })

  test('not the last of each day in UTC, of those that are not among the newest', () => {
    const entries = [
      entry(1, 1, { hour: 0 }),
      entry(2, 1, { hour: 23 }),
      entry(3, 2, { hour: 0 }),
      entry(4, 2, { hour: 12 }),
      entry(5, 2, { hour: 13 }),
    ]
    expect(runsToRemove(entries, { keepLast: 0, keepOneADay: true })).toEqual([1, 3, 4])
    // The newest of the day is kept anyway; of the older ones the last stays.
    expect(runsToRemove(entries, { keepLast: 1, keepOneADay: true })).toEqual([1, 3])
  })

  test('not what is pinned or a baseline', () => {
    const entries = [entry(1, 1, { pinned: true }), entry(2, 2, { baseline: true }), entry(3, 3), entry(4, 4)]
    expect(runsToRemove(entries, none)).toEqual([3, 4])
    expect(runsToRemove(entries, { ...none, keepLast: 1 })).toEqual([3])
  })

  test('repetitions together: they count as one run, and one that is kept keeps all', () => {
    const entries = [
      entry(1, 1, { group: 'a' }),
      entry(2, 1, { group: 'a' }),
      entry(3, 2, { group: 'b' }),
      entry(4, 2, { group: 'b', pinned: true }),
      entry(5, 3, { group: 'c' }),
      entry(6, 3, { group: 'c' }),
      entry(7, 4),
    ]
    expect(runsToRemove(entries, { ...none, keepLast: 2 })).toEqual([1, 2])
    expect(runsToRemove(entries, { ...none, keepLast: 1 })).toEqual([1, 2, 5, 6])
  })

  const anyEntries = fc
    .array(
      fc.record({
        day: fc.nat(5),
        hour: fc.nat(23),
        target: fc.constantFrom('a', 'b'),
        group: fc.constantFrom(null, 'g', 'h'),
        pinned: fc.boolean(),
        baseline: fc.boolean(),
      }),
    )
    .map((all) => all.map(({ day, ...given }, index) => entry(index + 1, day, given)))
  const anyRules = fc.record({ keepLast: fc.nat(4), keepOneADay: fc.boolean() })

  test('whatever the rules: kept ones stay, groups are never torn, and a second clean-up finds nothing', () => {
    fc.assert(
      fc.property(anyEntries, anyRules, (entries, rules) => {
        const gone = new Set(runsToRemove(entries, rules))
        for (const { id, pinned, baseline } of entries)
          if (pinned || baseline) expect(gone.has(id)).toBe(false)
        for (const group of ['g', 'h']) {
          const members = entries.filter((each) => each.group === group)
          expect(new Set(members.map(({ id }) => gone.has(id))).size).toBeLessThanOrEqual(1)
        }
        const left = entries.filter(({ id }) => !gone.has(id))
        expect(runsToRemove(left, rules)).toEqual([])
        for (const target of new Set(entries.map((each) => each.target))) {
          const had = entries.filter((each) => each.target === target && each.group === null)
          const has = left.filter((each) => each.target === target)
          expect(has.length).toBeGreaterThanOrEqual(Math.min(had.length, rules.keepLast))
        }
      }),
    )
  })
})
