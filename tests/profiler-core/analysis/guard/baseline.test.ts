import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareRuns } from '../../../../profiler-core/analysis/compare/index.ts'
import {
  baselineDifferences,
  baselineOf,
  judge,
  sideOfBaseline,
} from '../../../../profiler-core/analysis/guard/index.ts'
import { BaselineFile } from '../../../../profiler-core/contract/index.ts'
import { baselineJson } from '../../../../profiler-core/report/baselineJson.ts'
import { sourceReader } from '../../../../profiler-core/report/sourceLines.ts'
import { side } from '../compare/sides.ts'

const MIB = 2 ** 20
const LOAD = ['def load(path):', '    rows = read(path)', '    index = {}', '    return rows']

const written = (given: ReturnType<typeof side>) =>
  BaselineFile.parse(JSON.parse(baselineJson(baselineOf(given))))

const withText = (given: ReturnType<typeof side>) => ({ ...given, textOf: sourceReader(given.sources) })

describe('a baseline', () => {
  const runs = side({
    functions: [
      {
        name: 'load',
        text: LOAD,
        kept: [{ 1: 30 * MIB, 2: 100 }, { 1: 31 * MIB, 3: -5 * MIB }, { 1: 29 * MIB }],
      },
      { name: 'a', file: 'b/a.py', text: ['def a(): pass'], kept: [{ 0: 0 }, { 0: 0 }, { 0: 0 }] },
    ],
    runs: 3,
    peaks: [50 * MIB, 52 * MIB, 51 * MIB],
    firstPeaks: [20 * MIB, 22 * MIB, 21 * MIB],
  })

  test('says what was measured, without folders, and without lines that moved nothing', () => {
    expect(written(runs)).toEqual({
      format: 'mebi-baseline',
      version: 2,
      target: 'example.py',
      watched: 'the script',
      backend: 'rss',
      detail: 'lines',
      python: 'CPython 3.12.1',
      system: 'linux x64',
      data: null,
      runs: 3,
      peak: [50 * MIB, 51 * MIB, 52 * MIB],
      firstProcessPeak: [20 * MIB, 21 * MIB, 22 * MIB],
      functions: [
        { file: 'b/a.py', name: 'a', calls: 1, growth: 0, peak: 1000, lines: [] },
        {
          file: 'program.py',
          name: 'load',
          calls: 1,
          growth: [26 * MIB, 29 * MIB, 30 * MIB + 100],
          peak: [29 * MIB + 1000, 30 * MIB + 1000, 31 * MIB + 1000],
          lines: [
            { text: 'rows = read(path)', increment: [29 * MIB, 30 * MIB, 31 * MIB] },
            { text: 'return rows', increment: [-5 * MIB, 0, 0] },
          ],
        },
      ],
    })
  })

  test('is the same text whatever the order of the functions, a line for each line', () => {
    const turned = {
      ...runs,
      details: runs.details.map((run) => ({ ...run, functions: [...run.functions].reverse() })),
    }
    const text = baselineJson(baselineOf(runs))
    expect(baselineJson(baselineOf(turned))).toBe(text)
    expect(text).toContain(
      '\n        {"text":"return rows","increment":[-5242880,0,0]}\n      ]\n    }\n  ]\n}\n',
    )
  })

  test('is held against runs of another folder, whose lines have moved', () => {
    const now = side({
      functions: [
        { name: 'first', text: ['def first():', '    pass'], kept: [{ 1: 0 }] },
        {
          name: 'load',
          text: ['def load(path):', '    check(path)', ...LOAD.slice(1)],
          kept: [{ 1: 0, 2: 90 * MIB }],
        },
      ],
      projectDir: '/elsewhere/clone',
      peaks: [110 * MIB],
      firstPeaks: [30 * MIB],
    })
    const base = sideOfBaseline(written(runs), now)
    const { numbers } = judge(withText(now), withText(base), {
      maxPeakBytes: null,
      maxGrowth: 10,
      minGrowthBytes: MIB,
    })
    expect(numbers.filter(({ outcome }) => outcome === 'grew')).toMatchObject([
      {
        kind: 'function-growth',
        base: { low: 26 * MIB, median: 29 * MIB, high: 30 * MIB + 100 },
        function: { file: '/elsewhere/clone/program.py', name: 'load' },
        lines: [{ line: 6, text: 'rows = read(path)', base: 30 * MIB, now: 90 * MIB, delta: 60 * MIB }],
      },
      { kind: 'peak', base: { low: 50 * MIB, median: 51 * MIB, high: 52 * MIB } },
    ])
  })

  test('says what else differs', () => {
    const [run] = runs.details
    const other = {
      ...run!,
      host: { ...run!.host, arch: 'arm64' },
      request: { ...run!.request, watch: { kind: 'project' } as const },
    }
    expect(baselineDifferences(written(runs), other)).toEqual([
      'The watched functions differ: the script in the baseline, all functions now.',
      'The machines differ: linux x64 in the baseline, linux arm64 now.',
    ])
    const now = side({ run: { interpreter: { path: '/p', implementation: 'CPython', version: '3.13.0' } } })
    expect(compareRuns(sideOfBaseline(written(runs), now), now).differences).toEqual([
      {
        kind: 'interpreter',
        message: 'The interpreters differ: CPython 3.12.1 in the base, CPython 3.13.0 now.',
      },
    ])
  })

  test('knows data by its name, size and hash, not by its folder', () => {
    const dataset = { label: null, size: 3, unit: 'bytes', file: '/secret/may.csv', sha256: 'ab' }
    const made = written(side({ run: { dataset } }))
    expect(made.data).toEqual({ label: 'may.csv', size: 3, unit: 'bytes', sha256: 'ab' })
    const differences = (now: typeof dataset) =>
      compareRuns(sideOfBaseline(made, side({ run: { dataset: now } })), side({ run: { dataset: now } }))
        .differences
    expect(differences({ ...dataset, file: '/other/may.csv' })).toEqual([])
    expect(differences({ ...dataset, sha256: 'cd' })).toMatchObject([{ kind: 'data' }])
  })

  test.each([
    ['another version', { version: 3 }],
    ['a field that nobody knows', { more: 1 }],
    ['a spread that is none', { peak: [3, 2, 1] }],
    ['a number that is none', { peak: '3' }],
    ['no runs', { runs: 0 }],
  ])('with %s is refused', (_, wrong) => {
    expect(BaselineFile.safeParse({ ...baselineOf(runs), ...wrong }).success).toBe(false)
  })
})

