import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stretches } from '../../../../profiler-core/report/html/lineFolds.ts'

const MOST = 1000

function weights(...lines: number[]): Map<number, number> {
  return new Map(lines.map((line) => [line, 1]))
}

test('lines that matter are shown with some on either side; what is between is folded', () => {
  expect(stretches(60, weights(10, 40, 41), { lines: MOST })).toEqual([
    { kind: 'rows', from: 1, to: 6 },
    { kind: 'rows', from: 7, to: 13 },
    { kind: 'folded', from: 14, to: 36 },
    { kind: 'rows', from: 37, to: 44 },
    { kind: 'folded', from: 45, to: 60 },
  ])
})

test('where there is not room for all, the lines that matter most are shown, and the others named', () => {
  const hot = new Map([
    [10, 1],
    [100, 5],
  ])
  expect(stretches(200, hot, { lines: 7 })).toEqual([
    { kind: 'omitted', from: 1, to: 96 },
    { kind: 'rows', from: 97, to: 103 },
    { kind: 'omitted', from: 104, to: 200 },
  ])
})

test('no line is lost or doubled, and no more are shown than there is room for', () => {
  const lines = fc.uniqueArray(fc.integer({ min: 1, max: 80 }))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 80 }), lines, fc.nat(100), (count, measured, room) => {
      const found = stretches(count, weights(...measured), { lines: room })
      const covered = found.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, index) => from + index),
      )
      expect(covered).toEqual(Array.from({ length: count }, (_, index) => index + 1))
      const taken = found.reduce(
        (sum, { kind, from, to }) => sum + (kind === 'omitted' ? 0 : to - from + 1),
        0,
      )
      expect(taken).toBeLessThanOrEqual(room)
    }),
  )
})
