import { describe, expect, test } from 'vitest'
import { RunComparison, type RunDetail, type StoredRun } from '../../../profiler-core/contract/index.ts'
import { compareStored } from '../../../profiler-core/service/comparing.ts'
import { memoryStore } from '../../../profiler-core/store/index.ts'
import { EXAMPLE_SOURCE, exampleRun, MIB, source } from '../report/sampleRun.ts'
import { ask, HELLO, places, runToEnd } from '../serviceFixture.ts'
import { sampleRun } from '../store/sample.ts'

const place = places()

interface Given extends Partial<RunDetail> {
  readonly text?: string
}

let made = 0

/** Keeps the example's run; each starts a minute after the one before. */
function stored({ text = EXAMPLE_SOURCE, ...given }: Given = {}): StoredRun {
  made += 1
  const startedAt = new Date(Date.UTC(2025, 0, 1, 0, made)).toISOString()
  return {
    ...sampleRun(`run-${made}`),
    detail: exampleRun({ key: `run-${made}`, startedAt, ...given }),
    sources: [source(text)],
  }
}

describe('runs.compare', () => {
  test('compares real runs of the history', async () => {
    const here = place()
    const service = here.service()
    await runToEnd(service, here.request(HELLO))
    await runToEnd(
      service,
      here.request(HELLO.replace('\nhello()', '\nkept = bytearray(30_000_000)\nhello()')),
    )
    const comparison = RunComparison.parse(await ask(service, 'runs.compare', { base: 2, now: 1 }))
    expect(comparison.verdict).toMatch(
      /^Peak rose from \d+\.\d to \d+\.\d MiB \(\+\d+ %\); line 4 of program\.py now keeps 28\.\d MiB/,
    )
    expect([comparison.base.ids, comparison.now.ids]).toEqual([[1], [2]])
    const given = await ask(service, 'runs.compare', { base: 2, now: 1, order: 'given' })
    expect(given.verdict).toMatch(/^Peak fell from .*; line 4 of program\.py no longer keeps 28\.\d MiB/)
    const itself = await ask(service, 'runs.compare', { base: 1, now: 1 })
    expect(itself.verdict).toMatch(/^The same run twice, so no difference: peak /)
    expect(await service.call('runs.compare', { base: 1, now: 7 })).toMatchObject({
      ok: false,
      error: { code: 'run-not-found' },
    })
  })

  test('takes all runs of a group that are like the one that was asked for', async () => {
    const store = memoryStore()
    const peaks = (group: string, ...mib: number[]) =>
      mib.map((peak) => store.add(stored({ group, peakBytes: peak * MIB })))
    const before = peaks('before', 90, 92, 91, 93, 94)
    const after = peaks('after', 50, 51, 52, 53)
    const failed = store.add(stored({ group: 'after', status: 'failed', exitCode: 1 }))
    const edited = store.add(stored({ group: 'after', text: `${EXAMPLE_SOURCE}\n` }))
    const elsewhere = stored({ group: 'after' })
    elsewhere.detail.request.projectDir = '/other'
    store.add(elsewhere)

    const comparison = await compareStored(store, { base: after[1] ?? 0, now: before[2] ?? 0, order: 'time' })
    expect(comparison.base).toMatchObject({ run: { id: before[2] }, ids: before })
    expect(comparison.now).toMatchObject({ run: { id: after[1] }, ids: after })
    expect(comparison.peak).toMatchObject({ delta: -40.5 * MIB, base: { low: 90 * MIB, high: 94 * MIB } })
    expect(comparison.peak.pValue).toBeCloseTo(2 / 126, 9)
    expect(comparison.verdict).toBe('Peak fell from 92.0 to 51.5 MiB (-44 %).')
    expect(comparison.notes).toEqual([
      `Runs ${failed}, ${edited} of the group are left out: the program, its source, what was measured, or how it ended differs.`,
    ])
  })

  test('two runs of one group are compared alone', async () => {
    const store = memoryStore()
    const [first = 0, second = 0] = [1, 2, 3].map(() => store.add(stored({ group: 'one' })))
    const comparison = await compareStored(store, { base: first, now: second, order: 'time' })
    expect([comparison.base.ids, comparison.now.ids]).toEqual([[first], [second]])
    expect(comparison.notes).toEqual([
      'Both runs are of one group: they are compared alone, without the others.',
    ])
  })

  test('real runs of whole functions have the numbers of their calls, against lines, too', async () => {
    const here = place()
    const service = here.service()
    const program = (size: number) => `kept = []\ndef load():\n    kept.append(bytearray(${size}))\nload()\n`
    const whole = { detail: 'functions' } as const
    await runToEnd(service, { ...here.request(program(1_000_000)), ...whole })
    await runToEnd(service, { ...here.request(program(30_000_000)), ...whole })
    await runToEnd(service, here.request(program(30_000_000)))
    const growth = async (base: number, now: number) => {
      const { functions, notes } = await ask(service, 'runs.compare', { base, now })
      expect(notes).toContainEqual(expect.stringContaining('Functions are compared as a whole'))
      const load = functions.find((each) => each.now?.name === 'load')
      expect(load?.lines).toMatchObject([{ baseLine: 2, nowLine: 2, increment: load?.growth }])
      return (load?.growth.delta ?? Number.NaN) / MIB
    }
    expect(await growth(1, 2)).toBeGreaterThan(25)
    expect(Math.abs(await growth(2, 3))).toBeLessThan(2)
  })
})
