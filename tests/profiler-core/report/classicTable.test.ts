import { describe, expect, test } from 'vitest'
import { classicTable } from '../../../profiler-core/report/index.ts'
import { EXAMPLE_SOURCE, exampleRun, lines, MIB, sampleRun, source, watched } from './sampleRun.ts'

/** The classic example, byte by byte: a hash stands at each end, so that blanks at the end of a line show. */
const CLASSIC = `\
#Filename: example.py#
##
#Line #    Mem usage    Increment  Occurrences   Line Contents#
#=============================================================#
#     3   29.746 MiB   29.746 MiB           1   @profile#
#     4                                         def my_function():#
#     5   37.500 MiB    7.754 MiB           1       nums = [random.randint(0, 100) for _ in range(1_000_000)]#
#     6   46.016 MiB    8.516 MiB           1       return sorted(nums)#
##
##
`

/** A table between hashes, for comparison with a picture. */
function framed(table: string): string {
  return table.replace(/^(.*)\n/gm, '#$1#\n')
}

/** The rows alone, without file name and header. */
function rows(table: string): string[] {
  return table.split('\n').slice(4, -3)
}

describe('the classic shape', () => {
  test('is the one that memory_profiler 0.61 prints', () => {
    expect(framed(classicTable(exampleRun(), [source(EXAMPLE_SOURCE)]))).toBe(CLASSIC)
  })

  test('has a header and a rule of 61 characters, and 47 before the source', () => {
    const [, , header, rule, , blank] = classicTable(exampleRun(), [source(EXAMPLE_SOURCE)]).split('\n')
    expect(header).toHaveLength(61)
    expect(rule).toBe('='.repeat(61))
    expect(blank?.indexOf('def')).toBe(47)
  })

  test('keeps the 47 blanks of an empty line', () => {
    const run = sampleRun({ functions: [watched({ lastLine: 3, lines: lines({ 3: [30, 0.254, 1] }) })] })
    expect(rows(classicTable(run, [source('def f():\n\n    g()\n')]))[1]).toBe(`     2 ${' '.repeat(40)}`)
  })

  test('takes the precision of the notebook magics', () => {
    const table = classicTable(exampleRun(), [source(EXAMPLE_SOURCE)], { precision: 1 })
    expect(rows(table)[0]).toBe('     3     29.7 MiB     29.7 MiB           1   @profile')
    expect(rows(table)[2]).toMatch(/^ {5}5 {5}37\.5 MiB {6}7\.8 MiB {11}1 {7}nums/)
  })

  test('shifts a row whose values are too wide', () => {
    const run = sampleRun({
      functions: [watched({ lastLine: 2, lines: lines({ 2: [1_048_576.25, -123_456.5, 12_345_678_901] }) })],
    })
    expect(rows(classicTable(run, [source('def f():\n  g()')]))[1]).toBe(
      '     2 1048576.250 MiB -123456.500 MiB  12345678901     g()',
    )
  })

  test('shifts a row whose line number has seven digits', () => {
    const run = sampleRun({ functions: [watched({ firstLine: 1_234_567, lastLine: 1_234_567 })] })
    expect(rows(classicTable(run, []))).toEqual(['1234567   29.746 MiB   29.746 MiB           1   '])
  })

  test('prints functions in the given order, one block each, and leaves out what was never called', () => {
    const run = sampleRun({
      functions: [
        watched({ name: 'second', firstLine: 3, lastLine: 3 }),
        watched({ name: 'never', firstLine: 2, lastLine: 2, calls: 0 }),
        watched({ name: 'first' }),
      ],
    })
    const text = classicTable(run, [source('def first(): 1\ndef never(): 2\ndef second(): 3\n')])
    expect(text.match(/def \w+/g)).toEqual(['def second', 'def first'])
    expect(text.match(/^Filename: example\.py$/gm)).toHaveLength(2)
  })

  test('is empty where nothing was called', () => {
    expect(classicTable(sampleRun(), [])).toBe('')
  })
})

