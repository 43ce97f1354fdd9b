import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { callBands, hotspots } from '../../../profiler-core/analysis/index.ts'
import { nestCalls } from '../../../profiler-core/exchange/mprof/calls.ts'
import { programOf } from '../../../profiler-core/exchange/mprof/commandLine.ts'
import type { Sample } from '../../../profiler-core/exchange/mprof/parse.ts'
import { highestBetween, thinned } from '../../../profiler-core/exchange/mprof/samples.ts'
import { fixture, projectDir, refusal, runOf } from './files.ts'

const MIB = 2 ** 20
/** So many samples, a tenth of a second apart, each a mebibyte higher than the one before. */
const rising = (count: number) =>
  Array.from({ length: count }, (_, index) => `MEM ${index + 1}.0 ${(1000 + index / 10).toFixed(4)}\n`).join(
    '',
  )

describe('what mprof run wrote', () => {
  test('is a timeline, and calls of functions', async () => {
    const { detail, timeline, story } = await runOf(fixture('functions.dat'), 'functions.dat')
    expect(detail).toMatchObject({
      status: 'finished',
      exitCode: null,
      peakBytes: Math.round(51.507812 * MIB),
      backend: 'rss',
      origin: { kind: 'mprof', fileName: 'functions.dat' },
      interpreter: { version: 'unknown' },
      host: { name: 'unknown' },
      request: {
        projectDir,
        target: { kind: 'script', path: 'fit.py' },
        args: ['--rows', 'a b'],
        detail: 'functions',
        watch: { kind: 'functions', names: ['fit', 'load'] },
      },
    })
    expect(detail.startedAt).toMatch(/^2026-01-25T/)
    expect(timeline.timesNs[0]).toBe(0)
    expect(timeline.timesNs.at(-1)).toBe(detail.durationNs)
    expect(timeline.childrenBytes).toBeNull()
    const [load, fit] = hotspots(story.callTree!).sort((a, b) => b.calls - a.calls)
    expect(load).toMatchObject({ file: `${projectDir}/fit.py`, name: 'load', calls: 2 })
    // What load took for fit, it had given back when fit returned.
    expect(fit).toMatchObject({ name: 'fit', calls: 1, growthBytes: 0 })
    expect(fit!.selfGrowthBytes).toBeLessThan(-28 * MIB)
    expect(callBands(timeline).map(({ name, depth }) => [name, depth])).toEqual([
      ['fit', 0],
      ['load', 1],
      ['load', 0],
    ])
  })

  test('of several processes is their memory, children added up', async () => {
    const { detail, timeline } = await runOf(fixture('children.dat'))
    expect(detail.functions).toEqual([])
    expect(timeline.stacks).toBeNull()
    expect(timeline.childrenBytes).toHaveLength(timeline.timesNs.length)
    expect(Math.max(...timeline.childrenBytes!)).toBe(2 * Math.round(37.527344 * MIB))
    expect(timeline.childrenBytes!.at(-1)).toBe(0)
  })

  test('is the same run when it is taken in again, and another in another project', async () => {
    const key = async (bytes: Buffer) => (await runOf(bytes)).detail.key
    expect(await key(fixture('children.dat'))).toBe(await key(fixture('children.dat')))
    expect(await key(fixture('functions.dat'))).not.toBe(await key(fixture('children.dat')))
  })

  test('may be in any order, with line ends of Windows, words of later versions and no end', async () => {
    const { timeline, detail } = await runOf(
      'MEM 2.5 11.0\r\nNEWS x y\r\n\r\nMEM 1.0 10.0\r\nMEM -1.000000 12.0\r\nMEM 3.0 13.0\r\nMEM 7.',
    )
    expect(timeline.timesNs).toEqual([0, 1e9, 3e9])
    expect(timeline.bytes).toEqual([MIB, 2.5 * MIB, 3 * MIB])
    expect(detail.request.target).toEqual({ kind: 'script', path: 'unknown' })
  })

  test('names modules: those of the project have a file, as far as a name tells', async () => {
    const call = (name: string) => `FUNC ${name} 1.0 1.0 2.0 2.0 0\n`
    const { detail } = await runOf(
      `MEM 1.0 1.0\n${call('pkg.io.load')}${call('.<block>')}${call('__main__.a b')}${call('solo')}`,
    )
    expect(detail.functions.map(({ file, name }) => [file, name])).toEqual([
      [`${projectDir}/pkg/io.py`, 'load'],
      [`${projectDir}/unknown`, '<block>'],
      [`${projectDir}/unknown`, 'a b'],
      [`${projectDir}/unknown`, 'solo'],
    ])
  })

  test('of days is thinned out, and keeps its peak', async () => {
    const { timeline, detail } = await runOf(`${rising(40_000)}MEM 99999.0 9000.0\nMEM 1.0 9000.1\n`)
    expect(timeline.timesNs.length).toBeLessThan(16_500)
    expect(Math.max(...timeline.bytes)).toBe(99_999 * MIB)
    expect(detail.peakBytes).toBe(99_999 * MIB)
  })

  test.each([
    ['MEM x 1.0\nMEM 1 2\n', 'given.mebi has a line that cannot be read, number 1: MEM x 1.0'],
    ['MEM 1e999 1.0\nMEM 1 2\n', 'number 1: MEM 1e999 1.0'],
    ['MEM 1 -5\nMEM 1 2\n', 'number 1: MEM 1 -5'],
    ['MEM 1 1\nFUNC f 1 2 3\nMEM 1 2\n', 'number 2: FUNC f 1 2 3'],
    ['MEM 1 1\nCHLD 1 2\nMEM 1 2\n', 'number 2: CHLD 1 2'],
    [`MEM 1 1\nMEM ${'9'.repeat(1000)} 1\nMEM 1 1\n`, `number 2: MEM ${'9'.repeat(56)}…`],
    ['CMDLINE python x.py\n', 'has no samples'],
    ['MEM -1.0 5.0\n', 'has no samples'],
    ['MEM 1.0 5.0\nMEM 1.0 5000000000.0\n', 'thirty years apart'],
  ])('is refused where it is none: %#', async (text, message) => {
    const error = await refusal(text)
    expect(error.code).toBe('import-invalid')
    expect(error.message).toContain(message)
  })
})

