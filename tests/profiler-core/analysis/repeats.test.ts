import { describe, expect, test } from 'vitest'
import { repeatedRuns } from '../../../profiler-core/analysis/repeats.ts'
import { RepeatedRuns } from '../../../profiler-core/contract/index.ts'
import { repeatedCsv, repeatedJson, repeatedTable } from '../../../profiler-core/report/index.ts'
import { EXAMPLE_SOURCE, exampleRun, lines, MIB, source, watched } from '../report/sampleRun.ts'

const run = (increment: number, baseline: number) =>
  exampleRun({
    id: increment,
    peakBytes: (50 + increment) * MIB,
    functions: [
      watched({
        firstLine: 3,
        lastLine: 6,
        baselineBytes: baseline * MIB,
        lines: lines({ 5: [baseline + increment, increment, 1], 6: [46, 0, 1] }),
      }),
    ],
  })
const once = exampleRun({ id: 9, peakBytes: 70 * MIB, functions: [] })
const sources = [source(EXAMPLE_SOURCE)]

describe('the runs of a group as one', () => {
  const repeated = repeatedRuns([run(8, 30), run(4, 28), run(6, 29)])

  test('have a median, a lowest and a highest of everything', () => {
    expect(RepeatedRuns.parse(repeated)).toEqual(repeated)
    expect(repeated.peakBytes).toEqual({ low: 54 * MIB, median: 56 * MIB, high: 58 * MIB })
    expect(repeated.runs.map(({ id }) => id)).toEqual([8, 4, 6])
    const growth = { low: 4 * MIB, median: 6 * MIB, high: 8 * MIB }
    expect(repeated.functions).toMatchObject([
      {
        name: 'my_function',
        growthBytes: growth,
        baselineBytes: { low: 28 * MIB, median: 29 * MIB, high: 30 * MIB },
        lines: [
          { line: 5, incrementBytes: growth },
          { line: 6, incrementBytes: { low: 0, median: 0, high: 0 } },
        ],
      },
    ])
  })

  test('count a function as 0 where it was not called', () => {
    expect(repeatedRuns([run(8, 30), once]).functions).toMatchObject([
      {
        calls: { low: 0, median: 0.5, high: 1 },
        growthBytes: { low: 0, median: 4 * MIB, high: 8 * MIB },
        baselineBytes: { low: 30 * MIB, median: 30 * MIB, high: 30 * MIB },
      },
    ])
  })

  test('as a table of the classic shape', () => {
    expect(repeatedTable(repeated, once.request, sources, { precision: 1 })).toBe(`Filename: example.py
Medians of 3 runs

Line #    Mem usage    Increment       Lowest      Highest  Occurrences   Line Contents
=======================================================================================
     3     29.0 MiB     29.0 MiB                                      1   @profile
     4                                                                    def my_function():
     5     35.0 MiB      6.0 MiB      4.0 MiB      8.0 MiB            1       nums = [random.randint(0, 100) for _ in range(1_000_000)]
     6     46.0 MiB      0.0 MiB      0.0 MiB      0.0 MiB            1       return sorted(nums)


`)
  })

  test('as CSV and JSON', () => {
    const [header, first] = repeatedCsv(repeated, sources).split('\r\n')
    expect(header).toMatch(
      /^file,function,first_line,runs,line,occurrences,.*,increment_bytes,increment_bytes_lowest,/,
    )
    expect(first).toMatch(/^\/project\/example\.py,my_function,3,3,5,1,1,1,6291456,4194304,8388608,/)
    expect(JSON.parse(repeatedJson(repeated))).toEqual(repeated)
  })
})