describe('the first row', () => {
  test('carries the baseline, and the calls as occurrences', () => {
    const run = sampleRun({ functions: [watched({ calls: 7, baselineBytes: 10 * MIB, lastLine: 2 })] })
    expect(rows(classicTable(run, [source('def f():\n    pass\n')]))[0]).toBe(
      '     1   10.000 MiB   10.000 MiB           7   def f():',
    )
  })

  test('adds up with a body on the same line, so that increments still sum to baseline and growth', () => {
    const run = sampleRun({
      functions: [watched({ baselineBytes: 10 * MIB, lines: lines({ 1: [12, 2, 3] }) })],
    })
    expect(rows(classicTable(run, [source('def f(): return g()')]))).toEqual([
      '     1   12.000 MiB   12.000 MiB           3   def f(): return g()',
    ])
  })

  test('of a module is a row of its own, before line 1', () => {
    const run = sampleRun({
      functions: [
        watched({ name: '<module>', lastLine: 3, baselineBytes: 9 * MIB, lines: lines({ 1: [10, 1, 1] }) }),
      ],
    })
    expect(rows(classicTable(run, [source('import json\n\nx = 1\n')]))).toEqual([
      '     0    9.000 MiB    9.000 MiB           1   <module>',
      '     1   10.000 MiB    1.000 MiB           1   import json',
      `     2 ${' '.repeat(40)}`,
      `     3 ${' '.repeat(40)}x = 1`,
    ])
  })
})

describe('sources', () => {
  const numbered = (text: string, lastLine: number) =>
    rows(classicTable(sampleRun({ functions: [watched({ lastLine })] }), [source(text)])).map((row) =>
      row.slice(47),
    )

  test.each([
    ['LF', 'def f():\n    pass\n'],
    ['CRLF', 'def f():\r\n    pass\r\n'],
    ['CR', 'def f():\r    pass\r'],
    ['no final newline', 'def f():\n    pass'],
    ['a byte order mark', '\uFEFFdef f():\n    pass\n'],
  ])('with %s', (_, text) => {
    expect(numbered(text, 2)).toEqual(['def f():', '    pass'])
  })

  test('stay verbatim: tabs, non-ASCII names, trailing blanks', () => {
    expect(numbered('def f():\n\tgrün = "日本"  \n', 2)).toEqual(['def f():', '\tgrün = "日本"  '])
  })

  test('command no terminal, and hide nothing', () => {
    expect(numbered('def f():\n\tx = "\u001b[2J\u2028\f\u202e" # \u009b\n', 2)[1]).toBe(
      '\tx = "\\x1b[2J\\u2028\\x0c\\u202e" # \\x9b',
    )
  })

  test('that are missing or too short leave the numbers standing', () => {
    expect(numbered('def f():\n', 2)).toEqual(['def f():', ''])
    expect(rows(classicTable(exampleRun(), []))).toHaveLength(4)
  })
})

describe('the file name', () => {
  const nameOf = (path: string, file: string, cwd = '/project') => {
    const run = sampleRun({ functions: [watched({ file })] })
    const request = { ...run.request, cwd, target: { kind: 'script' as const, path } }
    return classicTable({ ...run, request }, []).split('\n')[0]
  }

  test.each([
    ['example.py', '/project/example.py', 'example.py'],
    ['./src/../example.py', '/project/example.py', './src/../example.py'],
    ['../other/x.py', '/other/x.py', '../other/x.py'],
    ['/project/example.py', '/project/example.py', '/project/example.py'],
    ['example.py', '/project/helper.py', '/project/helper.py'],
  ])('typed %s, watched %s: %s', (path, file, shown) => {
    expect(nameOf(path, file)).toBe(`Filename: ${shown}`)
  })

  test('on Windows', () => {
    expect(nameOf('src\\x.py', 'C:\\work\\src\\x.py', 'C:\\work')).toBe('Filename: src\\x.py')
  })

  test('stays one line, and keeps bytes that are not UTF-8', () => {
    expect(nameOf('a\nb\u001b[31m\udce9.py', '/project/a\nb\u001b[31m\udce9.py')).toBe(
      'Filename: a\\nb\\x1b[31m\udce9.py',
    )
  })
})

