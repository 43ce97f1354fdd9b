import { describe, expect, it } from 'vitest'
import type { RunDetail } from '../../../../profiler-core/contract/index.ts'
import { detailSections, type Repetition } from '../../../../renderer/features/details/detailSections.ts'
import { MIB, sampleRun } from '../../../profiler-core/report/sampleRun.ts'

/** What stands beside a name; `undefined` where the name does not stand there. */
function valuesOf(name: string, given: Partial<RunDetail>, repetitions: readonly Repetition[] = []) {
  const details = detailSections(sampleRun(given), repetitions).flatMap((section) => section.details)
  return details.find((detail) => detail.name === name)?.values
}

describe('the data', () => {
  it('is its name and size, its file and the begin of its hash', () => {
    const dataset = { label: 'sales', size: 1e6, unit: 'rows', file: '/d/q1.csv', sha256: 'ab12'.repeat(16) }
    expect(valuesOf('Data', { dataset })).toEqual([
      'sales, 1\u202f000\u202f000 rows',
      '/d/q1.csv',
      'SHA-256 ab12ab12ab12',
    ])
  })

  it('is only what was said', () => {
    const none = { label: null, size: null, unit: null, file: null, sha256: null }
    expect(valuesOf('Data', { dataset: { ...none, size: 2048, unit: 'bytes' } })).toEqual(['2.0 KiB'])
    expect(valuesOf('Data', { dataset: { ...none, file: '/d/q1.csv' } })).toEqual(['/d/q1.csv'])
    expect(valuesOf('Data', {})).toEqual(['not said'])
  })
})

describe('repetitions', () => {
  const repetitions = [5, 3, 2].map((id) => ({ id, peakBytes: id * 10 * MIB }))

  it('say which of them it is, and how far they lie apart', () => {
    expect(valuesOf('Repetitions', { id: 3, group: 'g' }, repetitions)).toEqual([
      'run 2 of 3',
      'peak 30.0 MiB in the median, 20.0 MiB to 50.0 MiB',
    ])
  })

  it('count those that are still to come', () => {
    const request = { ...sampleRun().request, repeat: 5 }
    expect(valuesOf('Repetitions', { id: 2, group: 'g', request }, repetitions.slice(2))).toEqual([
      'run 1 of 5',
    ])
  })

  it('are left out of a run that is alone', () => {
    expect(valuesOf('Repetitions', { id: 3 })).toBeUndefined()
    expect(valuesOf('Repetitions', { id: 3, group: 'g' }, repetitions.slice(1, 2))).toBeUndefined()
  })
})

it('a run from a file says so, and a baseline that it is one', () => {
  expect(valuesOf('Imported', { origin: { kind: 'mebi', fileName: 'a.mebi' } })).toEqual(['from a.mebi'])
  expect(valuesOf('Imported', { origin: { kind: 'mprof', fileName: 'a.dat' } })).toEqual([
    'from a.dat, which mprof wrote',
  ])
  expect(valuesOf('Imported', {})).toBeUndefined()
  expect(valuesOf('Kept', { baseline: true, pinned: true })).toEqual(['pinned, the baseline of its target'])
  expect(valuesOf('Kept', {})).toEqual(['in the history'])
})
