import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CallTree } from '../../../../profiler-core/contract/index.ts'
import { CALLS_HEADER, NODE_CELLS, readCalls } from '../../../../profiler-core/run/story/callsFile.ts'
import { CallTreeBuilder, type ProcessCalls } from '../../../../profiler-core/run/story/callTree.ts'
import type { FunctionRecord } from '../../../../profiler-core/run/tables/logReader.ts'
import { temporaryFolder } from '../../targets/python/support.ts'
import { callCells, callNode } from '../runFiles.ts'

const record = (name: string, row: number, lines: number[]): FunctionRecord => ({
  kind: 'function',
  atNs: 0,
  file: '/src/a.py',
  name,
  firstLine: lines[0]! - 1,
  lastLine: lines.at(-1)!,
  row,
  lines,
})
const MAIN = record('main', 300, [2, 3, 4])
const LOAD = record('load', 310, [11, 12])
const PARSE = record('parse', 320, [21])

function callsOf(nodes: readonly number[][], options: Partial<ProcessCalls> = {}): ProcessCalls {
  return {
    cells: callCells(nodes),
    functions: [MAIN, LOAD, PARSE],
    estimated: new Set(),
    memoryBytes: 0,
    untilNs: 0,
    peakOf: () => 0,
    isOverlapped: () => false,
    ...options,
  }
}

function treeOf(...processes: ProcessCalls[]): CallTree {
  const builder = new CallTreeBuilder()
  for (const each of processes) builder.add(each)
  return builder.build()!
}

/** A tree in words, one node a line. */
function wordsOf(tree: CallTree): string[] {
  return tree.parents.map((parent, index) => {
    const { name } = tree.functions[tree.functionOf[index]!]!
    const from = parent < 0 ? '' : ` from ${parent}:${tree.callerLines[index]}`
    const numbers = [tree.calls, tree.growthBytes, tree.peakBytes, tree.timeNs].map((list) => list[index])
    return `${name}${from} ${numbers.join(' ')}`
  })
}

const main = callNode({ calls: 1, growth: 100, peak: 900, time: 5000, function: 300 })
const load = callNode({
  calls: 4,
  growth: 80,
  peak: 950,
  time: 4000,
  parent: 1,
  function: 310,
  callerLine: 302,
})
const parse = callNode({
  calls: 9,
  growth: 7,
  peak: 700,
  time: 90,
  parent: 2,
  function: 320,
  callerLine: 312,
})

