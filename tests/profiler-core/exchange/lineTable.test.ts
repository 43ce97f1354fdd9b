import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classicTable } from '../../../profiler-core/report/index.ts'
import { sampleRun } from '../store/sample.ts'
import { fixture, now, projectDir, refusal, runOf } from './files.ts'

const MIB = 2 ** 20
const TITLE = 'Line #    Mem usage    Increment  Occurrences   Line Contents'
const RULE = '='.repeat(61)
const table = (...rows: readonly string[]) => [TITLE, RULE, ...rows, '', ''].join('\n')

describe('a table of memory_profiler', () => {
  test('is functions with their lines', async () => {
    const { detail, sources, story } = await runOf(fixture('table.txt'), 'table.txt')
    expect(detail).toMatchObject({
      status: 'finished',
      startedAt: now,
      baselineBytes: Math.round(23.008 * MIB),
      peakBytes: Math.round(51.625 * MIB),
      origin: { kind: 'memory_profiler', fileName: 'table.txt' },
      request: {
        target: { kind: 'script', path: 'fit.py' },
        watch: { kind: 'functions', names: ['fit', 'load'] },
      },
    })
    const [fit, load] = detail.functions
    expect(fit).toMatchObject({ name: 'fit', firstLine: 6, lastLine: 11, calls: 1 })
    expect(fit?.lines.map(({ line }) => line)).toEqual([8, 9, 11])
    expect(load).toMatchObject({ name: 'load', firstLine: 14, lastLine: 22, calls: 2 })
    expect(load?.lines[1]).toEqual({
      line: 17,
      occurrences: 8,
      incrementBytes: Math.round(-57.273 * MIB),
      memoryBytes: Math.round(51.625 * MIB),
      peakBytes: Math.round(51.625 * MIB),
      timeNs: 0,
      overlapped: false,
    })
    expect(detail.warnings).toHaveLength(1)
    expect(story.callTree).toBeNull()
    // The lines that the tables show stand where they stood.
    const written = fixture('fit.py').toString().split('\n')
    const shown = sources[0]?.text.split('\n') ?? []
    expect(sources.map(({ file }) => file)).toEqual([`${projectDir}/fit.py`])
    expect(shown.slice(5, 11)).toEqual(written.slice(5, 11))
    expect(shown.slice(13, 22)).toEqual(written.slice(13, 22))
    expect(shown.slice(0, 5)).toEqual(['', '', '', '', ''])
  })

  test('is printed again as it was', async () => {
    const text = fixture('table.txt').toString()
    const [fit] = text.split('\n\n\n')
    const run = await runOf(text)
    expect(classicTable(run.detail, run.sources)).toContain(fit)
  })

  test('as Mebi prints it, with marks and rows left out, is read back', async () => {
    const { detail } = await runOf(
      table(
        '     0    9.000 MiB    9.000 MiB           1   <module>',
        '     1   10.000 MiB    1.000 MiB*          1   import json',
        `   ...${' '.repeat(42)}(7 lines)`,
        '     9   12.000 MiB    2.000 MiB           1   x = f()',
        `   ...${' '.repeat(42)}(3 lines)`,
        '',
        '* Other threads were at work meanwhile: what they took may be in this number.',
      ),
    )
    expect(detail.functions).toMatchObject([
      {
        name: '<module>',
        lines: [
          { line: 1, incrementBytes: MIB, overlapped: true },
          { line: 9, incrementBytes: 2 * MIB, overlapped: false },
        ],
      },
    ])
  })

  test('with a row left out that goes back is refused', async () => {
    const rows = [
      '     9  1.0 MiB  1.0 MiB  1   x',
      `   ...${' '.repeat(42)}(7 lines)`,
      '     9  1.0 MiB  1.0 MiB  1   x',
    ]
    expect((await refusal(table(...rows))).message).toMatch(/line 9 follows line 9/)
  })

  test('for each call is added up', async () => {
    const { detail } = await runOf(fixture('everyCall.txt'))
    expect(detail.functions).toHaveLength(1)
    expect(detail.functions[0]).toMatchObject({ file: '/home/ada/project/deco.py', name: 'grow', calls: 2 })
    expect(detail.functions[0]?.lines[0]).toMatchObject({
      line: 6,
      occurrences: 14,
      incrementBytes: Math.round(3.8 * MIB) + Math.round(7.6 * MIB),
      memoryBytes: Math.round(29.6 * MIB),
    })
  })

  test.each([
    ['line ends of Windows', (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))],
    ['UTF-16, as PowerShell redirects', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['blanks at the ends lost', (text: string) => Buffer.from(text.replace(/ +$/gm, ''))],
    ['an indentation', (text: string) => Buffer.from(text.replace(/^/gm, '    '))],
  ])('is read with %s', async (_, change) => {
    const asIs = await runOf(fixture('table.txt'))
    const changed = await runOf(change(fixture('table.txt').toString()))
    expect(changed.detail.functions).toEqual(asIs.detail.functions)
    expect(changed.sources).toEqual(asIs.sources)
  })

  test('of an old version has no occurrences', async () => {
    const { detail, sources } = await runOf(
      [
        'Filename: /x/old.py',
        '',
        'Line #    Mem usage    Increment   Line Contents',
        '================================================',
        '     3     10.0 MiB      0.0 MiB   @profile',
        '     4                             def f():',
        '     5     14.0 MiB      4.0 MiB       return [0] * 500000',
      ].join('\n'),
    )
    expect(detail.functions).toMatchObject([
      {
        name: 'f',
        calls: 1,
        baselineBytes: 10 * MIB,
        lines: [{ line: 5, occurrences: 1, incrementBytes: 4 * MIB }],
      },
    ])
    expect(sources[0]?.text).toBe('\n\n@profile\ndef f():\n    return [0] * 500000\n')
  })

  test('may be one that Mebi printed, with peaks', async () => {
    const ours = sampleRun('a')
    const { detail } = await runOf(classicTable(ours.detail, ours.sources, { precision: 6, peak: true }))
    const [load, module] = detail.functions
    expect(load).toMatchObject({ name: 'load', firstLine: 3 })
    expect(load?.lines.map(({ line, peakBytes }) => [line, peakBytes])).toEqual(
      ours.detail.functions[0]?.lines.map(({ line, peakBytes }) => [line, peakBytes]),
    )
    expect(module).toMatchObject({ name: '<module>', firstLine: 1 })
    expect(module?.baselineBytes).toBeCloseTo(12_345_344, -1)
  })

  test('that was cut off within a row is taken in up to there, and says so', async () => {
    const whole = table(
      '     3   29.746 MiB   29.746 MiB           1   @profile',
      '     4                                         def f():',
      '     5   37.500 MiB    7.754 MiB           1       pass',
    )
    const { detail } = await runOf(whole.slice(0, whole.indexOf('7.754') + 3))
    expect(detail.functions[0]).toMatchObject({ name: 'f', lastLine: 4, lines: [] })
    expect(detail.warnings[0]?.message).toContain('breaks off within a row')
  })

  test('without the name of its file is of an unknown one', async () => {
    const { detail } = await runOf(table('     1    1.000 MiB    1.000 MiB           1   f = lambda: 0'))
    expect(detail.functions[0]).toMatchObject({ file: '<unknown>', name: '<unknown>', baselineBytes: 0 })
  })

  test.each([
    [
      table('     3   29,746 MiB   29,746 MiB           1   @profile'),
      'cannot be read, in its line 3: 3   29,746',
    ],
    [table('     3   29.746 MiB   1e400 MiB            1   @profile'), 'cannot be read, in its line 3'],
    [table('     3  999999999999.0 MiB  1.0 MiB        1   @profile'), 'cannot be read, in its line 3'],
    [
      table('99999999    1.000 MiB    1.000 MiB           1   @profile'),
      'names line 99999999, in its line 3',
    ],
    [
      table(
        '     3    1.000 MiB    1.000 MiB           1   @profile',
        '     2    1.000 MiB    1.000 MiB           1   def f():',
      ),
      'line 2 follows line 3, in its line 4',
    ],
    [table(), 'has the head of a table, but no rows'],
    [`${TITLE}\n${' '.repeat(2 ** 20 + 1)}`, 'has a line that is longer than a mebibyte'],
    [`${TITLE}${'\n'.repeat(4_000_001)}`, 'has more than 4000000 lines'],
  ])('is refused where it is none: %#', async (text, message) => {
    const error = await refusal(text)
    expect(error.code).toBe('import-invalid')
    expect(error.message).toContain(message)
  })

  test('whatever its numbers, is printed again as it was', async () => {
    // Memory of 0 means that the line was never left.
    const mebibytes = fc.integer({ min: 1, max: 100_000_000 }).map((thousandths) => thousandths / 1000)
    const row = fc.tuple(
      mebibytes,
      mebibytes,
      fc.boolean(),
      fc.nat(1_000_000),
      fc.stringMatching(/^[ -~]{0,20}$/),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 8 }),
        fc.integer({ min: 1, max: 5000 }),
        async (rows, first) => {
          const cell = (mib: number) => `${mib.toFixed(3).padStart(8)} MiB`.padStart(12)
          const text = [
            'Filename: /x/any.py',
            '',
            TITLE,
            RULE,
            `${String(first).padStart(6)} ${cell(1)} ${cell(1)}  ${'1'.padStart(10)}   def f():`,
            ...rows.map(([memory, increment, isNegative, count, code], index) => {
              const sign = isNegative && increment > 0 ? -1 : 1
              const numbers = `${cell(memory)} ${cell(sign * increment)}  ${String(count).padStart(10)}`
              return `${String(first + 1 + index).padStart(6)} ${numbers}   ${code}`
            }),
            '',
            '',
            '',
          ].join('\n')
          const run = await runOf(text)
          expect(classicTable(run.detail, run.sources)).toBe(text.replaceAll('   -0.000', '    0.000'))
        },
      ),
      { numRuns: 50 },
    )
  })
})