describe('a bad end', () => {
  const text = 'def outer():\n    def inner():\n        raise ValueError("no\\nmore")\n    inner()\n'
  const outer = watched({ name: 'outer', lastLine: 4, lines: lines({ 2: [30, 0, 1], 4: [30, 0, 1] }) })
  const inner = watched({
    name: 'outer.<locals>.inner',
    firstLine: 2,
    lastLine: 3,
    lines: lines({ 3: [30, 0, 1] }),
  })
  const marked = (given: Parameters<typeof sampleRun>[0]) =>
    classicTable(sampleRun({ functions: [outer, inner], ...given }), [source(text)])
      .split('\n')
      .filter((row) => row.includes('<--'))
      .map((row) => row.slice(47))

  test('marks the line that raised, in the innermost table only, on one line', () => {
    const error = { type: 'ValueError', message: 'no\nmore', file: '/project/example.py', line: 3 }
    expect(marked({ status: 'failed', exitCode: 1, error })).toEqual([
      '        raise ValueError("no\\nmore")  <-- ValueError: no\\nmore',
    ])
  })

  test('cuts a long message and leaves out an empty one', () => {
    const error = { type: 'E', message: 'x'.repeat(5_000), file: '/project/example.py', line: 3 }
    expect(marked({ status: 'failed', exitCode: 1, error })[0]).toHaveLength(36 + '  <-- E: '.length + 100)
    expect(marked({ status: 'failed', exitCode: 1, error: { ...error, message: '' } })[0]).toMatch(
      / {2}<-- E$/,
    )
  })

  test('marks the line that was executing when a signal or a limit came', () => {
    const lastLine = { file: '/project/example.py', line: 4 }
    const at = (given: Parameters<typeof sampleRun>[0]) => marked({ exitCode: null, lastLine, ...given })
    expect(at({ status: 'killed', signal: 'SIGKILL' })).toEqual(['    inner()  <-- killed by SIGKILL'])
    expect(at({ status: 'limit' })).toEqual(['    inner()  <-- stopped here by a limit'])
    expect(at({ status: 'stopped' })).toEqual(['    inner()  <-- stopped here'])
    expect(at({ status: 'interrupted' })).toEqual(['    inner()  <-- the last that Mebi saw'])
  })

  test('shows the highest memory of a line that was never left, and none where none was read', () => {
    const at = (peak: number) => {
      const outerWithLine = { ...outer, lines: lines({ 4: [0, 0, 1, peak] }) }
      const run = sampleRun({ functions: [outerWithLine] })
      return rows(classicTable(run, [source(text)]))[3]
    }
    expect(at(31)).toBe('     4   31.000 MiB    0.000 MiB           1       inner()')
    expect(at(0)).toBe('     4                 0.000 MiB           1       inner()')
  })

  test('marks the executing line where the exception itself came from unwatched code', () => {
    const error = { type: 'KeyError', message: "'a'", file: '/lib/json.py', line: 3 }
    const lastLine = { file: '/project/example.py', line: 4 }
    expect(marked({ status: 'failed', exitCode: 1, error, lastLine })).toEqual([
      '    inner()  <-- exit code 1',
    ])
    expect(marked({ status: 'failed', exitCode: 1, error })).toEqual([])
  })
})

describe('the peak column', () => {
  test('shows what was freed within the line, and leaves the other columns as they are', () => {
    const run = sampleRun({
      functions: [watched({ lastLine: 2, lines: lines({ 2: [29.75, 0, 1, 329.75] }) })],
    })
    expect(
      classicTable(run, [source('def f():\n    len(bytearray(300 << 20))\n')], { precision: 3, peak: true }),
    ).toBe(
      `\
Filename: example.py

Line #    Mem usage         Peak    Increment  Occurrences   Line Contents
==========================================================================
     1   29.746 MiB   29.746 MiB   29.746 MiB           1   def f():
     2   29.750 MiB  329.750 MiB    0.000 MiB           1       len(bytearray(300 << 20))


`,
    )
  })
})

