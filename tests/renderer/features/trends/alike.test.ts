import { describe, expect, test } from 'vitest'
import type { Dataset, HistoryEntry } from '../../../../profiler-core/contract/index.ts'
import { ANY_DATA, alikeRuns, sizedRuns } from '../../../../renderer/features/trends/alike.ts'
import { dataKeyOf } from '../../../../renderer/features/trends/samples.ts'
import { entry } from '../history/entry.ts'

function data(given: Partial<Dataset>): Dataset {
  return { label: null, size: null, unit: null, file: null, sha256: null, ...given }
}

const ids = (runs: readonly HistoryEntry[]) => runs.map(({ id }) => id)

describe('runs that can be held against each other', () => {
  const rss = entry(1)
  const heap = entry(2, { backend: 'heap' })
  const july = entry(3, { dataset: data({ label: 'July', sha256: 'abc' }) })
  const renamed = entry(4, { dataset: data({ label: 'the same', sha256: 'abc' }) })
  const runs = [rss, heap, july, renamed]
  const like = (run: HistoryEntry) => ({ backend: run.backend, data: dataKeyOf(run) })

  test('have the backend and the data of the reference', () => {
    expect(ids(alikeRuns(runs, like(heap), { backend: null, data: null }).runs)).toEqual([2])
    expect(ids(alikeRuns(runs, like(rss), { backend: null, data: null }).runs)).toEqual([1])
  })

  test('have the same data where its content is the same, however it is called', () => {
    expect(ids(alikeRuns(runs, like(july), { backend: null, data: null }).runs)).toEqual([3, 4])
  })

  test('have any data where that is wished, but never another backend', () => {
    const alike = alikeRuns(runs, like(heap), { backend: 'rss', data: ANY_DATA })
    expect(ids(alike.runs)).toEqual([1, 3, 4])
    expect(alike.backends.map(({ value, runs: count }) => [value, count])).toEqual([
      ['rss', 3],
      ['heap', 1],
    ])
  })

  test('follow the reference where there is no run as wished any more', () => {
    expect(ids(alikeRuns(runs, like(heap), { backend: 'pss', data: 'gone' }).runs)).toEqual([2])
  })

  test('are those on the most common data where another backend than that of the reference is wished', () => {
    expect(ids(alikeRuns(runs, like(heap), { backend: 'rss', data: null }).runs)).toEqual([3, 4])
  })
})

test('sizes in different units are not mixed', () => {
  const runs = [
    entry(1, { dataset: data({ size: 10, unit: 'rows' }) }),
    entry(2, { dataset: data({ size: 10, unit: 'bytes' }) }),
    entry(3, { dataset: data({ size: 20, unit: 'rows' }) }),
    entry(4, { dataset: data({ label: 'July' }) }),
    entry(5),
  ]
  const sized = sizedRuns(runs, undefined)
  expect([sized.unit, ids(sized.runs)]).toEqual(['rows', [1, 3]])
  expect(ids(sizedRuns(runs, 'bytes').runs)).toEqual([2])
  expect(ids(sizedRuns([entry(5)], 'bytes').runs)).toEqual([])
})
