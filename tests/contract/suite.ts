import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type AnyEvent,
  type CallInput,
  type CallName,
  callNames,
  calls,
  type EventName,
  events,
  type RunDetail,
  togetherBytes,
} from '../../profiler-core/contract/index.ts'
import { ask, type Host, heard } from './host.ts'

/** Holds its memory for a moment: a peak of some milliseconds may pass between two looks on a busy machine. */
const PROGRAM = `import sys, time

def load(count):
    return [bytes(1000) for _ in range(count)]

class Loader:
    def run(self):
        kept = load(20_000)
        print("loaded", len(kept))
        print("careful", file=sys.stderr)
        time.sleep(0.3)

Loader().run()
`
const ECHO = 'print("hello", input(), flush=True)\n'
const WAITS = 'import time\nprint("up", flush=True)\ntime.sleep(60)\n'
/** A host answers in its own time; nothing here says how quickly. */
const PATIENCE = { timeout: 20_000, interval: 50 }

/** What every host of the core must do alike. `start` is given a data folder that does not exist yet. */
export function contractSuite(start: (home: string) => Promise<Host>): void {
  let folder: string
  let projectDir: string
  let host: Host

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-contract-')))
    projectDir = realpathSync(mkdtempSync(join(folder, 'project')))
    host = await start(join(folder, 'home'))
  }, 60_000)

  afterAll(async () => {
    await host.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  const call = <N extends CallName>(name: N, input: CallInput<N>) => ask(host, name, input)
  const write = (name: string, source: string) => {
    writeFileSync(join(projectDir, name), source)
    return join(projectDir, name)
  }
  const request = (path: string): CallInput<'runs.start'> => ({
    target: { kind: 'script', path },
    cwd: projectDir,
    projectDir,
  })
  const endOf = async (key: string): Promise<RunDetail> => {
    const ended = () => heard(host, 'run.ended').find((event) => event.key === key)
    await expect.poll(ended, PATIENCE).toBeDefined()
    return ended()!.run
  }

  describe('a project', () => {
    test('is opened, remembered and listed', async () => {
      const file = write('program.py', PROGRAM)
      expect(await call('projects.recent', {})).toEqual([])
      const project = await call('projects.open', { dir: projectDir })
      expect(project).toMatchObject({ dir: projectDir, trusted: false, problem: null })
      expect(await call('projects.recent', {})).toEqual([project])
      expect(await call('projects.files', { projectDir })).toEqual({
        files: [file],
        truncated: false,
        notes: [],
      })
    })

    test('has its files outlined and read', async () => {
      const file = join(projectDir, 'program.py')
      const [outline] = await call('projects.outline', { projectDir, files: [file] })
      expect(outline?.items.map(({ name }) => name)).toEqual(['load', 'Loader', 'Loader.run'])
      expect(await call('files.read', { projectDir, file })).toEqual({
        file,
        text: PROGRAM,
        outline: outline?.items,
      })
    })

    test('runs nothing until it is trusted', async () => {
      const refused = { ok: false, error: { code: 'project-untrusted' } }
      expect(await host.dispatch('runs.start', request('program.py'))).toMatchObject(refused)
      expect(await host.dispatch('runs.enqueue', request('program.py'))).toMatchObject(refused)
      expect(await host.dispatch('interpreters.list', { projectDir })).toMatchObject(refused)
      expect(await call('projects.trust', { projectDir, trusted: true })).toMatchObject({ trusted: true })
      expect((await call('interpreters.list', { projectDir })).length).toBeGreaterThan(0)
    })

    test('tells of files that change', async () => {
      const file = write('later.py', 'x = 1\n')
      const files = () => heard(host, 'project.changed').flatMap((event) => event.files)
      await expect.poll(files, PATIENCE).toContain(file)
    })
  })

  describe('a run', () => {
    let run: RunDetail

    test('is told of from start to end, in order', async () => {
      const { key } = await call('runs.start', request('program.py'))
      run = await endOf(key)
      expect(run).toMatchObject({ key, status: 'finished', exitCode: 0 })
      const own = host.events.filter(({ payload }) => 'key' in payload && payload.key === key)
      expect(own[0]).toMatchObject({ name: 'run.started', payload: { request: { projectDir } } })
      expect(own.at(-1)?.name).toBe('run.ended')
      expect(own.map(({ name }) => name)).toEqual(expect.arrayContaining(['run.lines', 'run.memory']))
      expect(textOf(own, 'stdout')).toBe('loaded 20000\n')
      expect(textOf(own, 'stderr')).toBe('careful\n')
    })

    test('can be read again, whole', async () => {
      const id = run.id!
      expect(await call('runs.get', { id })).toEqual(run)
      const load = run.functions.find(({ name }) => name === 'load')
      expect(load?.lines.find(({ line }) => line === 4)?.incrementBytes).toBeGreaterThan(15_000_000)
      const [source] = await call('runs.sources', { id })
      expect(source).toEqual({ file: join(projectDir, 'program.py'), text: PROGRAM })
      const timeline = await call('runs.timeline', { id })
      expect(timeline.timesNs.length).toBe(timeline.bytes.length)
      expect(Math.max(...togetherBytes(timeline))).toBe(run.peakBytes)
      expect(Math.max(...timeline.bytes)).toBe(run.firstProcessPeakBytes)
      const output = await call('runs.output', { id })
      expect(output.map(({ text }) => text).join('')).toContain('loaded 20000\n')
    })

    test('tells its story', async () => {
      const id = run.id!
      const { peak, callTree, series, objects } = await call('runs.story', {
        id,
        parts: ['peak', 'callTree', 'series', 'processes', 'objects'],
      })
      expect(peak?.bytes).toBe(run.peakBytes)
      expect(peak?.lines[0]).toMatchObject({ name: 'load', line: 4 })
      expect(callTree?.functions.map(({ name }) => name)).toContain('load')
      const steps = series?.functions
        .find(({ name }) => name === 'load')
        ?.lines.find(({ line }) => line === 4)
      const line = run.functions.find(({ name }) => name === 'load')?.lines.find((each) => each.line === 4)
      expect(steps?.incrementBytes.reduce((sum, each) => sum + each, 0)).toBe(line?.incrementBytes)
      expect(objects).toBeNull()
      const { peak: notAsked } = await call('runs.story', { id, parts: ['series'] })
      expect(notAsked).toBeNull()
    })

    test('has hints, to each of which "not here" can be said', async () => {
      const id = run.id!
      const hints = await call('runs.hints', { id })
      for (const hint of hints) {
        const { rule, file, line } = hint
        await call('hints.dismiss', { id, rule, file, line, dismissed: true })
      }
      expect((await call('runs.hints', { id })).every(({ dismissed }) => dismissed)).toBe(true)
      const file = join(projectDir, 'program.py')
      expect(
        await host.dispatch('hints.dismiss', { id, rule: 'x', file, line: 4711, dismissed: true }),
      ).toMatchObject({ ok: false, error: { code: 'line-not-found' } })
    })

    test('is in the history, and found by what it called', async () => {
      const [entry] = await call('runs.history', { projectDir })
      expect(entry).toMatchObject({ id: run.id, target: 'program.py', status: 'finished' })
      expect(await call('runs.list', { projectDir })).toMatchObject([{ id: run.id }])
      expect(await call('runs.having', { projectDir, function: 'LOADER.run' })).toEqual({ ids: [run.id] })
      expect(await call('runs.having', { projectDir, function: 'nothing' })).toEqual({ ids: [] })
      expect((await call('runs.functions', { projectDir })).map(({ name }) => name)).toContain('Loader.run')
    })

    test('takes a label of any text, is removed, and comes back', async () => {
      const id = run.id!
      const before = heard(host, 'history.changed').length
      const label = 'größer \u{1f40d} \udcff "</script>" \u2028'
      expect(await call('runs.describe', { id, label, pinned: true })).toMatchObject({ label, pinned: true })
      expect(await call('runs.get', { id })).toMatchObject({ label })
      expect(await call('runs.remove', { ids: [id], undoable: true })).toEqual({ removed: 1 })
      expect(await host.dispatch('runs.get', { id })).toMatchObject({
        ok: false,
        error: { code: 'run-not-found' },
      })
      expect(await call('runs.restore', { ids: [id] })).toEqual({ restored: 1 })
      expect(await call('runs.get', { id })).toMatchObject({ label })
      await expect.poll(() => heard(host, 'history.changed').length, PATIENCE).toBeGreaterThan(before)
    })

    test('reads what a page sends it', async () => {
      write('echo.py', ECHO)
      const { key } = await call('runs.start', request('echo.py'))
      await call('runs.input', { key, text: 'world\n' })
      await endOf(key)
      expect(textOf(host.events, 'stdout', key)).toBe('hello world\n')
      expect(await host.dispatch('runs.input', { key, text: 'x' })).toMatchObject({ ok: false })
    })

    test('that goes on is known to a page that comes later, and stops when asked to', async () => {
      write('waits.py', WAITS)
      const { key } = await call('runs.start', request('waits.py'))
      const output = async () => (await call('runs.active', {})).running.flatMap((each) => each.output)
      await expect.poll(output, PATIENCE).toEqual([{ stream: 'stdout', text: 'up\n' }])
      const { running } = await call('runs.active', {})
      expect(running).toMatchObject([{ key, request: { target: { path: 'waits.py' } } }])
      expect(await call('runs.stop', { key })).toEqual({ status: 'stopped' })
      expect(await call('runs.active', {})).toEqual({ running: [], waiting: [] })
      expect((await endOf(key)).status).toBe('stopped')
    })

    test('waits its turn', async () => {
      const { key } = await call('runs.start', request('waits.py'))
      const { ticket } = await call('runs.enqueue', request('program.py'))
      const { ticket: other } = await call('runs.enqueue', request('echo.py'))
      expect((await call('runs.active', {})).waiting.map((each) => each.ticket)).toEqual([ticket, other])
      await call('runs.dequeue', { ticket: other })
      await call('runs.stop', { key })
      const last = () => heard(host, 'run.ended').at(-1)?.run
      await expect
        .poll(last, PATIENCE)
        .toMatchObject({ status: 'finished', request: { target: { path: 'program.py' } } })
      expect(heard(host, 'queue.changed').at(-1)).toEqual({ waiting: [] })
    })
  })

  describe('what a page sends', () => {
    test.each(callNames.filter((name) => !takesAnything(name)))('is checked: %s', async (name) => {
      for (const input of [null, [], 'text', { id: 'one', projectDir: 1 }]) {
        expect(await host.dispatch(name, input)).toMatchObject({
          ok: false,
          error: { code: 'invalid-input', message: expect.stringContaining(name) },
        })
      }
    })

    test.each(['runs.burn', 'constructor', '__proto__', 'toString', 'hasOwnProperty', ' ', 'runs/list'])(
      'under a name that is no call is refused: %j',
      async (name) => {
        expect(await host.dispatch(name, {})).toMatchObject({ ok: false, error: { code: 'unknown-call' } })
      },
    )

    test('is answered in a sentence that says what to do', async () => {
      const result = await host.dispatch('runs.get', { id: 987_654 })
      expect(result).toEqual({
        ok: false,
        error: { code: 'run-not-found', message: 'There is no run 987654.', hint: expect.any(String) },
      })
    })

    test('is nothing that breaks the host', async () => {
      expect(await call('runs.list', {})).not.toEqual([])
    })
  })

  test('every event was one of the contract', () => {
    const names = new Set(host.events.map(({ name }) => name))
    for (const name of names) expect(Object.keys(events)).toContain(name)
    for (const { name, payload } of host.events) {
      expect(events[name as EventName].safeParse(payload).error).toBeUndefined()
    }
  })
}

function textOf(list: readonly AnyEvent[], stream: 'stdout' | 'stderr', key?: string): string {
  return list
    .flatMap((event) => (event.name === 'run.output' ? [event.payload] : []))
    .filter((payload) => payload.stream === stream && (key === undefined || payload.key === key))
    .map(({ text }) => text)
    .join('')
}

/** Those that need no more than an object, so that not every wrong input is one. */
function takesAnything(name: CallName): boolean {
  return calls[name].input.safeParse({ id: 'one', projectDir: 1 }).success
}
