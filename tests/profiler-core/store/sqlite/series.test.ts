import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LineSeries } from '../../../../profiler-core/contract/index.ts'
import { packSeries, unpackSeries } from '../../../../profiler-core/store/sqlite/series.ts'
import { anyRun } from '../arbitraries.ts'
import { sampleRun } from '../sample.ts'

const sample = LineSeries.parse(sampleRun('a').story.series)

test('any series comes back from its columns', () => {
  fc.assert(
    fc.property(anyRun, ({ story }) => {
      const series = story.series ?? sample
      const { outline, ...columns } = packSeries(series)
      const stored: unknown = JSON.parse(JSON.stringify(outline))
      expect(LineSeries.parse(unpackSeries({ outline: stored, ...columns }))).toEqual(series)
    }),
    { numRuns: 50 },
  )
})

test('what does not belong together is refused', () => {
  const packed = packSeries(sample)
  const other = packSeries({ ...sample, functions: [...sample.functions, ...sample.functions] })
  for (const damage of [
    { outline: null },
    { outline: { ...Object(packed.outline), functions: 7 } },
    { functions: other.functions },
    { lines: other.lines },
    { lines: packed.functions },
    { lines: Buffer.alloc(0) },
  ]) {
    expect(() => unpackSeries({ ...packed, ...damage })).toThrow()
  }
})
