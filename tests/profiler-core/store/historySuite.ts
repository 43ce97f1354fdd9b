import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { HistoryEntry, RunRequest } from '../../../profiler-core/contract/index.ts'
import { type RunStore, UNDO_MS } from '../../../profiler-core/store/index.ts'
import { anyRun, anyString } from './arbitraries.ts'
import { project, sampleFunction, sampleRun } from './sample.ts'
import { thrown } from './thrown.ts'

/** What every store has to do for a history that people browse; `open` makes an empty one. */
export function historySuite(name: string, open: () => RunStore): void {
  describe(name, () => {
    let store: RunStore
    beforeEach(() => {
      store = open()
    })
    afterEach(() => {
      vi.useRealTimers()
      store.close()
    })

    const request = (changes: Partial<RunRequest>): RunRequest => ({
      ...sampleRun('').detail.request,
      ...changes,
    })
    const add = (key: string, changes: Parameters<typeof sampleRun>[1] = {}) =>
      store.add(sampleRun(key, changes))

    describe('a removal that can be undone', () => {
      test('puts runs out of sight, and restoring brings them back as they were', () => {
        const [a, b, c] = [add('a'), add('b'), add('c')]
        const before = [store.get(a), store.sources(a), store.timeline(a), store.output(a)]
        expect(store.remove([a, c, c, 4711], { undoable: true })).toBe(2)
        expect(store.list({ limit: 10 }).map(({ id }) => id)).toEqual([b])
        expect(store.history(project).map(({ id }) => id)).toEqual([b])
        expect(store.having(project, { function: 'load' })).toEqual([b])
        expect(store.functions(project).map(({ runs }) => runs)).toEqual([1, 1])
        expect(store.check().runs).toBe(1)
        for (const call of [
          () => store.get(a),
          () => store.sources(a),
          () => store.timeline(a),
          () => store.output(a),
          () => store.describe(a, { label: 'x' }),
        ]) {
          expect(thrown(call).code).toBe('run-not-found')
        }
        expect(store.restore([a, a, b, 4711])).toBe(1)
        expect([store.get(a), store.sources(a), store.timeline(a), store.output(a)]).toEqual(before)
        expect(store.list({ limit: 10 }).map(({ id }) => id)).toEqual([b, a])
      })

      test('is not made final by another removal, and a final one cannot be undone', () => {
        const [a, b] = [add('a'), add('b')]
        store.remove([a], { undoable: true })
        expect(store.remove([a, b])).toBe(1)
        expect(store.restore([a, b])).toBe(1)
        expect(store.list({ limit: 10 }).map(({ id }) => id)).toEqual([a])
      })

      test('keeps key and number taken', () => {
        const a = add('a')
        store.remove([a], { undoable: true })
        expect(add('a')).toBe(a)
        expect(add('b')).toBeGreaterThan(a)
      })

      test('is remembered as long as the history is open', () => {
        vi.useFakeTimers({ toFake: ['Date'] })
        const a = add('a')
        store.remove([a], { undoable: true })
        vi.setSystemTime(Date.now() + 2 * UNDO_MS)
        expect(store.restore([a])).toBe(1)
      })
    })

    describe('a pin', () => {
      test('is set and taken away', () => {
        const a = add('a')
        expect(store.get(a).pinned).toBe(false)
        expect(store.describe(a, { pinned: true })).toMatchObject({ pinned: true, label: null })
        expect(store.describe(a, { note: 'x' })).toMatchObject({ pinned: true, note: 'x' })
        expect(store.history(project)).toMatchObject([{ pinned: true }])
        expect(store.describe(a, { pinned: false }).pinned).toBe(false)
      })
    })

    describe('the history as a list', () => {
      test('says what a line shows, newest first', () => {
        const older = add('older', { startedAt: '2026-03-01T09:00:00.000Z', label: 'before', note: 'n' })
        const newer = add('newer', {
          status: 'killed',
          signal: 'SIGKILL',
          exitCode: null,
          git: null,
          request: request({ target: { kind: 'module', name: 'pkg' }, watch: { kind: 'project' } }),
        })
        add('elsewhere', { request: request({ projectDir: '/home/ada' }) })
        const entries = store.history(project)
        expect(entries).toMatchObject([
          { id: newer, key: 'newer', status: 'killed', signal: 'SIGKILL', exitCode: null, git: null },
          { id: older, key: 'older', status: 'failed', exitCode: 1, label: 'before', note: 'n' },
        ])
        expect(entries.map(({ target, watched }) => [target, watched])).toEqual([
          ['-m pkg', 'all functions'],
          ['load.py: load("a.csv")', 'Loader.load'],
        ])
        expect(entries[0]?.sparkline).toHaveLength(32)
        expect(Math.max(...(entries[0]?.sparkline ?? []))).toBe(98_566_144)
        expect(store.history('/nowhere')).toEqual([])
      })

      test('tells of any run that the contract allows what the run itself tells', () => {
        fc.assert(
          fc.property(anyRun, (run) => {
            const id = store.add(run)
            const { functions: _, ...detail } = store.get(id)
            const [entry, ...more] = store.history(detail.request.projectDir)
            expect(more).toEqual([])
            expect(HistoryEntry.parse(entry)).toEqual(entry)
            const { target, watched, sparkline, ...rest } = entry as HistoryEntry
            expect(detail).toMatchObject(rest)
            store.remove([id])
          }),
          { numRuns: 200 },
        )
      })
    })

    describe('the runs that have something', () => {
      const found = (wanted: Parameters<RunStore['having']>[1]) => store.having(project, wanted)

      test('are found by a part of a name or a path, ignoring case', () => {
        const a = add('a')
        const b = add('b', { functions: [sampleFunction('Größe.messen', 1)] })
        const c = store.add({
          ...sampleRun('c', { functions: [] }),
          sources: [{ file: `${project}/pkg/Other.py`, text: '' }],
        })
        add('elsewhere', { request: request({ projectDir: '/home/ada' }) })
        expect(found({})).toEqual([c, b, a])
        expect(found({ function: 'LOADER.l' })).toEqual([a])
        expect(found({ function: 'GRÖSSE' })).toEqual([])
        expect(found({ function: 'GRÖßE' })).toEqual([b])
        expect(found({ function: 'e' })).toEqual([b, a])
        expect(found({ file: 'LOAD.PY' })).toEqual([b, a])
        expect(found({ file: 'pkg/other' })).toEqual([c])
        expect(found({ file: 'py', function: 'load' })).toEqual([a])
        expect(found({ file: 'other', function: 'load' })).toEqual([])
      })

      test('are not found by the name of the project, which all share', () => {
        add('a')
        expect(found({ file: 'ada' })).toEqual([])
        expect(found({ file: 'project' })).toEqual([])
      })

      test('are found by the very characters: none stands for others', () => {
        const a = add('a', { functions: [sampleFunction('load_all', 1)] })
        add('b', { functions: [sampleFunction('loadXall', 1)] })
        const odd = add('c', { functions: [sampleFunction('100%\udc80', 1)] })
        expect(found({ function: 'd_a' })).toEqual([a])
        expect(found({ function: '%' })).toEqual([odd])
        expect(found({ function: '0%\udc80' })).toEqual([odd])
        expect(found({ function: '\udc81' })).toEqual([])
        expect(found({ function: '"' })).toEqual([])
      })
    })

    describe('the functions of the latest runs', () => {
      test('have the numbers of an older run where a newer one watched them as a whole', () => {
        const load = sampleFunction('load', 3)
        const lines = add('lines', { startedAt: '2026-03-01T09:00:00.000Z', functions: [load] })
        add('whole', { functions: [{ ...load, lines: [] }] })
        const peakBytes = Math.max(...load.lines.map((line) => line.peakBytes))
        expect(store.functions(project)).toMatchObject([{ name: 'load', runs: 2, runId: lines, peakBytes }])
      })

      test('have the numbers of the newest run that called them', () => {
        const [load, save] = [sampleFunction('load', 3), sampleFunction('save', 20)]
        const bare = { ...save, lines: save.lines.slice(0, 1) }
        const old = add('old', { startedAt: '2026-03-01T09:00:00.000Z', functions: [load, save] })
        const fresh = add('fresh', { functions: [bare] })
        add('elsewhere', { functions: [load], request: request({ projectDir: '/home/ada' }) })
        expect(store.functions(project)).toEqual([
          {
            file: save.file,
            name: 'save',
            runs: 2,
            runId: fresh,
            incrementBytes: bare.lines[0]?.incrementBytes,
            peakBytes: bare.lines[0]?.peakBytes,
            overlapped: bare.lines[0]?.overlapped,
          },
          {
            file: load.file,
            name: 'load',
            runs: 1,
            runId: old,
            incrementBytes: load.lines.reduce((sum, { incrementBytes }) => sum + incrementBytes, 0),
            peakBytes: Math.max(...load.lines.map(({ peakBytes }) => peakBytes)),
            overlapped: true,
          },
        ])
      })

      test('count once in a run that has several of one name', () => {
        const twins = [sampleFunction('value', 3), sampleFunction('value', 30)]
        add('a', { functions: twins })
        const lines = twins.flatMap((twin) => twin.lines)
        expect(store.functions(project)).toMatchObject([
          {
            name: 'value',
            runs: 1,
            incrementBytes: lines.reduce((sum, line) => sum + line.incrementBytes, 0),
          },
        ])
      })

      test('are those of 200 runs', () => {
        add('first', { startedAt: '2026-01-01T00:00:00.000Z', functions: [sampleFunction('forgotten', 1)] })
        for (let index = 0; index < 200; index += 1) {
          add(`run ${index}`, { functions: [sampleFunction('load', 1)] })
        }
        expect(store.functions(project)).toMatchObject([{ name: 'load', runs: 200 }])
      })
    })

    describe('projects', () => {
      const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 10, minute)).toISOString()

      test('are kept, changed and forgotten, last opened first', () => {
        expect(store.projects()).toEqual([])
        store.keepProject({ dir: '/a', openedAt: at(1), trusted: false })
        store.keepProject({ dir: '/b\udc80', openedAt: at(2), trusted: true })
        store.keepProject({ dir: '/a', openedAt: at(3), trusted: true })
        expect(store.projects()).toEqual([
          { dir: '/a', openedAt: at(3), trusted: true },
          { dir: '/b\udc80', openedAt: at(2), trusted: true },
        ])
        store.forgetProject('/a')
        store.forgetProject('/never')
        expect(store.projects().map(({ dir }) => dir)).toEqual(['/b\udc80'])
        store.keepProject({ dir: '/a', openedAt: at(4), trusted: false })
        expect(store.projects()[0]).toEqual({ dir: '/a', openedAt: at(4), trusted: false })
      })

      test('have nothing to do with the choice of an interpreter', () => {
        store.chooseInterpreter('/a', '/usr/bin/python3')
        expect(store.projects()).toEqual([])
        store.keepProject({ dir: '/a', openedAt: at(1), trusted: true })
        store.chooseInterpreter('/a', null)
        expect(store.projects()).toHaveLength(1)
        store.chooseInterpreter('/a', '/usr/bin/python3')
        store.forgetProject('/a')
        expect(store.interpreterChoice('/a')).toBe('/usr/bin/python3')
      })
    })

    describe('requests', () => {
      test('are remembered by project and subject, the last one counts', () => {
        expect(store.rememberedRequest('/a', 'f')).toBeNull()
        store.rememberRequest('/a', 'f', request({ args: ['1'] }))
        store.rememberRequest('/a', 'f', request({ args: ['2'] }))
        store.rememberRequest('/b', 'f', request({ args: ['3'] }))
        expect(store.rememberedRequest('/a', 'f')).toEqual(request({ args: ['2'] }))
        expect(store.rememberedRequest('/b', 'f')).toEqual(request({ args: ['3'] }))
        expect(store.rememberedRequest('/a', 'g')).toBeNull()
      })

      test('of any kind are remembered as they are', () => {
        fc.assert(
          fc.property(anyString, anyString, anyRun, (dir, subject, { detail }) => {
            const given = RunRequest.parse(detail.request)
            store.rememberRequest(dir, subject, given)
            expect(store.rememberedRequest(dir, subject)).toEqual(given)
          }),
        )
      })
    })
  })
}
