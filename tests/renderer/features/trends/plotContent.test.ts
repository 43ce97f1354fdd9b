import { describe, expect, test } from 'vitest'
import {
  heightRange,
  nearestPoint,
  type PlotContent,
  pointsWithin,
  wholeRange,
} from '../../../../renderer/features/trends/plotContent.ts'
import type { RunsPoint } from '../../../../renderer/features/trends/points.ts'

function point(x: number, value: number, given: Partial<RunsPoint> = {}): RunsPoint {
  return { x, ending: 'ok', samples: [], low: value, median: value, high: value, ...given }
}

function content(points: readonly RunsPoint[], given: Partial<PlotContent> = {}): PlotContent {
  const none = { levels: [], steps: [], baseline: null, curve: [], prediction: null, joined: false }
  return { points, ...none, ...given }
}

const all = { min: -100, max: 1e9 }

describe('what is in sight', () => {
  test('has a width for one run, for none, and for runs at one moment', () => {
    for (const points of [[point(1000, 5)], [], [point(7, 1), point(7, 2)]]) {
      for (const axis of ['date', 'commit', 'size'] as const) {
        const { min, max } = wholeRange(content(points), axis)
        expect(max).toBeGreaterThan(min)
        for (const { x } of points) expect(x >= min && x <= max).toBe(true)
      }
    }
  })

  test('begins at no data, and reaches to the size that is asked for', () => {
    const { min, max } = wholeRange(content([point(50, 1)], { prediction: { x: 900, value: 3 } }), 'size')
    expect(min).toBe(0)
    expect(max).toBeGreaterThan(900)
  })
})

describe('the height of a plot', () => {
  test('begins at 0 where values differ much, and near them where they do not', () => {
    expect(heightRange(content([point(1, 100), point(2, 400)]), all, 'date').min).toBe(0)
    const close = heightRange(content([point(1, 500), point(2, 520)]), all, 'date')
    expect(close.min).toBeGreaterThan(400)
    expect(close.max).toBeGreaterThan(520)
    expect(heightRange(content([point(1, 500), point(2, 520)]), all, 'size').min).toBe(0)
  })

  test('does not blow up noise', () => {
    const { min, max } = heightRange(content([point(1, 500), point(2, 500.1)]), all, 'date')
    expect(max - min).toBeGreaterThan(20)
  })

  test('is one for values that are all the same, zero or negative', () => {
    for (const value of [0, 7, -7]) {
      const { min, max } = heightRange(content([point(1, value), point(2, value)]), all, 'date')
      expect(max).toBeGreaterThan(min)
      expect(value >= min && value <= max).toBe(true)
    }
    expect(heightRange(content([]), all, 'date')).toEqual({ min: 0, max: 1 })
  })

  test('is not that of a run that was killed at far more', () => {
    const killed = point(3, 9000, { ending: 'bad' })
    expect(heightRange(content([point(1, 100), point(2, 300), killed]), all, 'date').max).toBeLessThan(600)
    expect(heightRange(content([killed]), all, 'date').max).toBeGreaterThan(9000)
  })

  test('is that of what is in sight', () => {
    const far = content([point(1, 100), point(2, 300), point(50, 9000)])
    expect(heightRange(far, { min: 0, max: 10 }, 'date').max).toBeLessThan(400)
  })
})

test('the points of a stretch are those from its first to its last place', () => {
  const points = [1, 2, 2, 3, 5].map((x) => point(x, x))
  expect(pointsWithin(points, 2, 3).map(({ x }) => x)).toEqual([2, 2, 3])
  expect(pointsWithin(points, 6, 9)).toEqual([])
})

test('the point nearest to the pointer is found in both directions, and only near it', () => {
  const points = [point(10, 10), point(10, 50), point(40, 50)]
  const screen = { leftOf: (x: number) => x, topOf: (value: number) => value, xAt: (left: number) => left }
  expect(nearestPoint(points, { left: 12, top: 45 }, 24, screen)).toBe(1)
  expect(nearestPoint(points, { left: 12, top: 12 }, 24, screen)).toBe(0)
  expect(nearestPoint(points, { left: 100, top: 50 }, 24, screen)).toBeNull()
})
