import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findLeaks, memoryAtEnd, steadinessOf } from '../../../profiler-core/analysis/index.ts'
import type { CallTree, FunctionSteps, LineSteps } from '../../../profiler-core/contract/index.ts'

const MIB = 2 ** 20

/** `growth[i]` in stretch `i`, in MiB. */
function line(number: number, growth: number[], times = 1): LineSteps {
  const at = growth.map((_, index) => index)
  return {
    line: number,
    at,
    occurrences: at.map(() => times),
    incrementBytes: growth.map((each) => each * MIB),
    peakBytes: at.map(() => 0),
    timeNs: at.map(() => 0),
  }
}

function watched(name: string, calls: number[], ...lines: LineSteps[]): FunctionSteps {
  const at = calls.map((_, index) => index)
  return { file: '/a.py', name, firstLine: 1, lastLine: 9, baselineBytes: 0, at, calls, lines }
}

function leaks(endMib: number, functions: FunctionSteps[], callTree: CallTree | null = null) {
  const edgesNs = Array.from({ length: 100 }, (_, index) => index)
  return findLeaks({ series: { edgesNs, functions }, callTree, baselineBytes: 0, endBytes: endMib * MIB })
}

const every = (count: number, value: number) => Array.from({ length: count }, () => value)

describe('leaks', () => {
  it('a function that keeps the same on each of its calls', () => {
    const found = leaks(20, [watched('handle', every(10, 3), line(4, every(10, 2), 3))])
    expect(found).toMatchObject([
      { kind: 'function', name: 'handle', line: 4, times: 30, growthBytes: 20 * MIB },
    ])
    expect(found[0]!.steadiness).toBeGreaterThan(0.99)
    expect(found[0]!.curve.at(-1)).toEqual({ times: 30, bytes: 20 * MIB })
  })

  it('a line of a loop that grows with each turn', () => {
    const found = leaks(40, [watched('main', [1], line(7, every(20, 2), 50), line(8, every(20, 0), 50))])
    expect(found).toMatchObject([{ kind: 'line', line: 7, times: 1000, growthBytes: 40 * MIB }])
  })

  it('is told where it lies, not of everything that called it', () => {
    const inner = watched('store', every(10, 5), line(3, every(10, 4), 5))
    const outer = watched('main', [1], line(8, every(10, 4), 5))
    const callTree: CallTree = {
      functions: [
        { file: '/a.py', name: 'main', firstLine: 1, estimated: false, overlapped: false },
        { file: '/a.py', name: 'store', firstLine: 1, estimated: false, overlapped: false },
      ],
      parents: [-1, 0],
      functionOf: [0, 1],
      callerLines: [0, 8],
      calls: [1, 50],
      growthBytes: [40 * MIB, 40 * MIB],
      peakBytes: [0, 0],
      timeNs: [0, 0],
    }
    expect(leaks(40, [outer, inner], callTree).map(({ name }) => name)).toEqual(['store'])
  })

  it('is nothing that dies with the local variables of a function', () => {
    const tree = (functions: string[], parents: number[], callerLines: number[], growth: number[]) => ({
      functions: functions.map((name) => ({
        file: '/a.py',
        name,
        firstLine: 1,
        estimated: false,
        overlapped: false,
      })),
      parents,
      functionOf: functions.map((_, index) => index),
      callerLines,
      calls: functions.map(() => 1),
      growthBytes: growth.map((each) => each * MIB),
      peakBytes: functions.map(() => 0),
      timeNs: functions.map(() => 0),
    })
    const fill = watched('fill', [1], line(7, every(20, 2), 50))
    const direct = tree(['main', 'fill'], [-1, 0], [0, 3], [0, 40])
    // The line that called it stands where it stood before: the list is gone.
    expect(leaks(40, [watched('main', [1], line(3, [0])), fill], direct)).toEqual([])
    expect(leaks(40, [watched('main', [1], line(3, [40])), fill], direct)).toMatchObject([{ name: 'fill' }])
    const wrapped = tree(['main', 'wrap', 'fill'], [-1, 0, 1], [0, 3, 5], [0, 40, 40])
    const wrap = watched('wrap', [1], line(5, [40]))
    // Here it has outlived the call that took it, and goes with a variable of a caller: a cache of main's does so, too.
    expect(leaks(40, [watched('main', [1], line(3, [0])), wrap, fill], wrapped)).toMatchObject([
      { name: 'fill' },
    ])
  })

  it.each([
    ['what was taken all at once', 40, [watched('load', [1], line(2, [40]))]],
    [
      'what is taken and given back by each call',
      1,
      [watched('f', every(9, 1), line(2, every(9, 5)), line(3, every(9, -5)))],
    ],
    [
      'what the function lets go of in the end',
      1,
      [watched('f', [1], line(2, every(9, 5)), line(3, [0, 0, 0, 0, 0, 0, 0, 0, -45]))],
    ],
    ['what the program had given back by its end', 2, [watched('f', [1], line(2, every(9, 5)))]],
    ['noise', 40, [watched('f', every(9, 1), line(2, every(9, 0.001)))]],
    ['what goes up and down', 5, [watched('f', every(8, 1), line(2, [9, -8, 9, -9, 9, -8, 9, -7]))]],
    ['nothing at all', 0, []],
  ])('not: %s', (_, endMib, functions) => {
    expect(leaks(endMib, functions)).toEqual([])
  })

  it('come with the worst first', () => {
    const found = leaks(100, [
      watched('small', every(10, 1), line(2, every(10, 1))),
      watched('large', every(10, 1), line(3, every(10, 5))),
    ])
    expect(found.map(({ name }) => name)).toEqual(['large', 'small'])
  })

  it('have a curve of at most 60 points with both ends', () => {
    const [leak] = leaks(500, [watched('f', every(500, 1), line(2, every(500, 1)))])
    expect(leak!.curve).toHaveLength(60)
    expect(leak!.curve[0]).toEqual({ times: 0, bytes: 0 })
    expect(leak!.curve.at(-1)).toEqual({ times: 500, bytes: 500 * MIB })
  })
})

