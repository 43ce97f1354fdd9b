import { describe, expect, test } from 'vitest'
import { findSteps } from '../../../../profiler-core/analysis/index.ts'
import type { HistoryEntry } from '../../../../profiler-core/contract/index.ts'
import { runSamples, type Sample } from '../../../../renderer/features/trends/samples.ts'
import { endedWell, placesOf, runSteps, trendContent } from '../../../../renderer/features/trends/trend.ts'
import { stepSentence } from '../../../../renderer/features/trends/trendWords.ts'
import { entry } from '../history/entry.ts'

const MIB = 2 ** 20
const now = new Date(2026, 2, 20)

/** A run a day, two at each commit; of 100 MiB, from the 13th on of 220. */
function history(change: (id: number) => Partial<HistoryEntry> = () => ({})): HistoryEntry[] {
  return Array.from({ length: 24 }, (_, index) =>
    entry(index + 1, {
      startedAt: new Date(2026, 2, 1, 12 * index).toISOString(),
      peakBytes: (index < 12 ? 100 : 220) * MIB + (index % 3) * 1000,
      git: {
        commit: Math.floor(index / 2)
          .toString(16)
          .padStart(2, '0')
          .padEnd(40, 'c'),
        branch: null,
        dirty: false,
      },
      ...change(index + 1),
    }),
  )
}

function stepsOf(samples: readonly Sample[]) {
  const series = endedWell(samples)
  return runSteps(series, findSteps(series.map(({ value }) => value)))
}

describe('a step', () => {
  test('is told of by its first run, with commit and day', () => {
    const [step, ...others] = stepsOf(runSamples(history(), 'peak'))
    expect(others).toEqual([])
    if (step === undefined) throw new Error('There is no step.')
    const day = new Date(2026, 2, 7).toLocaleDateString([], { day: 'numeric', month: 'long' })
    expect(stepSentence(step, 'peak', null, now)).toBe(
      `Since run 13 (commit 06ccccc, ${day}) the peak is 120 MiB higher.`,
    )
    expect(stepSentence(step, 'growth', 'load', now)).toContain('the growth of load is 120 MiB higher.')
  })

  test('downwards, of time, and without git, is said so', () => {
    const step = { index: 1, before: 3e9, after: 1e9, entry: entry(7, { startedAt: now.toISOString() }) }
    const day = now.toLocaleDateString([], { day: 'numeric', month: 'long' })
    expect(stepSentence(step, 'time', null, now)).toBe(`Since run 7 (${day}) the run takes 2.0 s less.`)
    expect(stepSentence(step, 'time', 'load', new Date(2027, 1, 1))).toMatch(
      /2026\) load takes 2\.0 s less\.$/,
    )
  })

  test('is not found in runs that did not end well', () => {
    const failing = history((id) => (id > 12 ? { status: 'failed' } : {}))
    expect(stepsOf(runSamples(failing, 'peak'))).toEqual([])
  })
})

describe('what is drawn of a trend', () => {
  const samples = runSamples(
    history((id) => (id === 5 ? { baseline: true } : {})),
    'peak',
  )
  const steps = stepsOf(samples)

  test('has a level on each side of a step, from the first run to the last', () => {
    const content = trendContent(placesOf(samples, 'date'), steps, String)
    const step = Date.parse(samples[12]?.entry.startedAt ?? '') / 1000
    expect(content.steps.map(({ x }) => x)).toEqual([step])
    expect(content.levels.map(({ from, to }) => [from, to])).toEqual([
      [content.points[0]?.x, step],
      [step, content.points.at(-1)?.x],
    ])
    expect(content.levels.map(({ value }) => Math.round(value / MIB))).toEqual([100, 220])
    expect(Math.round((content.baseline ?? 0) / MIB)).toBe(100)
  })

  test('has the step between two commits', () => {
    const places = placesOf(samples, 'commit')
    expect(places.points).toHaveLength(12)
    expect(trendContent(places, steps, String).steps.map(({ x }) => x)).toEqual([5.5])
  })

  test('has no step by commit where that run knows none', () => {
    const [, ...rest] = history((id) => (id === 13 ? { git: null } : {}))
    const some = runSamples(rest, 'peak')
    const content = trendContent(placesOf(some, 'commit'), stepsOf(some), String)
    expect([content.steps, content.levels]).toEqual([[], []])
  })
})
