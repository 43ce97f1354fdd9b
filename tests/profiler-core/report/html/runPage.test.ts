import { describe, expect, test } from 'vitest'
import type { LineResult, PeakReport } from '../../../../profiler-core/contract/index.ts'
import { exampleRun, MIB, sampleRun, source, watched } from '../sampleRun.ts'
import { callTree, pageOf, sha256, timeline } from './pages.ts'

describe('the page of a run', () => {
  test('carries a policy that allows its own style and nothing that runs or loads', () => {
    const page = pageOf()
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? ''
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${sha256(style)}'; img-src data:; base-uri 'none'; form-action 'none'"`,
    )
    expect(page).not.toMatch(
      /<script|<iframe|<object|<form|\son\w+=|\sstyle=|\ssrc=|https?:\/\/(?!www\.w3\.org)/i,
    )
  })

  test('has the numbers of the classic table beside each line, with its heat', () => {
    const page = pageOf()
    expect(page).toContain('<th>5<td>37.500<td>37.500<td>+7.754<td>1<td>0.001<td>')
    expect(page).toMatch(/<tr class="?g\d+"?><th>6<td>46\.016<td>46\.016<td>\+8\.516<td>1</)
    // The first line has the baseline and the calls, as there.
    expect(page).toContain('<tr id="f0"><th>3<td>29.746<td><td><td>1<td><td>')
    expect(page).toContain('<a href="#f0"><bdi>my_function</bdi></a>')
    expect(page).toMatch(/<td class="n up">\+16\.3</)
  })

  test('says how the run ended, at the line and above', () => {
    const run = exampleRun({
      status: 'killed',
      signal: 'SIGKILL',
      exitCode: null,
      lastLine: { file: '/project/example.py', line: 6 },
      cause: { kind: 'kernel-oom', memoryBytes: 60 * MIB, limitBytes: null },
      warnings: [{ code: 'a', message: 'Some <b>lines</b> were missed.', atNs: 2e9 }],
    })
    const page = pageOf({ run })
    expect(page).toContain('because the machine had no memory left.</p>')
    expect(page).toContain('<strong>← killed by the kernel at 60.0 MiB: no memory left</strong>')
    expect(page).toContain('<li>Some &lt;b&gt;lines&lt;/b&gt; were missed. (after 2.0 s)')
  })

  test('tells the facts, but no value of an environment variable', () => {
    const { request } = exampleRun()
    const page = pageOf({
      run: exampleRun({
        request: { ...request, args: ['--epochs', '3 x'], env: { API_TOKEN: 'hunter2' } },
        label: 'before',
        note: 'first\nsecond',
        git: { commit: '0123456789abcdef', branch: 'main', dirty: true },
        dataset: { label: 'orders', size: 2e5, unit: 'rows', file: '/data/o.csv', sha256: 'f'.repeat(64) },
      }),
    })
    expect(page).not.toContain('hunter2')
    expect(page).toContain('API_TOKEN</bdi> (values left out)')
    expect(page).toContain('/usr/bin/python3 example.py --epochs &#39;3 x&#39;')
    expect(page).toContain('<bdi>first</bdi><br><bdi>second</bdi>')
    expect(page).toContain('0123456789ab</bdi> on <bdi>main</bdi>, with changes not committed')
    expect(page).toContain('<bdi>orders</bdi>, 200\u202f000 rows, <bdi class="mono">/data/o.csv</bdi>')
  })

  test('of a run that another program measured, leaves out what nobody knows', () => {
    const page = pageOf({ run: exampleRun({ origin: { kind: 'mprof', fileName: 'a.dat' } }) })
    expect(page).toContain('<dt>Taken from<dd><bdi>a.dat</bdi> (mprof)')
    expect(page).not.toMatch(/Interpreter|Machine|Command/)
  })

  test('begins with the peak in a sentence, where it is known', () => {
    const frame = { file: '/project/example.py', name: 'my_function', line: 6 }
    const peak: PeakReport = {
      timeNs: 5e8,
      bytes: 60 * MIB,
      processes: [],
      threads: [{ pid: 1, threadId: 1, name: null, isMain: true, frames: [frame] }],
      lines: [{ ...frame, bytes: 30 * MIB }],
      linesAtBytes: 60 * MIB,
      allocations: null,
      allocationsAtBytes: 0,
    }
    expect(pageOf({ story: { peak, callTree: null } })).toContain(
      '<p class="lead">Peak 60.0 MiB at 500 ms in my_function() line 6, which holds 30.0 MiB of it.</p>',
    )
    expect(pageOf()).toContain('<p class="lead">Peak 60.0 MiB.</p>')
  })

  test('draws the timeline with its peak, however long it is', () => {
    const count = 200_000
    const bytes = Array.from({ length: count }, (_, index) => (index === 123_456 ? 90 * MIB : 20 * MIB))
    const timesNs = bytes.map((_, index) => index * 1e6)
    const page = pageOf({ timeline: timeline({ timesNs, bytes }) })
    expect(page).toContain('Memory over time: highest 90.0 MiB after 2 min 03 s')
    expect(page).toMatch(/<text class="peak ?" [^>]*>90\.0 MiB</)
    expect(page.length).toBeLessThan(100_000)
  })

  test('draws the calls, and says what it folds', () => {
    const few = pageOf({ story: { peak: null, callTree: callTree(['load<1>', 'fit']) } })
    expect(few).toContain(
      '<title>load&lt;1&gt; (example.py:1): growth +1.0 MiB, +1.0 by itself; peak 50.0 MiB; 1.0 ms in 1 call</title>',
    )
    expect(few).not.toContain('folded.')
    const names = Array.from({ length: 50_000 }, (_, index) => `f${index}`)
    const many = pageOf({ story: { peak: null, callTree: callTree(names) } })
    expect(many).toMatch(/Shown are the largest [\d\u202f]+ of 50\u202f001 frames; the others are folded\./)
    expect(many.length).toBeLessThan(600_000)
  })

  test('of functions that were watched as a whole, has what the call tree knows', () => {
    const run = exampleRun({ request: { ...exampleRun().request, detail: 'functions' } })
    const page = pageOf({ run, story: { peak: null, callTree: callTree(['load']) } })
    expect(page).toMatch(
      /<th scope="row"><bdi>load<\/bdi><td[^>]*><bdi>example\.py:1<\/bdi><td class="n up">\+1\.0/,
    )
    expect(page).toContain('Functions were watched as a whole, not their lines.')
  })

  test('a run in which nothing was called or sampled says so', () => {
    const page = pageOf({ run: sampleRun(), sources: [], timeline: timeline({ timesNs: [], bytes: [] }) })
    expect(page).toContain('No watched function was called.')
    expect(page).toContain('Too little was sampled to draw it.')
    expect(page).not.toContain('id="source"')
  })

  test('a function whose source is not known has its numbers', () => {
    const page = pageOf({ sources: [] })
    expect(page).toContain('<th>6<td>46.016')
    expect(page).toContain('Its text is not known.')
    expect(pageOf()).not.toContain('Its text is not known.')
  })
})