describe('memory at the end', () => {
  it('is not what the interpreter gives back in its last moments', () => {
    const timesNs = [0, 1e9, 9.99e9, 10e9, 10.01e9]
    expect(memoryAtEnd({ timesNs, bytes: [1, 9, 7, 6, 2], stackAt: null })).toBe(7)
    expect(memoryAtEnd({ timesNs: [0], bytes: [3], stackAt: [-1] })).toBe(3)
    expect(memoryAtEnd({ timesNs: [], bytes: [], stackAt: [] })).toBe(0)
  })

  it('is that of the last watched moment, however long the interpreter tidies up', () => {
    const timesNs = [0, 1e9, 2e9, 5e9, 9e9]
    expect(memoryAtEnd({ timesNs, bytes: [1, 9, 8, 4, 2], stackAt: [-1, 0, 0, -1, -1] })).toBe(8)
  })
})

describe('steadiness', () => {
  const curve = (bytes: number[]) => bytes.map((each, times) => ({ times, bytes: each }))

  it('is 1 for a straight line, less for steps, least for what falls', () => {
    expect(steadinessOf(curve([0, 1, 2, 3, 4, 5]))).toBeCloseTo(1)
    const steps = steadinessOf(curve([0, 0, 2, 2, 4, 4, 6, 6, 8]))
    expect(steps).toBeGreaterThan(0.8)
    expect(steps).toBeLessThan(1)
    expect(steadinessOf(curve([0, 5, 1, 6, 2, 7, 3, 8]))).toBeLessThan(0.4)
    expect(steadinessOf(curve([0, 9, 9, 9, 9, 9]))).toBe(0)
    expect(steadinessOf([])).toBe(0)
  })

  it('is between 0 and 1 for anything', () => {
    const anyCurve = fc.array(fc.integer({ min: -1e9, max: 1e9 }))
    fc.assert(
      fc.property(anyCurve, (bytes) => {
        const steadiness = steadinessOf(curve(bytes))
        expect(steadiness).toBeGreaterThanOrEqual(0)
        expect(steadiness).toBeLessThanOrEqual(1)
      }),
    )
  })
})
