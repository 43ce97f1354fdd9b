import { describe, expect, test } from 'vitest'
import { compareRuns } from '../../../../profiler-core/analysis/compare/index.ts'
import { comparisonPage } from '../../../../profiler-core/report/html/index.ts'
import { type SideGiven, side } from '../../analysis/compare/sides.ts'
import { MIB } from '../sampleRun.ts'
import { sha256, timeline } from './pages.ts'

function compared(before: SideGiven, after: SideGiven): string {
  const [base, now] = [side({ id: 1, ...before }), side({ id: 20, ...after })]
  return comparisonPage(
    {
      comparison: { ...compareRuns(base, now), verdict: 'Peak fell <much>.' },
      base: { sources: base.sources, timeline: timeline() },
      now: { sources: now.sources, timeline: timeline({ bytes: [20 * MIB, 30 * MIB, 20 * MIB] }) },
    },
    sha256,
  )
}

const TEXT = [
  'def load(path):',
  '    rows = read(path)',
  '    a = 1',
  '    b = 2',
  '    c = 3',
  '    d = 4',
  '    return rows',
]
const load = (text: readonly string[], ...kept: number[]) => ({
  name: 'load',
  text,
  kept: kept.map((mib) => ({ 1: mib * MIB, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0 })),
})

describe('the page of a comparison', () => {
  test('begins with the verdict, and with what differs beside the code', () => {
    const page = compared(
      { functions: [load(TEXT, 400)] },
      { functions: [load(TEXT, 1)], run: { backend: 'heap' } },
    )
    expect(page).toContain('<p class="lead">Peak fell &lt;much&gt;.</p>')
    expect(page).toMatch(/may their numbers:<\/p><ul><li>[^<]*heap/)
  })

  test('has functions with both numbers, their difference and a bar to its side', () => {
    const page = compared({ functions: [load(TEXT, 400)] }, { functions: [load(TEXT, 1)] })
    expect(page).toMatch(
      /<a href="#f0"><bdi>load<\/bdi><\/a><td[^>]*><bdi>program\.py:1<\/bdi><td[^>]*>400\.0<td[^>]*>1\.0<td class="n down">−399\.0/,
    )
    expect(page).toContain('<rect class="down" x="0.0%" y="6" height="8" width="50.0%"/>')
  })

  test('has changed lines side by side, and folds those that did not change', () => {
    const edited = [...TEXT]
    edited[1] = '    rows = stream(path)'
    const page = compared({ functions: [load(TEXT, 400)] }, { functions: [load(edited, 1)] })
    expect(page).toMatch(
      /<tr class="changed"><th>2<td class="c g\d+"> {4}rows = read\(path\)<td class="n g\d+">\+400\.0<th><span class="sign" aria-label="changed">~<\/span> 2<td class="c g\d+"> {4}rows = stream\(path\)<td class="n g\d+">\+1\.0<td class="n down">−399\.0/,
    )
    expect(page).toContain('<input type="checkbox">5 lines without a difference</label>')
  })

  test('names functions that came and went', () => {
    const gone = { name: 'gone', text: ['def gone():', '    return [0] * 9'], kept: [{ 1: 5 * MIB }] }
    const came = { name: 'came', text: ['class Other:', '    items = {}'], kept: [{ 1: 9 * MIB }] }
    const page = compared({ functions: [gone] }, { functions: [came] })
    expect(page).toContain('<bdi>came</bdi></a><span class="tag">added</span>')
    expect(page).toContain('<bdi>gone</bdi></a><span class="tag">removed</span>')
  })

  test('of repeated runs, what lies within their spread is quiet', () => {
    const peaks = (mib: number) => [0, 1, 2, 3, 4].map((step) => (mib + step) * MIB)
    const page = compared(
      { functions: [load(TEXT, 10, 11, 12, 13, 14)], runs: 5, peaks: peaks(100) },
      { functions: [load(TEXT, 11, 10, 13, 12, 15)], runs: 5, peaks: peaks(100) },
    )
    expect(page).toContain('102 MiB<span class="quiet"> (100–104 MiB)</span>')
    expect(page).toContain('both within the spread of the runs')
    expect(page).toContain('1 function without a difference in any line is not shown.')
    const beyond = compared(
      { functions: [load(TEXT, 10, 11, 12, 13, 14)], runs: 5, peaks: peaks(100) },
      { functions: [load(TEXT, 1, 2, 3, 4, 5)], runs: 5, peaks: peaks(50) },
    )
    expect(beyond).toMatch(/<td class="n down">−50\.0 MiB/)
    expect(beyond).toContain('the time is within the spread')
  })

  test('lays the timelines over each other, and does without one', () => {
    const page = compared({}, {})
    expect(page).toContain('now, run 20')
    expect(page.match(/<path class="(base)?" d="M/g)).toHaveLength(2)
    expect(page).toContain('No watched function was called in either run.')
  })
})
