import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FunctionResult, SourceFile } from '../../../profiler-core/contract/index.ts'
import { classicTable } from '../../../profiler-core/report/index.ts'
import { sampleRun, watched } from './sampleRun.ts'

/** Prints tables with the format strings of the classic tool, in the language whose formatting they are. */
const PYTHON = `
import json, sys

def number(bytes, precision):
    text = "{0:{1}.{2}f} MiB".format(bytes / 2**20, precision + 4, precision)
    return text if float(text.split()[0]) else text.replace("-", "").rjust(precision + 8)

row = "{0:>6} {1:>12} {2:>12}  {3:>10}   {4:<}\\n"
for precision, functions, sources in json.load(sys.stdin):
    out = []
    for f, source in zip(functions, sources):
        header = row.format("Line #", "Mem usage", "Increment", "Occurrences", "Line Contents")
        out += ["Filename: " + f["file"] + "\\n\\n", header, "=" * (len(header) - 1) + "\\n"]
        ran = {line["line"]: line for line in f["lines"]}
        for at, text in enumerate(source["lines"], 1):
            cells = ["", "", ""]
            if at == 1:
                cells = [number(f["baselineBytes"], precision)] * 2 + [f["calls"]]
            elif at in ran:
                line = ran[at]
                cells = [number(line["memoryBytes"], precision), number(line["incrementBytes"], precision), line["occurrences"]]
            out.append(row.format(at, *cells, text))
        out.append("\\n\\n")
    print(json.dumps("".join(out)))
`

const PAGE = 4096
const level = fc
  .oneof(fc.integer({ min: 1, max: 2 ** 26 }), fc.integer({ min: 1, max: 1000 }))
  .map((n) => n * PAGE)
const delta = fc.oneof(fc.constant(0), fc.integer({ min: -(2 ** 20), max: 2 ** 20 })).map((n) => n * PAGE)
const text = fc.oneof(
  fc.constantFrom('', '   ', '    return x', '\ty = 1', 'größe = "日本"  ', '😀'),
  fc.string({ unit: 'grapheme-ascii' }),
)
const sourceText = fc.record({
  lines: fc.array(text, { minLength: 1, maxLength: 12 }),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  closed: fc.boolean(),
})

const someFunction = sourceText.chain(({ lines, end, closed }) => {
  // An unfinished empty last line is no line at all.
  const kept = closed || lines.at(-1) !== '' ? lines : [...lines, 'x']
  const results = fc.tuple(
    ...kept.slice(1).map((_, index) =>
      fc.option(
        fc
          .record({
            memoryBytes: level,
            incrementBytes: delta,
            occurrences: fc.integer({ min: 1, max: 1e12 }),
          })
          .map((numbers) => ({
            ...numbers,
            line: index + 2,
            peakBytes: numbers.memoryBytes,
            timeNs: 1,
            overlapped: false,
          })),
      ),
    ),
  )
  return fc
    .record({ baselineBytes: level, calls: fc.integer({ min: 1, max: 1e6 }), results })
    .map((given) => ({
      source: kept.join(end) + (closed ? end : ''),
      lines: kept,
      result: watched({
        baselineBytes: given.baselineBytes,
        calls: given.calls,
        lastLine: kept.length,
        lines: given.results.filter((result) => result !== null),
      }),
    }))
})

test('every table is what the classic format strings make of the same numbers', () => {
  const tables = fc.sample(
    fc.tuple(fc.integer({ min: 0, max: 6 }), fc.array(someFunction, { maxLength: 3 })),
    300,
  )
  const cases = tables.map(([precision, functions]) => {
    const files = functions.map((_, index) => `/elsewhere/f${index}.py`)
    const results: FunctionResult[] = functions.map(({ result }, index) => ({
      ...result,
      file: files[index] ?? '',
    }))
    const sources: SourceFile[] = functions.map(({ source }, index) => ({
      file: files[index] ?? '',
      text: source,
    }))
    return { precision, results, sources, lines: functions.map(({ lines }) => ({ lines })) }
  })
  const input = JSON.stringify(cases.map(({ precision, results, lines }) => [precision, results, lines]))
  const printed = execFileSync('python3', ['-c', PYTHON], { input, maxBuffer: 2 ** 26 }).toString()
  const expected = printed
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  const ours = cases.map(({ precision, results, sources }) =>
    classicTable(sampleRun({ functions: results }), sources, { precision }),
  )
  expect(ours).toEqual(expected)
})