describe('a call tree', () => {
  test('functions by their rows, callers by their lines; a caller peaks at least as high as what it calls', () => {
    expect(wordsOf(treeOf(callsOf([main, load, parse])))).toEqual([
      'main 1 100 950 5000',
      'load from 0:3 4 80 950 4000',
      'parse from 1:12 9 7 700 90',
    ])
  })

  test('a call that goes on has what it took so far', () => {
    const open = { open: 1, openedMemory: 400, openedAt: 10_000, function: 300 }
    const calls = callsOf([callNode({ calls: 2, growth: 5, peak: 1, time: 50, ...open })], {
      memoryBytes: 1000,
      untilNs: 12_000,
    })
    expect(wordsOf(treeOf(calls))).toEqual(['main 2 605 1 2050'])
  })

  test('processes are merged path by path, whatever rows their functions have', () => {
    const other = callsOf(
      [
        callNode({ calls: 1, growth: -30, peak: 2000, time: 10, function: 500 }),
        callNode({ calls: 0, parent: 0, function: 400 }),
        callNode({ calls: 2, growth: 1, peak: 30, time: 6, parent: 2, function: 500, callerLine: 403 }),
      ],
      {
        functions: [
          { ...MAIN, row: 400 },
          { ...LOAD, row: 500 },
        ],
        estimated: new Set([500]),
        isOverlapped: ({ name }) => name === 'main',
      },
    )
    const tree = treeOf(callsOf([main, load]), other)
    expect(wordsOf(tree)).toEqual([
      'main 1 100 950 5000',
      'load from 0:3 4 80 950 4000',
      'load 1 -30 2000 10',
      'load from 0:4 2 1 30 6',
    ])
    expect(tree.functions.map(({ name, estimated, overlapped }) => [name, estimated, overlapped])).toEqual([
      ['main', false, true],
      ['load', true, false],
    ])
  })

  test('what was never called, and calls nothing that was, is left out', () => {
    const nothing = callNode({ function: 300 })
    const inner = callNode({ parent: 1, function: 310, callerLine: 301 })
    const called = callNode({ calls: 1, parent: 1, function: 320, callerLine: 301 })
    expect(wordsOf(treeOf(callsOf([nothing, inner, called])))).toEqual([
      'main 0 0 0 0',
      'parse from 0:2 1 0 0 0',
    ])
    expect(new CallTreeBuilder().build()).toBeNull()
    const empty = new CallTreeBuilder()
    empty.add(callsOf([nothing, inner]))
    expect(empty.build()).toBeNull()
  })

  test('a peak that was seen from outside belongs to the only path of its function', () => {
    const second = callNode({ calls: 1, peak: 10, function: 310 })
    const peakOf = ({ name }: FunctionRecord) => ({ main: 0, load: 7000, parse: 6000 })[name] ?? 0
    expect(treeOf(callsOf([main, load, parse, second], { peakOf })).peakBytes).toEqual([6000, 6000, 6000, 10])
  })

  test('nodes that make no sense are dropped with what they call', () => {
    const nodes = [
      main,
      callNode({ calls: 1, parent: 1, function: 999 }), // no such function
      callNode({ calls: 1, parent: 2, function: 310 }), // called by that
      callNode({ calls: 1, parent: 4, function: 310 }), // called by itself
      callNode({ calls: 1, parent: 77, function: 310 }),
      callNode({ calls: 1, parent: 0.5, function: 310 }),
      callNode({ calls: 1, parent: Number.NaN, function: 310 }),
      callNode({
        calls: Number.NaN,
        growth: Number.POSITIVE_INFINITY,
        time: -1,
        peak: -7,
        parent: 1,
        function: 310,
      }),
      callNode({ calls: 3, parent: 1, function: 310, callerLine: 321 }), // another function's line
      callNode({}),
    ]
    expect(wordsOf(treeOf(callsOf(nodes)))).toEqual(['main 1 100 900 5000', 'load from 0:0 3 0 0 0'])
  })

  test('any cells make a tree, or none', () => {
    const cell = fc.oneof(
      fc.constantFrom(0, 1, 2, 3, 5, 300, 310, 302, 312, 320),
      fc.double(),
      fc.integer({ min: -2, max: 400 }),
    )
    const likely = (...values: number[]) =>
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...values) }, cell)
    const place = fc.tuple(likely(0, 1, 2, 3), likely(300, 310, 320), likely(0, 301, 302, 311))
    const cells = (length: number) => fc.array(cell, { minLength: length, maxLength: length })
    const node = fc
      .tuple(cells(4), place, cells(3))
      .map(([numbers, where, open]) => [...numbers, ...where, ...open])
    const memory = fc.double({ min: 0, max: 1e12, noNaN: true })
    fc.assert(
      fc.property(fc.array(node, { maxLength: 20 }), memory, memory, (nodes, memoryBytes, untilNs) => {
        const builder = new CallTreeBuilder()
        builder.add(callsOf(nodes, { memoryBytes, untilNs }))
        const tree = builder.build()
        if (tree === null) return
        expect(CallTree.parse(tree)).toEqual(tree)
        for (const [index, parent] of tree.parents.entries()) {
          expect(parent).toBeLessThan(index)
          expect(tree.functions[tree.functionOf[index]!]).toBeDefined()
          if (parent >= 0) expect(tree.peakBytes[parent]).toBeGreaterThanOrEqual(tree.peakBytes[index]!)
        }
      }),
    )
  })

  test('65,535 paths, 10,000 deep', () => {
    const nodes = Array.from({ length: 65_535 }, (_, index) =>
      callNode({
        calls: 1,
        growth: 1,
        parent: index < 10_000 ? index : index % 10_000,
        function: index % 2 ? 300 : 310,
        callerLine: 300 + (index % 13),
      }),
    )
    const tree = treeOf(callsOf(nodes))
    expect(tree.calls.reduce((sum, each) => sum + each, 0)).toBe(65_535)
    expect(tree.parents[9999]).toBe(9998)
  })
})

describe('reading calls.bin', () => {
  test('no file, no header, another version, one that was cut off', async () => {
    const path = join(await temporaryFolder(), 'calls.bin')
    expect(readCalls(path)).toBeNull()
    writeFileSync(path, '')
    expect(readCalls(path)).toBeNull()
    writeFileSync(path, 'x'.repeat(500))
    expect(readCalls(path)).toBeNull()
    const cells = callCells([main, load, parse])
    writeFileSync(path, cells)
    expect(readCalls(path)).toEqual(cells)
    truncateSync(path, 3 * NODE_CELLS * 8 + 17)
    expect(readCalls(path)).toEqual(callCells([main, load, parse]).subarray(0, 3 * NODE_CELLS))
    cells[CALLS_HEADER.version] = 2
    writeFileSync(path, cells)
    expect(readCalls(path)).toBeNull()
  })

  test('a header that claims more nodes than there can be', async () => {
    const path = join(await temporaryFolder(), 'calls.bin')
    writeFileSync(path, callCells([main], 1e300))
    expect(readCalls(path)).toHaveLength(2 * NODE_CELLS)
    writeFileSync(path, callCells([main], Number.NaN))
    expect(readCalls(path)).toBeNull()
  })
})