describe("numbers that may be another thread's", () => {
  const threaded = (peak: boolean) => {
    const [first, second] = lines({ 2: [36, 6, 4], 3: [36, 1_048_576.25, 4] })
    const run = sampleRun({
      functions: [
        watched({
          lastLine: 4,
          lines: [
            { ...first!, overlapped: true },
            { ...second!, overlapped: true },
          ],
        }),
        watched({ firstLine: 6, lastLine: 7, lines: lines({ 7: [36, 0, 1] }) }),
      ],
    })
    const text = 'def job():\n    block = read()\n    sleep()\n    return 1\n\ndef alone():\n    pass\n'
    return classicTable(run, [source(text)], { precision: 3, peak })
  }

  test('have a mark in the place of a blank, and their table alone one footnote', () => {
    expect(threaded(false)).toBe(
      `\
Filename: example.py

Line #    Mem usage    Increment  Occurrences   Line Contents
=============================================================
     1   29.746 MiB   29.746 MiB           1   def job():
     2   36.000 MiB    6.000 MiB*          4       block = read()
     3   36.000 MiB 1048576.250 MiB*          4       sleep()
     4                                             return 1

* Other threads were at work meanwhile: what they took may be in this number.


Filename: example.py

Line #    Mem usage    Increment  Occurrences   Line Contents
=============================================================
     6   29.746 MiB   29.746 MiB           1   def alone():
     7   36.000 MiB    0.000 MiB           1       pass


`,
    )
  })

  test('the same beside the column of peaks', () => {
    expect(rows(threaded(true))[1]).toBe(
      '     2   36.000 MiB   36.000 MiB    6.000 MiB*          4       block = read()',
    )
  })
})

describe('less paper', () => {
  const module = watched({
    name: '<module>',
    lastLine: 12,
    baselineBytes: 9 * MIB,
    lines: lines({ 1: [10, 1, 1], 11: [12, 2, 1] }),
  })
  const text =
    'import json\n\ndef f():\n    a\n    b\n    c\n    d\n    e\n    return 1\n\nx = f()\nif x: pass\n'

  test('of a module the lines that ran, with one on either side; one row for what lies between', () => {
    const run = sampleRun({ functions: [module] })
    expect(rows(classicTable(run, [source(text)]))).toEqual([
      '     0    9.000 MiB    9.000 MiB           1   <module>',
      '     1   10.000 MiB    1.000 MiB           1   import json',
      `     2 ${' '.repeat(40)}`,
      `   ... ${' '.repeat(41)}(7 lines)`,
      `    10 ${' '.repeat(40)}`,
      '    11   12.000 MiB    2.000 MiB           1   x = f()',
      `    12 ${' '.repeat(40)}if x: pass`,
    ])
  })

  test('the line at which the run ended stays, though it has no numbers', () => {
    const error = { type: 'NameError', message: 'e', file: '/project/example.py', line: 8 }
    const run = sampleRun({ functions: [module], status: 'failed', exitCode: 1, error })
    const printed = rows(classicTable(run, [source(text)]))
    expect(printed.find((row) => row.includes('<-- NameError'))).toMatch(/^ {5}8 .* e {2}<-- NameError: e$/)
  })

  test('of any function what is worth it, where that is told', () => {
    const all = { ...module, name: 'f', lines: lines({ 2: [10, 0, 1], 6: [12, 2, 1], 12: [12, 0, 1] }) }
    const printed = classicTable(sampleRun({ functions: [all] }), [source(text)], {
      precision: 3,
      isWorth: (watched, line) => watched === all && line === 6,
    })
    expect(rows(printed).map((row) => row.slice(0, 6).trim())).toEqual(['1', '...', '5', '6', '7', '...'])
  })

  test('of a function that was watched as a whole its first line', () => {
    const run = sampleRun({ functions: [watched({ lastLine: 9 })] })
    const request = { ...run.request, detail: 'functions' as const }
    expect(rows(classicTable({ ...run, request }, [source(text)]))).toEqual([
      '     1   29.746 MiB   29.746 MiB           1   import json',
      `   ... ${' '.repeat(41)}(8 lines)`,
    ])
    expect(rows(classicTable(run, [source(text)]))).toHaveLength(9)
  })
})
