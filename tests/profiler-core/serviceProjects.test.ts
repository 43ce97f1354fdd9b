import { execFile } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type CallInput, MebiError, OUTLINE_BATCH } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { memoryStore, type RunStore } from '../../profiler-core/store/index.ts'
import { ask, places } from './serviceFixture.ts'

const place = places()

const dirs = async (service: ProfilerService) =>
  (await ask(service, 'projects.recent', {})).map(({ dir }) => dir)

describe('projects', () => {
  test('opening one: by its real path, remembered, not trusted', async () => {
    const here = place()
    const link = join(here.folder, 'link')
    symlinkSync(here.project, link)
    const service = here.service()
    const before = new Date().toISOString()
    const project = await ask(service, 'projects.open', { dir: link })
    expect(project).toMatchObject({ dir: here.project, name: 'project', trusted: false, problem: null })
    expect(project.openedAt >= before && project.openedAt <= new Date().toISOString()).toBe(true)
    expect(await ask(service, 'projects.recent', {})).toEqual([project])
  })

  test('recent ones: last opened first, at most 20, with what keeps them from being opened', async () => {
    const here = place()
    const service = here.service()
    const made = Array.from({ length: 22 }, (_, index) => join(here.folder, `p${index}`))
    for (const dir of made) {
      mkdirSync(dir)
      await ask(service, 'projects.open', { dir })
      await nextMillisecond()
    }
    expect(await dirs(service)).toEqual(made.slice(2).reverse())
    await ask(service, 'projects.open', { dir: made[5]! })
    rmSync(made[5]!, { recursive: true })
    const [first, second] = await ask(service, 'projects.recent', {})
    expect(first).toMatchObject({ dir: made[5], problem: `There is no folder ${made[5]}.` })
    expect(second).toMatchObject({ dir: made[21], problem: null })
  })

  test('trust: asked for once, taken back, gone when the project is forgotten', async () => {
    const here = place()
    const service = here.service()
    const projectDir = here.project
    await ask(service, 'projects.open', { dir: projectDir })
    expect(await ask(service, 'projects.trust', { projectDir, trusted: true })).toMatchObject({
      trusted: true,
    })
    expect(await ask(service, 'projects.open', { dir: projectDir })).toMatchObject({ trusted: true })
    expect(await ask(service, 'projects.trust', { projectDir, trusted: false })).toMatchObject({
      trusted: false,
    })
    await ask(service, 'projects.trust', { projectDir, trusted: true })
    await ask(service, 'projects.forget', { projectDir })
    expect(await dirs(service)).toEqual([])
    expect(await ask(service, 'projects.open', { dir: projectDir })).toMatchObject({ trusted: false })
  })

  test('trust is not for a folder that was not opened', async () => {
    const here = place()
    const result = await here.service().call('projects.trust', { projectDir: here.project, trusted: true })
    expect(result).toMatchObject({ ok: false, error: { code: 'project-unknown' } })
  })

  test('a program runs from a trusted folder only, its subfolders and parents not being meant', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    mkdirSync(join(here.project, 'sub'))
    const start = async (projectDir: string) => {
      const result = await service.call('runs.start', { ...here.request('pass'), projectDir })
      return result.ok ? 'started' : result.error.code
    }
    expect(await start(here.project)).toBe('project-untrusted')
    await ask(service, 'projects.open', { dir: here.project })
    expect(await start(here.project)).toBe('project-untrusted')
    await ask(service, 'projects.trust', { projectDir: here.project, trusted: true })
    expect(await start(join(here.project, 'sub'))).toBe('project-untrusted')
    expect(await start(here.folder)).toBe('project-untrusted')
    expect(await start(here.project)).toBe('started')
  })

  test('a program that lies elsewhere runs only if a trusted folder has it, too', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    const elsewhere = join(here.folder, 'elsewhere')
    mkdirSync(elsewhere)
    writeFileSync(join(elsewhere, 'tool.py'), 'pass')
    symlinkSync(join(elsewhere, 'tool.py'), join(here.project, 'link.py'))
    const codeOf = async (given: Partial<CallInput<'runs.start'>>, name: 'runs.start' | 'runs.enqueue') => {
      const result = await service.call(name, { ...here.request('pass'), ...given })
      return result.ok ? 'started' : result.error.code
    }
    const trust = async (dir: string) => {
      await ask(service, 'projects.open', { dir })
      await ask(service, 'projects.trust', { projectDir: dir, trusted: true })
    }
    await trust(here.project)
    for (const path of [join(elsewhere, 'tool.py'), '../elsewhere/tool.py']) {
      const target = { kind: 'script', path } as const
      expect(await codeOf({ target }, 'runs.start')).toBe('script-untrusted')
      expect(await codeOf({ target }, 'runs.enqueue')).toBe('script-untrusted')
    }
    const module = { target: { kind: 'module', name: 'tool' }, cwd: elsewhere } as const
    expect(await codeOf(module, 'runs.start')).toBe('cwd-untrusted')
    // What is trusted is the folder with all that it links to.
    expect(await codeOf({ target: { kind: 'script', path: 'link.py' } }, 'runs.start')).toBe('started')
    await trust(elsewhere)
    expect(await codeOf(module, 'runs.start')).toBe('started')
  })

  test('without a history everything works as long as the host lives', async () => {
    const here = place()
    const service = here.service({
      openStore: () => {
        throw new MebiError('database-damaged', 'The history is damaged.')
      },
    })
    const projectDir = here.project
    await ask(service, 'projects.open', { dir: projectDir })
    await ask(service, 'projects.trust', { projectDir, trusted: true })
    expect(await ask(service, 'projects.recent', {})).toMatchObject([{ dir: projectDir, trusted: true }])
    await ask(service, 'projects.forget', { projectDir })
    expect(await dirs(service)).toEqual([])
  })

  test('a history that fails later loses nothing of the session', async () => {
    const here = place()
    const other = join(here.folder, 'other')
    mkdirSync(other)
    const store = new FailingStore()
    const service = here.service({ openStore: () => store.store })
    await ask(service, 'projects.open', { dir: here.project })
    await nextMillisecond()
    store.fails = true
    await ask(service, 'projects.open', { dir: other })
    expect(await dirs(service)).toEqual([other, here.project])
    await ask(service, 'projects.forget', { projectDir: here.project })
    expect(await dirs(service)).toEqual([other])
    store.fails = false
    expect(await dirs(service)).toEqual([other])
  })
})

