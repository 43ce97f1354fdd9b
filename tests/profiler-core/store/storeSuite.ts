import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { StoredRun } from '../../../profiler-core/contract/index.ts'
import { RunStory, RunSummary, storyParts, Timeline } from '../../../profiler-core/contract/index.ts'
import type { RunStore } from '../../../profiler-core/store/index.ts'
import { anyRun, anyString } from './arbitraries.ts'
import { loaderSource, project, sampleFunction, sampleRun } from './sample.ts'
import { thrown } from './thrown.ts'

/** What every store has to do; `open` makes an empty one. */
export function storeSuite(name: string, open: () => RunStore): void {
  describe(name, () => {
    let store: RunStore
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    const expectWhole = (id: number, run: StoredRun) => {
      expect(store.get(id)).toEqual({ ...run.detail, id })
      expect(store.sources(id)).toEqual(run.sources)
      expect(store.timeline(id)).toEqual(run.timeline)
      expect(store.story(id, storyParts)).toEqual(run.story)
      expect(store.output(id)).toEqual(run.output)
    }

    describe('add', () => {
      test('keeps all there is of a run', () => {
        const run = sampleRun('a')
        expectWhole(store.add(run), run)
      })

      test('keeps a run of which next to nothing is known', () => {
        const run = sampleRun('a', {
          status: 'interrupted',
          exitCode: null,
          lastLine: null,
          error: null,
          warnings: [],
          git: null,
          functions: [],
        })
        const bare = {
          ...run,
          sources: [],
          timeline: Timeline.parse({ timesNs: [], bytes: [] }),
          story: RunStory.parse({}),
          output: [],
        }
        expectWhole(store.add(bare), bare)
      })

      test('keeps any run that the contract allows', () => {
        fc.assert(
          fc.property(anyRun, (run) => {
            const id = store.add(run)
            expectWhole(id, run)
            expect(store.remove([id])).toBe(1)
          }),
          // Each case waits twice for the disk: 300 of them took longer than a test may on a busy machine.
          { numRuns: 100 },
        )
      })

      test('keeps paths with bytes that are not UTF-8, and tells them apart', () => {
        const paths = ['/a/\udc80', '/a/\udc81', '/a/\ufffd', '/a/\u{1f40d}', '/a/\0', '"/a/\\udc80"']
        const run = sampleRun('a', {
          functions: paths.map((file) => ({ ...sampleFunction('f', 1), file })),
        })
        run.sources = paths.map((file) => ({ file, text: `# ${file}` }))
        expectWhole(store.add(run), run)
      })

      test('keeps a character that two chunks of output share', () => {
        const run = sampleRun('a')
        run.output = [
          { stream: 'stdout', text: 'snake \ud83d' },
          { stream: 'stdout', text: '' },
          { stream: 'stderr', text: '\udc0d' },
        ]
        expectWhole(store.add(run), run)
      })

      test('keeps large texts, outputs and timelines', () => {
        const run = sampleRun('a')
        const points = Array.from({ length: 20_000 }, (_, index) => index)
        run.sources = [{ file: '/big.py', text: loaderSource.repeat(10_000) }]
        run.output = points.map((index) => ({ stream: 'stdout', text: `row ${index} ${'x'.repeat(400)}\n` }))
        run.timeline = Timeline.parse({
          timesNs: points.map((index) => index * 4.32e9 + (index % 7)),
          bytes: points.map((index) => 1e9 + Math.round(1e9 * Math.sin(index)) ** 2 / 1e9),
        })
        expectWhole(store.add(run), run)
      })

      test('gives one number to a key, however often it is added', () => {
        const id = store.add(sampleRun('a', { label: 'first' }))
        expect(store.add(sampleRun('a', { label: 'second' }))).toBe(id)
        expect(store.add(sampleRun('b'))).not.toBe(id)
        expect(store.list({ limit: 10 }).map(({ label }) => label)).toEqual([null, 'first'])
      })

      test('gives the number itself', () => {
        const id = store.add(sampleRun('a', { id: 4711 }))
        expect(store.get(id).id).toBe(id)
        expect(id).not.toBe(4711)
      })

      test('refuses what does not fit the contract, and keeps nothing of it', () => {
        const negative = sampleRun('a', { peakBytes: -1 })
        expect(thrown(() => store.add(negative)).code).toBe('run-invalid')
        const uneven = { ...sampleRun('a'), timeline: Timeline.parse({ timesNs: [1, 2], bytes: [1] }) }
        expect(thrown(() => store.add(uneven)).message).toContain('times and bytes differ in length')
        expect(store.list({ limit: 10 })).toEqual([])
      })

      test('keeps copies, and returns copies', () => {
        const run = sampleRun('a')
        const id = store.add(run)
        run.detail.warnings.length = 0
        store.get(id).functions.length = 0
        store.sources(id).length = 0
        for (const summary of store.list({ limit: 1 })) summary.request.args.length = 0
        expectWhole(id, sampleRun('a'))
      })
    })

    describe('list', () => {
      const add = (key: string, minute: number, projectDir = project) =>
        store.add(
          sampleRun(key, {
            startedAt: new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString(),
            request: { ...sampleRun(key).detail.request, projectDir },
          }),
        )
      const keys = (query: Parameters<RunStore['list']>[0]) => store.list(query).map(({ key }) => key)

      test('is empty at first', () => {
        expect(store.list({ limit: 10 })).toEqual([])
      })

      test('has the newest first, by start rather than by number', () => {
        add('middle', 2)
        add('last', 3)
        add('recovered', 1)
        add('last too', 3)
        expect(keys({ limit: 10 })).toEqual(['last too', 'last', 'middle', 'recovered'])
        expect(keys({ limit: 2 })).toEqual(['last too', 'last'])
      })

      test('can be limited to a project', () => {
        add('ours', 1)
        add('theirs', 2, '/home/ada/project2')
        add('odd', 3, '/home/ada/\udc80')
        expect(keys({ projectDir: project, limit: 10 })).toEqual(['ours'])
        expect(keys({ projectDir: '/home/ada/\udc80', limit: 10 })).toEqual(['odd'])
        expect(keys({ projectDir: '/home/ada', limit: 10 })).toEqual([])
      })

      test('has summaries, with their numbers', () => {
        const id = store.add(sampleRun('a'))
        expect(store.list({ limit: 1 })).toEqual([RunSummary.parse({ ...sampleRun('a').detail, id })])
      })
    })

    describe('describe', () => {
      test('sets what is given, clears what is null, leaves the rest', () => {
        const id = store.add(sampleRun('a', { label: 'before' }))
        expect(store.describe(id, { note: 'slow\0 \udc80' })).toMatchObject({
          id,
          label: 'before',
          note: 'slow\0 \udc80',
        })
        expect(store.describe(id, { label: 'after', note: null })).toMatchObject({
          label: 'after',
          note: null,
        })
        expect(store.describe(id, {})).toMatchObject({ label: 'after', note: null })
        expect(store.get(id)).toMatchObject({ label: 'after', note: null })
      })
    })

    describe('remove', () => {
      test('removes the runs that there are', () => {
        const [a, b, c] = ['a', 'b', 'c'].map((key) => store.add(sampleRun(key))) as [number, number, number]
        expect(store.remove([a, c, c, 4711])).toBe(2)
        expect(store.list({ limit: 10 }).map(({ id }) => id)).toEqual([b])
        expectWhole(b, sampleRun('b'))
        expect(store.remove([a])).toBe(0)
      })

      test('never gives a number again', () => {
        const id = store.add(sampleRun('a'))
        store.remove([id])
        expect(store.add(sampleRun('a'))).toBeGreaterThan(id)
      })
    })

    test('says which run there is not', () => {
      for (const call of [
        () => store.get(41),
        () => store.sources(41),
        () => store.timeline(41),
        () => store.output(41),
        () => store.describe(41, { label: 'x' }),
      ]) {
        expect(thrown(call).toCallError()).toEqual({
          code: 'run-not-found',
          message: 'There is no run 41.',
          hint: 'mebi list shows the runs there are.',
        })
      }
    })

    describe('interpreter of a project', () => {
      test('is remembered, changed and forgotten', () => {
        expect(store.interpreterChoice(project)).toBeNull()
        store.chooseInterpreter(project, '/usr/bin/python3')
        store.chooseInterpreter(project, '/opt/py\udc80thon')
        store.chooseInterpreter('/elsewhere', '/usr/bin/python3.9')
        expect(store.interpreterChoice(project)).toBe('/opt/py\udc80thon')
        expect(store.interpreterChoice('/elsewhere')).toBe('/usr/bin/python3.9')
        store.chooseInterpreter(project, null)
        expect(store.interpreterChoice(project)).toBeNull()
      })

      test('is found again for any folder', () => {
        fc.assert(
          fc.property(fc.uniqueArray(anyString, { minLength: 2, maxLength: 2 }), ([dir = '', other = '']) => {
            store.chooseInterpreter(dir, '/a')
            store.chooseInterpreter(other, '/b')
            expect([store.interpreterChoice(dir), store.interpreterChoice(other)]).toEqual(['/a', '/b'])
          }),
        )
      })
    })

    test('finds nothing wrong with itself', () => {
      store.add(sampleRun('a'))
      expect(store.check()).toMatchObject({ runs: 1, problems: [] })
      expect(store.obstacle).toBeNull()
    })

    test('may be closed twice', () => {
      store.close()
      store.close()
    })
  })
}
