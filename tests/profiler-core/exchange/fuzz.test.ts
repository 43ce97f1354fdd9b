import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameTree } from '../../../profiler-core/analysis/callTree/index.ts'
import { callBands, hotspots, numbersWithin } from '../../../profiler-core/analysis/index.ts'
import { MebiError, type StoredRun } from '../../../profiler-core/contract/index.ts'
import { readRuns } from '../../../profiler-core/exchange/index.ts'
import { classicTable } from '../../../profiler-core/report/index.ts'
import { memoryStore } from '../../../profiler-core/store/index.ts'
import { sampleRun } from '../store/sample.ts'
import { fixture, now, projectDir, writtenRuns } from './files.ts'
import { mebiMutation, textMutation } from './mutations.ts'

/** `MEBI_FUZZ_RUNS=20000 npx vitest run tests/profiler-core/exchange/fuzz.test.ts`: as many cases of each kind, other ones each time. */
const wish = Number(process.env['MEBI_FUZZ_RUNS'] ?? 0)
const given = wish > 0 ? { numRuns: wish } : { numRuns: 150, seed: 5 }
const timeout = Math.max(30_000, wish * 100)

/**
 * Takes in a file as the service does. Whatever it holds: a `MebiError` says what is wrong with it, or its runs can be kept,
 * and be read by what views are made of. Returns how many there were.
 */
async function takeIn(bytes: Uint8Array): Promise<number> {
  const runs: StoredRun[] = []
  try {
    for await (const run of readRuns({ name: 'fuzz', bytes }, { projectDir, now })) runs.push(run)
  } catch (error) {
    if (!(error instanceof MebiError)) throw error
    expect(error.code).toMatch(/^import-/)
    expect(error.message.length).toBeLessThan(500)
    return 0
  }
  const store = memoryStore()
  for (const run of runs) {
    const id = store.add(run)
    expect(store.get(id).request.projectDir).toBe(projectDir)
    read(run)
  }
  return runs.length
}

function read({ detail, sources, timeline, story }: StoredRun): void {
  classicTable(detail, sources)
  callBands(timeline)
  if (story.callTree) hotspots(story.callTree)
  if (story.callTree) frameTree(story.callTree)
  if (story.series) numbersWithin(story.series, { fromNs: 0, toNs: 1e9 })
}

describe('a file that was changed', () => {
  test(
    'of Mebi',
    async () => {
      const good = await writtenRuns(
        sampleRun('a'),
        sampleRun('b', { startedAt: '2026-03-02T10:00:00.000Z' }),
      )
      expect(await takeIn(good)).toBe(2)
      let taken = 0
      await fc.assert(
        fc.asyncProperty(mebiMutation, async (mutation) => {
          taken += await takeIn(mutation(good))
        }),
        given,
      )
      // Some changes leave a file that is good: the readers above have seen those, too.
      expect(taken).toBeGreaterThan(0)
    },
    timeout,
  )

  test.each(['functions.dat', 'children.dat', 'table.txt', 'everyCall.txt'])(
    'of another program: %s',
    async (name) => {
      const good = fixture(name)
      expect(await takeIn(good)).toBe(1)
      let taken = 0
      await fc.assert(
        fc.asyncProperty(textMutation, async (mutation) => {
          taken += await takeIn(mutation(good))
        }),
        given,
      )
      expect(taken).toBeGreaterThan(0)
    },
    timeout,
  )
})

test(
  'any bytes',
  async () => {
    const start = fc.constantFrom('', '\u001f\u008b\b\0\0\0\0\0\0\u00ff', 'MEM 1 1\n', 'CMDLINE ', 'Line #')
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (text, bytes) => {
        await takeIn(Buffer.concat([Buffer.from(text, 'latin1'), bytes]))
      }),
      given,
    )
  },
  timeout,
)