describe('a folder that cannot be a project', () => {
  test.each(['projects.open', 'folders.list'] as const)('%s says why', async (name) => {
    const here = place()
    const service = here.service()
    writeFileSync(join(here.project, 'a.py'), '')
    const code = async (dir: string) => {
      const result = await service.call(name, { dir })
      return result.ok ? null : result.error.code
    }
    expect(await code(join(here.project, 'gone'))).toBe('folder-missing')
    expect(await code(join(here.project, 'a.py'))).toBe('folder-not-a-folder')
    expect(await code(join(here.project, 'a.py', 'below'))).toBe('folder-missing')
    expect(await code(`${here.project}\0`)).toBe('folder-unreadable')
  })

  test('one that has lost its permissions, and files in one', async () => {
    const here = place()
    for (const folder of [here.folder, here.project, here.data]) chmodSync(folder, 0o777)
    const locked = join(here.folder, 'locked')
    mkdirSync(locked)
    writeFileSync(join(locked, 'a.py'), '')
    chmodSync(locked, 0)
    writeFileSync(join(here.project, 'secret.py'), '')
    chmodSync(join(here.project, 'secret.py'), 0)
    mkdirSync(join(here.project, 'shut'), { mode: 0 })
    writeFileSync(join(here.project, 'b.py'), '')
    const projectDir = here.project
    const results = await unprivileged(here, [
      ['projects.open', { dir: locked }],
      ['projects.files', { projectDir: locked }],
      ['folders.list', { dir: locked }],
      ['files.read', { projectDir, file: join(projectDir, 'secret.py') }],
      ['projects.outline', { projectDir, files: ['secret.py'] }],
      ['projects.files', { projectDir }],
    ])
    chmodSync(locked, 0o700)
    const refused = {
      ok: false,
      error: { code: 'folder-unreadable', message: `${locked} cannot be read: permission denied.` },
    }
    expect(results).toMatchObject([
      refused,
      refused,
      refused,
      {
        error: {
          code: 'file-unreadable',
          message: `${projectDir}/secret.py cannot be read: permission denied.`,
        },
      },
      { ok: true, value: [{ items: [], problem: 'secret.py cannot be read: permission denied.' }] },
      { ok: true, value: { files: [join(projectDir, 'b.py'), join(projectDir, 'secret.py')] } },
    ])
  })
})

