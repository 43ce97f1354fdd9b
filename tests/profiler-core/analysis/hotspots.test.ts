import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hotspots } from '../../../profiler-core/analysis/index.ts'
import type { CallTree } from '../../../profiler-core/contract/index.ts'

type Node = [parent: number, functionOf: number, growth: number, time: number]

function tree(names: string[], nodes: Node[]): CallTree {
  return {
    functions: names.map((name) => ({
      file: '/a.py',
      name,
      firstLine: 1,
      estimated: false,
      overlapped: false,
    })),
    parents: nodes.map(([parent]) => parent),
    functionOf: nodes.map(([, at]) => at),
    callerLines: nodes.map(() => 1),
    calls: nodes.map(() => 1),
    growthBytes: nodes.map(([, , growth]) => growth),
    peakBytes: nodes.map(([, , growth]) => 1000 + Math.abs(growth)),
    timeNs: nodes.map(([, , , time]) => time),
  }
}

describe('hotspots', () => {
  it('add up the calls of a function, however it was reached', () => {
    const given = tree(
      ['main', 'load', 'parse'],
      [
        [-1, 0, 100, 10],
        [0, 1, 90, 8],
        [1, 2, 60, 5],
        [0, 2, 4, 1],
      ],
    )
    expect(hotspots(given)).toMatchObject([
      { name: 'main', calls: 1, growthBytes: 100, selfGrowthBytes: 6, timeNs: 10, selfTimeNs: 1 },
      { name: 'load', growthBytes: 90, selfGrowthBytes: 30, selfTimeNs: 3 },
      { name: 'parse', calls: 2, growthBytes: 64, selfGrowthBytes: 64, timeNs: 6, peakBytes: 1060 },
    ])
  })

  it('count nested calls of a function once', () => {
    const given = tree(
      ['walk', 'visit'],
      [
        [-1, 0, 50, 9],
        [0, 1, 40, 7],
        [1, 0, 30, 5],
        [2, 0, 20, 3],
      ],
    )
    expect(hotspots(given)).toMatchObject([
      { name: 'walk', calls: 3, growthBytes: 50, timeNs: 9, selfGrowthBytes: 40 },
      { name: 'visit', growthBytes: 40, selfGrowthBytes: 10 },
    ])
  })

  it('are none of an empty tree', () => {
    expect(hotspots(tree(['never'], []))).toEqual([])
  })

  it('take a tree of depth 100,000', () => {
    const nodes = Array.from({ length: 100_000 }, (_, index): Node => [index - 1, index % 2, 1, 1])
    const [one, other] = hotspots(tree(['a', 'b'], nodes))
    expect(one).toMatchObject({ calls: 50_000, growthBytes: 1 })
    expect(other).toMatchObject({ calls: 50_000, growthBytes: 1 })
  })

  it("have own growths that add up to the roots' growth", () => {
    const node = fc.tuple(fc.nat(), fc.nat(4), fc.integer({ min: -1e6, max: 1e6 }), fc.nat(1000))
    fc.assert(
      fc.property(fc.array(node, { minLength: 1 }), (given) => {
        const nodes = given.map(
          ([at, of, growth, time], index): Node => [
            index === 0 ? -1 : (at % (index + 1)) - 1,
            of,
            growth,
            time,
          ],
        )
        const found = hotspots(tree(['a', 'b', 'c', 'd', 'e'], nodes))
        const roots = nodes.filter(([parent]) => parent === -1)
        const sum = (values: number[]) => values.reduce((total, each) => total + each, 0)
        expect(sum(found.map((each) => each.selfGrowthBytes))).toBe(sum(roots.map(([, , growth]) => growth)))
        expect(sum(found.map((each) => each.selfTimeNs))).toBe(sum(roots.map(([, , , time]) => time)))
      }),
    )
  })
})