const line = fc.constantFrom('x = 1', 'x = load(path)', '', 'return x', 'rows = []', '\0', 'def f():')
const kept = fc.dictionary(
  fc.integer({ min: 0, max: 5 }).map(String),
  fc.integer({ min: -50 * MIB, max: 200 * MIB }),
  { maxKeys: 4 },
)
const watched = fc.record({
  name: fc.constantFrom('f', 'g', 'C.method'),
  file: fc.constantFrom('a.py', 'b/c.py'),
  text: fc.array(line, { minLength: 6, maxLength: 6 }),
  kept: fc.array(kept, { minLength: 3, maxLength: 3 }),
})

describe('whatever was measured', () => {
  test('a baseline has the spreads of the runs that it is made of, and these hold against it', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(watched, { maxLength: 3, selector: ({ name, file }) => `${file} ${name}` }),
        fc.array(fc.integer({ min: 0, max: 2 ** 30 }), { minLength: 3, maxLength: 3 }),
        (functions, peaks) => {
          const now = side({ functions, runs: 3, peaks })
          const base = sideOfBaseline(written(now), now)
          const comparison = compareRuns(base, now)
          expect(comparison.peak.base).toEqual(comparison.peak.now)
          for (const each of comparison.functions) {
            expect(each.match).toBe('same')
            expect(each.growth.base).toEqual(each.growth.now)
            expect(each.peak.base).toEqual(each.peak.now)
          }
          const limits = { maxPeakBytes: null, maxGrowth: 0, minGrowthBytes: 0 }
          const { numbers } = judge(withText(now), withText(base), limits)
          expect(numbers.filter(({ outcome }) => outcome !== 'holds')).toEqual([])
        },
      ),
    )
  })
})
