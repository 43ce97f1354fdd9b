import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { markdownReport } from '../../../profiler-core/report/markdown.ts'
import { grownNumber, guardReport } from './guardSample.ts'

describe('a comment on a pull request', () => {
  test('has the verdict, what grew and where, and all numbers folded away', () => {
    expect(
      markdownReport(guardReport({ notes: ['The data differ.'] }), '/project'),
    ).toBe(`### Memory: grew too much

<code>mebi check load.py</code>: load grew by 30.0 MiB, before by 10.0 MiB (+200 %); 11.0 MiB are allowed.

|  | Where | Base | Now | Delta | Allowed |
| --- | --- | ---: | ---: | ---: | ---: |
| **Growth of <code>load</code>** | <code>load.py&#58;10</code> | 10.0 MiB | 30.0 MiB | **+20.0 MiB** | 11.0 MiB |
| <code>rows = list(reader)</code> | <code>load.py&#58;12</code> | 10.0 MiB | 30.0 MiB | +20.0 MiB |  |

<details><summary>All 2 numbers that were judged</summary>

|  | Where | Base | Now | Delta | % |  |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
| Growth of <code>load</code> | <code>load.py&#58;10</code> | 10.0 MiB | 30.0 MiB | +20.0 MiB | +200 % | grew |
| Peak of the run |  | 10.0 MiB | 10.0 MiB | 0.0 MiB | +0 % | holds |

</details>

- The data differ.

<sub>1 run, held against <code>mebi-baseline.json</code></sub>
`)
  })

  test('marks what may be another thread\u2019s, with one footnote', () => {
    const number = grownNumber({ overlapped: true })
    const lines = number.lines.map((line) => ({ ...line, overlapped: true }))
    const text = markdownReport(guardReport({ numbers: [{ ...number, lines }] }), '/project')
    expect(text).toContain('| **+20.0 MiB**&#42; | 11.0 MiB |')
    expect(text).toContain('| +20.0 MiB&#42; |  |')
    expect(text.match(/&#42; Other threads were at work/g)).toHaveLength(1)
    expect(markdownReport(guardReport(), '/project')).not.toContain('&#42;')
  })

  test('says in its first line that all holds, or that nothing was measured', () => {
    const first = (outcome: 'holds' | 'not-measured') =>
      markdownReport(guardReport({ outcome, numbers: [] }), '/').split('\n')[0]
    expect(first('holds')).toBe('### Memory: holds')
    expect(first('not-measured')).toBe('### Memory: not measured')
  })

  test('stays short enough for GitHub, whatever grew', () => {
    const text = '|'.repeat(10_000)
    const number = grownNumber({ function: { file: `/${text}`, name: text, line: 1 } })
    const lines = number.lines.map((line) => ({ ...line, text }))
    const numbers = Array.from({ length: 3000 }, () => ({ ...number, lines }))
    const notes = Array.from({ length: 500 }, () => text)
    const written = markdownReport(guardReport({ numbers, notes, message: text, target: text }), '/')
    expect(written.length).toBeLessThan(65_536)
    expect(written).toContain('and 2995 more')
  })

  test('takes nothing from a program for Markdown or HTML', () => {
    const plain = markdownReport(guardReport(), '/project')
    const signs = (text: string) => text.replace(/&#\d+;/g, '').replace(/[^<>|`*_[\]\\#!@\n]/g, '')
    const any = fc.oneof(
      fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
      fc.constantFrom(
        '|',
        '\\|',
        '`',
        '``` x',
        '<b>',
        '</details>',
        '[a](b)',
        '![a](b)',
        '@someone',
        '#1',
        '\n\n# x',
        '&lt;',
        '<!--',
      ),
    )
    fc.assert(
      fc.property(any, (said) => {
        // A text that shows nothing has no code around it.
        const text = `x${said}x`
        const number = grownNumber({ function: { file: '/project/load.py', name: text, line: 10 } })
        const lines = number.lines.map((line) => ({ ...line, text }))
        const numbers = [{ ...number, lines }, ...guardReport().numbers.slice(1)]
        const given = { target: text, message: text, baseline: text, numbers }
        const written = markdownReport(guardReport(given), '/project')
        expect(signs(written)).toBe(signs(plain))
      }),
      { numRuns: 60 },
    )
  })
})
