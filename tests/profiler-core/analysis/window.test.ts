import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numbersWithin } from '../../../profiler-core/analysis/index.ts'
import type { LineSeries, LineSteps, SourceLine } from '../../../profiler-core/contract/index.ts'

const steps = (line: number, at: number[], increment: number[]): LineSteps => ({
  line,
  at,
  occurrences: at.map(() => 2),
  incrementBytes: increment,
  peakBytes: at.map((_, index) => 1000 + index),
  timeNs: at.map(() => 5),
})

const series: LineSeries = {
  edgesNs: [0, 100, 200, 300, 400],
  functions: [
    {
      file: '/a.py',
      name: 'load',
      firstLine: 1,
      lastLine: 9,
      baselineBytes: 7,
      at: [0, 2],
      calls: [1, 3],
      lines: [steps(2, [0, 1, 3], [10, 20, -5]), steps(3, [2], [40])],
    },
  ],
}

describe('numbers within a window', () => {
  it('are of the stretches that it touches', () => {
    const { window, functions } = numbersWithin(series, { fromNs: 150, toNs: 201 })
    expect(window).toEqual({ fromNs: 100, toNs: 300 })
    expect(functions).toMatchObject([
      {
        calls: 3,
        lines: [
          { line: 2, occurrences: 2, incrementBytes: 20, timeNs: 5, peakBytes: 1001 },
          { line: 3, incrementBytes: 40 },
        ],
      },
    ])
  })

  it('have the marks of the whole run, for when that was is not kept', () => {
    const isOverlapped = ({ file, line }: SourceLine) => file === '/a.py' && line === 3
    const { functions } = numbersWithin(series, { fromNs: 150, toNs: 201 }, isOverlapped)
    expect(functions[0]?.lines.map(({ line, overlapped }) => [line, overlapped])).toEqual([
      [2, false],
      [3, true],
    ])
  })

  it('do not count a stretch that it only borders on', () => {
    expect(numbersWithin(series, { fromNs: 100, toNs: 200 }).window).toEqual({ fromNs: 100, toNs: 200 })
  })

  it.each([
    ['after the end', { fromNs: 500, toNs: 900 }],
    ['without extent', { fromNs: 200, toNs: 200 }],
    ['turned round', { fromNs: 300, toNs: 100 }],
  ])('are none of a window %s', (_, window) => {
    expect(numbersWithin(series, window)).toEqual({ window, functions: [] })
  })

  it('are none where there is no series', () => {
    const window = { fromNs: 0, toNs: 9 }
    expect(numbersWithin({ edgesNs: [], functions: [] }, window)).toEqual({ window, functions: [] })
    expect(numbersWithin({ edgesNs: [4], functions: [] }, window)).toEqual({ window, functions: [] })
  })

  it('of the whole run are the sums, and those of two halves add up to them', () => {
    const line = fc
      .uniqueArray(fc.nat(49), { minLength: 1 })
      .chain((at) =>
        fc.tuple(
          fc.constant(at.toSorted((a, b) => a - b)),
          fc.array(fc.integer(), { minLength: at.length, maxLength: at.length }),
        ),
      )
      .map(([at, increments]) => steps(4, at, increments))
    fc.assert(
      fc.property(line, fc.nat(50), (given, cut) => {
        const edgesNs = Array.from({ length: 51 }, (_, index) => index * 10)
        const whole: LineSeries = {
          edgesNs,
          functions: [{ ...series.functions[0]!, at: [], calls: [], lines: [given] }],
        }
        const growth = (fromNs: number, toNs: number) =>
          numbersWithin(whole, { fromNs, toNs }).functions[0]?.lines[0]?.incrementBytes ?? 0
        const sum = given.incrementBytes.reduce((total, each) => total + each, 0)
        expect(growth(0, 500)).toBe(sum)
        expect(growth(0, cut * 10) + growth(cut * 10, 500)).toBe(sum)
      }),
    )
  })
})