describe('the size of a page', () => {
  const text = Array.from(
    { length: 5000 },
    (_, index) =>
      `    rows["key ${index}"] = [parse(line, ${index}) for line in chunk(${index})]  # <step> & more`,
  )
  const hot = (line: number): LineResult => ({
    line,
    occurrences: 240_000,
    incrementBytes: line * 1234,
    memoryBytes: 812 * MIB,
    peakBytes: 813 * MIB,
    timeNs: 856_123_000,
    overlapped: false,
  })
  const all = text.map((_, index) => hot(index + 1))

  test('is below 2 MB for a file of 5,000 lines, each of which is hot', () => {
    const functions = [watched({ lastLine: 5000, lines: all })]
    const page = pageOf({ run: exampleRun({ functions }), sources: [source(text.join('\n'))] })
    expect(page.match(/<th>\d+<td>812\.000/g)).toHaveLength(5000)
    expect(Buffer.byteLength(page)).toBeLessThan(2e6)
  })

  test('is bounded for many such files with lines as long as books', () => {
    const files = Array.from({ length: 6 }, (_, index) => `/project/part${index}.py`)
    const functions = files.map((file) => watched({ file, lastLine: 5000, lines: all }))
    const long = text.map((line) => line + ' '.repeat(2000)).join('\n')
    const page = pageOf({ run: exampleRun({ functions }), sources: files.map((file) => source(long, file)) })
    expect(page).toMatch(/Left out, to keep this page small: <bdi>part4\.py<\/bdi>/)
    expect(Buffer.byteLength(page)).toBeLessThan(20e6)
  })
})
