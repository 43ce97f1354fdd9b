import { describe, expect, test } from 'vitest'
import { csvReport, jsonReport, RunReportJson, runReport } from '../../../profiler-core/report/index.ts'
import { EXAMPLE_SOURCE, exampleRun, lines, sampleRun, source, watched } from './sampleRun.ts'

describe('csv', () => {
  test('has one record for each line that ran, exact bytes, units in the header', () => {
    expect(csvReport(exampleRun(), [source(EXAMPLE_SOURCE)])).toBe(
      [
        'file,function,first_line,calls,line,occurrences,increment_bytes,memory_bytes,peak_bytes,time_ns,overlapped,source',
        '/project/example.py,my_function,3,1,5,1,8130658.304,39321600,39321600,1000,false,"    nums = [random.randint(0, 100) for _ in range(1_000_000)]"',
        '/project/example.py,my_function,3,1,6,1,8929673.216,48251273.216,48251273.216,1000,false,    return sorted(nums)',
        '',
      ].join('\r\n'),
    )
  })

  test('quotes commas, quotes and line breaks, after RFC 4180', () => {
    const file = '/project/a "b",\nc.py'
    const run = sampleRun({ functions: [watched({ file, name: 'f', lines: lines({ 1: [1, 1, 1] }) })] })
    const [, record] = csvReport(run, [source('x = "y"', file)]).split('\r\n')
    expect(record).toMatch(/^"\/project\/a ""b"",\nc\.py",f,1,/)
    expect(record).toMatch(/,"x = ""y"""$/)
  })

  test('has nothing that a spreadsheet would calculate or a terminal obey', () => {
    const name = '=HYPERLINK("http://a")'
    const run = sampleRun({ functions: [watched({ name, lines: lines({ 1: [1, -1, 1] }) })] })
    const [, record] = csvReport(run, [source('@cmd\u001b[31m')]).split('\r\n')
    expect(record).toMatch(/,"'=HYPERLINK\(""http:\/\/a""\)",1,.*,-\d/)
    expect(record).toMatch(/,'@cmd\\x1b\[31m$/)
  })

  test.each([';', '\t'])('quotes %j, at which a spreadsheet of another country would cut', (separator) => {
    const run = sampleRun({ functions: [watched({ name: 'f', lines: lines({ 1: [1, 1, 1] }) })] })
    const text = `x${separator}=HYPERLINK(0)`
    expect(csvReport(run, [source(text)]).split('\r\n')[1]).toMatch(
      new RegExp(`,"x${separator}=HYPERLINK\\(0\\)"$`),
    )
  })

  test.each(['=', '+', '-', '@', '＝', '＋', '－', '＠'])('has no formula that begins with %s', (sign) => {
    const run = sampleRun({ functions: [watched({ name: `${sign}a`, lines: lines({ 1: [1, 1, 1] }) })] })
    expect(csvReport(run, []).split('\r\n')[1]).toContain(`,'${sign}a,`)
  })

  test('of a run without lines is the header alone', () => {
    expect(csvReport(sampleRun(), []).split('\r\n')).toHaveLength(2)
  })
})

describe('json', () => {
  const failed = exampleRun({
    id: null,
    status: 'failed',
    exitCode: 1,
    error: { type: 'ValueError', message: 'no', file: '/project/example.py', line: 6 },
    warnings: [{ code: 'thp', message: 'Memory arrives 2 MiB at a time.', atNs: null }],
    lastLine: { file: '/project/example.py', line: 6 },
  })

  test('has exactly the documented keys', () => {
    const report = JSON.parse(jsonReport(failed))
    expect(Object.keys(report)).toEqual(['run', 'functions'])
    expect(Object.keys(report.run).join(' ')).toBe(
      'id status exitCode signal backend startedAt durationNs baselineBytes peakBytes firstProcessPeakBytes peakProcess lastLine error warnings',
    )
    expect(Object.keys(report.functions[0])).toEqual(['file', 'name', 'firstLine', 'calls', 'lines'])
    expect(Object.keys(report.functions[0].lines[0]).join(' ')).toBe(
      'line occurrences incrementBytes memoryBytes peakBytes timeNs overlapped',
    )
  })

  test.each([
    ['finished', exampleRun()],
    ['failed', failed],
  ])('of a %s run passes its own schema and comes back the same', (_, run) => {
    expect(RunReportJson.parse(JSON.parse(jsonReport(run)))).toEqual(runReport(run))
  })

  test('the schema refuses what is not documented', () => {
    expect(RunReportJson.safeParse({ ...runReport(failed), extra: 1 }).success).toBe(false)
  })

  test('writes what cannot be seen as an escape that means the same', () => {
    const file = '/project/\u009b\u202e\u007f\u{e0041}.py'
    const text = jsonReport(sampleRun({ functions: [watched({ file })] }))
    expect(text).toContain('/project/\\u009b\\u202e\\u007f\\udb40\\udc41.py')
    expect(RunReportJson.parse(JSON.parse(text)).functions[0]?.file).toBe(file)
  })

  test('carries bytes that are not UTF-8 through', () => {
    const run = sampleRun({ functions: [watched({ file: '/project/\udce9.py' })] })
    expect(jsonReport(run)).toContain('\\udce9')
    expect(RunReportJson.parse(JSON.parse(jsonReport(run))).functions[0]?.file).toBe('/project/\udce9.py')
  })
})
