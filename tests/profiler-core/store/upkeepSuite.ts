import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Dataset, type RunRequest } from '../../../profiler-core/contract/index.ts'
import type { RunStore } from '../../../profiler-core/store/index.ts'
import { project, sampleFunction, sampleRun } from './sample.ts'
import { thrown } from './thrown.ts'

/** What every store has to do for runs that are compared, watched over time and cleaned up; `open` makes an empty one. */
export function upkeepSuite(name: string, open: () => RunStore): void {
  describe(name, () => {
    let store: RunStore
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    const add = (key: string, changes: Parameters<typeof sampleRun>[1] = {}) =>
      store.add(sampleRun(key, changes))
    const at = (day: number) => `2026-03-${String(day).padStart(2, '0')}T10:00:00.000Z`
    const elsewhere: RunRequest = { ...sampleRun('').detail.request, projectDir: '/home/ada' }
    const otherTarget: RunRequest = {
      ...sampleRun('').detail.request,
      target: { kind: 'module', name: 'pkg' },
    }

    test('a group gives its runs by start, without those that are out of sight', () => {
      const late = add('late', { group: 'g\udc80', startedAt: at(3) })
      const early = add('early', { group: 'g\udc80', startedAt: at(1) })
      const middle = add('middle', { group: 'g\udc80', startedAt: at(2) })
      add('other', { group: 'g' })
      add('alone')
      expect(store.ofGroup('g\udc80')).toEqual([early, middle, late])
      store.remove([middle], { undoable: true })
      expect(store.ofGroup('g\udc80')).toEqual([early, late])
      store.restore([middle])
      expect(store.ofGroup('g\udc80')).toEqual([early, middle, late])
      expect(store.ofGroup('')).toEqual([])
    })

    describe('the trend of a function', () => {
      test('has its totals in each run of the project that called it, by start', () => {
        const load = sampleFunction('load', 3)
        const [first] = load.lines
        const late = add('late', { startedAt: at(2), functions: [load, sampleFunction('save', 30)] })
        const early = add('early', {
          startedAt: at(1),
          functions: [{ ...load, calls: 9, lines: first === undefined ? [] : [first] }],
        })
        add('without', { functions: [sampleFunction('save', 30)] })
        add('as a whole', { functions: [{ ...load, lines: [] }] })
        add('elsewhere', { functions: [load], request: elsewhere })
        const removed = add('removed', { functions: [load] })
        store.remove([removed], { undoable: true })
        const sum = (of: (line: (typeof load.lines)[number]) => number) =>
          load.lines.reduce((total, line) => total + of(line), 0)
        expect(store.functionTrend(project, load)).toEqual({
          runIds: [early, late],
          calls: [9, load.calls],
          growthBytes: [first?.incrementBytes, sum(({ incrementBytes }) => incrementBytes)],
          peakBytes: [first?.peakBytes, Math.max(...load.lines.map(({ peakBytes }) => peakBytes))],
          timeNs: [first?.timeNs, sum(({ timeNs }) => timeNs)],
        })
      })

      test('counts all definitions of a name in a file as one', () => {
        const twins = [sampleFunction('value', 3), sampleFunction('value', 30)]
        const id = add('a', { functions: [...twins, { ...sampleFunction('value', 3), file: '/b.py' }] })
        const lines = twins.flatMap((twin) => twin.lines)
        expect(store.functionTrend(project, { file: `${project}/load.py`, name: 'value' })).toMatchObject({
          runIds: [id],
          calls: [4],
          growthBytes: [lines.reduce((sum, { incrementBytes }) => sum + incrementBytes, 0)],
        })
      })

      test('is empty for what nobody called', () => {
        add('a')
        const empty = { runIds: [], calls: [], growthBytes: [], peakBytes: [], timeNs: [] }
        expect(store.functionTrend(project, { file: '/nowhere.py', name: 'f' })).toEqual(empty)
        expect(store.functionTrend('/nowhere', sampleFunction('Loader.load', 3))).toEqual(empty)
      })
    })

    describe('what a person says of a run', () => {
      test('data is set, changed and taken away', () => {
        const id = add('a')
        const dataset = { label: 'big\udc80', size: 1e9, unit: 'rows', file: '/d/\udc80.csv', sha256: 'ab' }
        expect(store.describe(id, { dataset }).dataset).toEqual(dataset)
        expect(store.describe(id, { note: 'x' }).dataset).toEqual(dataset)
        expect(store.history(project)[0]?.dataset).toEqual(Dataset.parse(dataset))
        expect(store.describe(id, { dataset: null }).dataset).toBeNull()
        expect(store.get(id).dataset).toBeNull()
      })

      test('a baseline takes the place of that of its target in its project, and of no other', () => {
        const first = add('first')
        const second = add('second')
        const other = add('other', { request: otherTarget })
        const far = add('far', { request: elsewhere })
        for (const id of [first, other, far]) store.describe(id, { baseline: true })
        expect(store.describe(second, { baseline: true })).toMatchObject({ id: second, baseline: true })
        const baselines = () =>
          store
            .list({ limit: 10 })
            .filter(({ baseline }) => baseline)
            .map(({ id }) => id)
        expect(new Set(baselines())).toEqual(new Set([second, other, far]))
        store.describe(second, { label: 'x' })
        expect(new Set(baselines())).toEqual(new Set([second, other, far]))
        store.describe(second, { baseline: false })
        expect(new Set(baselines())).toEqual(new Set([other, far]))
      })

      test('a baseline that was restored is none where there is a new one', () => {
        const [old, fresh] = [add('old'), add('fresh')]
        store.describe(old, { baseline: true })
        store.remove([old], { undoable: true })
        store.describe(fresh, { baseline: true })
        store.restore([old])
        expect(store.get(old).baseline).toBe(false)
      })

      test('that a run which is not there is a baseline, changes nothing', () => {
        const id = add('a')
        store.describe(id, { baseline: true })
        expect(thrown(() => store.describe(4711, { baseline: true })).code).toBe('run-not-found')
        expect(store.get(id).baseline).toBe(true)
      })
    })

    test('runs are counted, of all projects and of one', () => {
      expect([store.count(), store.count(project)]).toEqual([0, 0])
      add('a')
      add('b', { request: elsewhere })
      const hidden = add('c')
      store.remove([hidden], { undoable: true })
      expect([store.count(), store.count(project), store.count('/nowhere')]).toEqual([2, 1, 0])
    })

    test('discarding spares what became pinned or a baseline, and names what it removed', () => {
      const [a, b, c, d, hidden] = [add('a'), add('b'), add('c'), add('d'), add('hidden')]
      store.describe(b, { pinned: true })
      store.describe(c, { baseline: true })
      store.remove([hidden], { undoable: true })
      expect(store.discard([a, a, b, c, hidden, 4711])).toEqual([a])
      expect(store.list({ limit: 10 }).map(({ id }) => id)).toEqual([d, c, b])
      expect(store.restore([a, hidden])).toBe(1)
      expect(store.discard([])).toEqual([])
    })
  })
}