describe('calls', () => {
  const call = (name: string, start: number, end: number) => ({
    name,
    start,
    end,
    startBytes: 0,
    endBytes: 0,
  })

  test('that overlap, as those of two threads, called neither the other', () => {
    const { parents, names, functionOf } = nestCalls([call('a', 0, 2), call('b', 1, 3), call('c', 1.5, 1.8)])
    expect(functionOf.map((index) => names[index])).toEqual(['a', 'b', 'c'])
    expect(parents).toEqual([-1, -1, 1])
  })

  test('however deep end at a depth that views can show', () => {
    const nested = nestCalls(Array.from({ length: 5000 }, (_, index) => call('f', index, 10_000 - index)))
    expect(nested.parents.length).toBeLessThan(300)
    expect(nested.calls.flat()).toHaveLength(5000)
  })

  const anyCall = fc
    .tuple(fc.constantFrom('f', 'g', 'h'), fc.nat(30), fc.nat(10))
    .map(([name, start, length]) => call(name, start, start + length))
  test('are each in the tree once, below calls that were under way, in the order of time', () => {
    fc.assert(
      fc.property(fc.array(anyCall), (calls) => {
        const { parents, calls: ofNodes, changes } = nestCalls(calls)
        expect(ofNodes.flat()).toHaveLength(calls.length)
        for (const [node, parent] of parents.entries()) {
          expect(parent).toBeLessThan(node)
          for (const { start, end } of ofNodes[node] ?? []) {
            if (parent < 0) continue
            const callers = ofNodes[parent] ?? []
            expect(callers.some((caller) => caller.start <= start && end <= caller.end)).toBe(true)
          }
        }
        const times = changes.map(({ time }) => time)
        expect(times).toEqual([...times].sort((a, b) => a - b))
      }),
    )
  })
})

describe('samples', () => {
  const samples = fc
    .array(fc.tuple(fc.nat(50), fc.nat(1000)), { minLength: 1 })
    .map((all): Sample[] =>
      all.map(([time, bytes]) => ({ time, bytes, childrenBytes: 0 })).sort((a, b) => a.time - b.time),
    )

  test('tell the highest of any time', () => {
    fc.assert(
      fc.property(samples, fc.nat(60), fc.nat(60), (all, from, length) => {
        const within = all.filter(({ time }) => time >= from && time <= from + length)
        expect(highestBetween(all)(from, from + length)).toBe(
          Math.max(0, ...within.map(({ bytes }) => bytes)),
        )
      }),
    )
  })

  test('that are few stay as they are', () => {
    fc.assert(
      fc.property(samples, (all) => {
        expect(thinned(all)).toEqual(all)
      }),
    )
  })
})

test.each([
  ['/usr/bin/python3 -u train.py --epochs 3', { kind: 'script', path: 'train.py' }, ['--epochs', '3']],
  ["python 'my script.py' 'a b' c", { kind: 'script', path: 'my script.py' }, ['a b', 'c']],
  ["['python3', '-m', 'pkg.cli', '--x']", { kind: 'module', name: 'pkg.cli' }, ['--x']],
  ['./simulate 7', { kind: 'script', path: './simulate' }, ['7']],
  ['4711', { kind: 'script', path: '4711' }, []],
  ['', { kind: 'script', path: 'unknown' }, []],
  ["''", { kind: 'script', path: 'unknown' }, []],
])('the command line %j ran %j', (line, target, args) => {
  expect(programOf(line)).toEqual({ target, args })
})
