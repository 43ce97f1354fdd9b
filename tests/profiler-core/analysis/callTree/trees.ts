import fc from 'fast-check'
import type { CallTree } from '../../../../profiler-core/contract/index.ts'

const MIB = 2 ** 20

/** A node: its parent, its function, the line that called it, what it took by itself, its time by itself. */
export interface NodeSpec {
  readonly parent: number
  readonly called: number
  readonly line?: number
  readonly ownMib?: number
  readonly ownMs?: number
  readonly calls?: number
  readonly peakMib?: number
}

/** A call tree of the given own parts, totals summed up. */
export function callTreeOf(names: readonly string[], nodes: readonly NodeSpec[]): CallTree {
  const growthBytes = nodes.map(({ ownMib = 0 }) => ownMib * MIB)
  const timeNs = nodes.map(({ ownMs = 0 }) => ownMs * 1e6)
  for (let node = nodes.length - 1; node >= 0; node -= 1) {
    const parent = nodes[node]!.parent
    if (parent < 0) continue
    growthBytes[parent]! += growthBytes[node]!
    timeNs[parent]! += timeNs[node]!
  }
  return {
    functions: names.map((name, index) => ({
      file: '/project/app.py',
      name,
      firstLine: index * 10 + 1,
      estimated: false,
      overlapped: false,
    })),
    parents: nodes.map(({ parent }) => parent),
    functionOf: nodes.map(({ called }) => called),
    callerLines: nodes.map(({ line = 0 }) => line),
    calls: nodes.map(({ calls = 1 }) => calls),
    growthBytes,
    peakBytes: nodes.map(({ peakMib = 0 }) => peakMib * MIB),
    timeNs,
  }
}

/** Any tree of up to 60 nodes and 6 functions: recursive ones, too, and such as give memory back. */
export const anyCallTree: fc.Arbitrary<CallTree> = fc
  .array(
    fc.record({
      up: fc.nat(),
      called: fc.nat({ max: 5 }),
      line: fc.nat({ max: 3 }),
      ownMib: fc.integer({ min: -40, max: 60 }),
      ownMs: fc.nat({ max: 500 }),
      calls: fc.integer({ min: 1, max: 9 }),
      peakMib: fc.nat({ max: 999 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((specs) =>
    callTreeOf(
      ['main', 'load', 'parse', 'fit', 'walk', 'visit'],
      specs.map(({ up, ...spec }, index) => ({ ...spec, parent: index === 0 ? -1 : (up % (index + 1)) - 1 })),
    ),
  )

/** A tree with a path of 10,000 calls, and 200,000 nodes in all; what they take is told by their numbers. */
export function hugeCallTree({ nodes = 200_000, depth = 10_000, functions = 500 } = {}): CallTree {
  const specs: NodeSpec[] = []
  for (let index = 0; index < nodes; index += 1) {
    const parent = index < depth ? index - 1 : (index * 7919) % depth
    specs.push({
      parent,
      called: (index * 31) % functions,
      line: index % 40,
      ownMib: (index % 7) - 2,
      ownMs: index % 5,
    })
  }
  return callTreeOf(
    Array.from({ length: functions }, (_, index) => `function_${index}`),
    specs,
  )
}

export function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const each of numbers) total += each
  return total
}