describe('what is in a project', () => {
  test('its files, what they define, and their text', async () => {
    const here = place()
    const service = here.service()
    const file = join(here.project, 'a.py')
    writeFileSync(file, 'class A:\n    def f(self, x=1): pass\n')
    const projectDir = here.project
    expect(await ask(service, 'projects.files', { projectDir })).toEqual({
      files: [file],
      truncated: false,
      notes: [],
    })
    const [outline] = await ask(service, 'projects.outline', { projectDir, files: [file] })
    expect(outline).toMatchObject({
      file,
      problem: null,
      items: [{ name: 'A' }, { name: 'A.f', lastLine: 2 }],
    })
    expect(await ask(service, 'files.read', { projectDir, file })).toEqual({
      file,
      text: readFileSync(file, 'utf8'),
      outline: outline!.items,
    })
  })

  test('more files than a batch are refused', async () => {
    const here = place()
    const files = Array.from({ length: OUTLINE_BATCH + 1 }, () => 'a.py')
    const result = await here.service().call('projects.outline', { projectDir: here.project, files })
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid-input' } })
  })

  test('a project that vanished', async () => {
    const here = place()
    const service = here.service()
    renameSync(here.project, `${here.project}-moved`)
    const projectDir = here.project
    const codes = [
      await service.call('projects.files', { projectDir }),
      await service.call('projects.outline', { projectDir, files: ['a.py'] }),
      await service.call('files.read', { projectDir, file: 'a.py' }),
    ].map((result) => !result.ok && result.error.code)
    expect(codes).toEqual(['folder-missing', 'folder-missing', 'folder-missing'])
  })

  test('the folders below one: sorted, hidden ones left out, links followed', async () => {
    const here = place()
    const service = here.service({ home: here.project })
    for (const name of ['b10', 'b9', 'a', '.hidden']) mkdirSync(join(here.project, name))
    writeFileSync(join(here.project, 'file'), '')
    symlinkSync(here.data, join(here.project, 'link'))
    symlinkSync('nothing', join(here.project, 'dangling'))
    const listing = await ask(service, 'folders.list', { dir: null })
    expect(listing).toMatchObject({ dir: here.project, parent: here.folder })
    expect(listing.folders).toEqual(
      ['a', 'b9', 'b10', 'link'].map((name) => ({ name, dir: join(here.project, name) })),
    )
    expect(await ask(service, 'folders.list', { dir: '/' })).toMatchObject({ dir: '/', parent: null })
  })
})

describe('the examples', () => {
  test('are copied to where they may be changed, trusted, and each names a function that it has', async () => {
    const here = place()
    const service = here.service({ asksForTrust: true })
    const examples = await ask(service, 'projects.examples', {})
    expect(examples).toHaveLength(3)
    for (const { projectDir, file, function: name } of examples) {
      expect(projectDir).toBe(realpathSync(join(here.data, 'examples')))
      const { outline } = await ask(service, 'files.read', { projectDir, file })
      expect(outline.map((item) => item.name)).toContain(name)
    }
    const { projectDir, file } = examples[0]!
    expect(await dirs(service)).toEqual([])
    const request = { target: { kind: 'script', path: file }, cwd: projectDir, projectDir } as const
    expect(await ask(service, 'runs.start', request)).toHaveProperty('key')
    expect(await ask(service, 'projects.open', { dir: projectDir })).toMatchObject({ trusted: true })
  })

  test('keep what the person has changed; what was removed comes back', async () => {
    const here = place()
    const service = here.service()
    const [first, second] = await ask(service, 'projects.examples', {})
    const original = readFileSync(second!.file, 'utf8')
    writeFileSync(first!.file, 'mine\n')
    rmSync(second!.file)
    await ask(service, 'projects.examples', {})
    expect(readFileSync(first!.file, 'utf8')).toBe('mine\n')
    expect(readFileSync(second!.file, 'utf8')).toBe(original)
  })

  test('where they cannot be put anywhere, one sentence says so', async () => {
    const here = place()
    writeFileSync(join(here.data, 'examples'), 'a file in the way')
    expect(await here.service().call('projects.examples', {})).toMatchObject({
      ok: false,
      error: { code: 'examples-failed', message: expect.stringMatching(/^The examples cannot be put into /) },
    })
  })
})

/** A history in memory that can be made to fail. */
class FailingStore {
  fails = false
  readonly store: RunStore = new Proxy(memoryStore(), {
    get: (store, key) => {
      const member: unknown = Reflect.get(store, key)
      if (typeof member !== 'function') return member
      return (...given: unknown[]) => {
        if (this.fails && key !== 'close') throw new MebiError('disk-full', 'The disk is full.')
        return Reflect.apply(member, store, given) as unknown
      }
    },
  })
}

/** Times are kept to the millisecond. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now()
  while (Date.now() === now) await new Promise((resolve) => setTimeout(resolve, 1))
}

/** What calls return that are made without the rights of root. */
async function unprivileged(
  here: ReturnType<typeof place>,
  calls: readonly (readonly [string, unknown])[],
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--experimental-strip-types',
    '--no-warnings',
    join(import.meta.dirname, 'unprivileged.ts'),
    here.project,
    here.data,
    JSON.stringify(calls),
  ])
  return JSON.parse(stdout)
}
