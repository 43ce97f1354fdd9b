import { mkdirSync, mkdtempSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChokidarOptions, type FSWatcher, watch } from 'chokidar'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ProjectChange } from '../../../profiler-core/contract/index.ts'
import { ProjectWatcher } from '../../../profiler-core/service/projectWatcher.ts'
import { ask, places } from '../serviceFixture.ts'

/** A project with a watcher that has begun to watch. */
class Watched {
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-watch-')))
  readonly changes: ProjectChange[] = []
  readonly watchers: FSWatcher[] = []
  readonly options: ChokidarOptions[] = []
  #watcher: ProjectWatcher | null = null
  #ready: Promise<void> = Promise.resolve()

  constructor() {
    onTestFinished(async () => {
      await this.#watcher?.close()
      rmSync(this.dir, { recursive: true, force: true })
    })
  }

  async begin(): Promise<void> {
    this.#watcher = new ProjectWatcher(this.dir, {
      onChange: (change) => this.changes.push(change),
      watch: (paths, options = {}) => {
        const watcher = watch(paths, options)
        this.watchers.push(watcher)
        this.#ready = new Promise((resolve) => watcher.once('ready', () => resolve()))
        this.options.push(options)
        return watcher
      },
    })
    await this.ready()
  }

  /** The latest watcher has seen everything that is there. */
  async ready(): Promise<void> {
    await this.#ready
  }

  write(name: string, text = ''): string {
    mkdirSync(join(this.dir, name, '..'), { recursive: true })
    writeFileSync(join(this.dir, name), text)
    return join(this.dir, name)
  }

  /** All files told of so far, and whether a listing was. */
  get told(): { files: string[]; listing: boolean } {
    const files = [...new Set(this.changes.flatMap((change) => change.files))].sort()
    return { files, listing: this.changes.some(({ listing }) => listing) }
  }
}

const soon = { timeout: 10_000, interval: 20 }

describe('changes to a project', () => {
  test('of content', async () => {
    const here = new Watched()
    const file = here.write('pkg/a.py')
    await here.begin()
    here.write('pkg/a.py', 'x = 1\n')
    await vi.waitFor(() => expect(here.told).toEqual({ files: [file], listing: false }), soon)
  })

  test('of what there is: files and folders that come and go', async () => {
    const here = new Watched()
    const old = here.write('old/a.py')
    await here.begin()
    const added = [here.write('b.py'), here.write('new/deep/c.py')]
    await vi.waitFor(() => expect(here.told).toEqual({ files: added.sort(), listing: true }), soon)
    here.changes.length = 0
    rmSync(join(here.dir, 'old'), { recursive: true })
    await vi.waitFor(() => expect(here.told).toEqual({ files: [old], listing: true }), soon)
  })

  test('many at once are few events', async () => {
    const here = new Watched()
    await here.begin()
    const files = Array.from({ length: 500 }, (_, index) => here.write(`m${index}.py`)).sort()
    await vi.waitFor(() => expect(here.told.files).toEqual(files), soon)
    expect(here.changes.length).toBeLessThan(50)
  })

  test('only of what the listing has', async () => {
    const here = new Watched()
    here.write('.gitignore', 'gen/\n')
    here.write('env/pyvenv.cfg')
    await here.begin()
    for (const name of ['notes.txt', 'gen/a.py', 'env/lib/a.py', '.hidden/a.py', 'node_modules/a.py'])
      here.write(name)
    const last = here.write('z.py')
    await vi.waitFor(() => expect(here.told.files).toContain(last), soon)
    expect(here.told.files).toEqual([last])
  })

  test('to what git leaves out change the listing, and what is watched', async () => {
    const here = new Watched()
    here.write('.gitignore', 'gen/\n')
    here.write('gen/a.py')
    await here.begin()
    here.write('.gitignore', '\n')
    await vi.waitFor(() => expect(here.told).toEqual({ files: [], listing: true }), soon)
    await here.ready()
    const file = here.write('gen/a.py', 'x = 1\n')
    await vi.waitFor(() => expect(here.told.files).toEqual([file]), soon)
  })
})

describe('the folder of a project', () => {
  test('going and coming back', async () => {
    const here = new Watched()
    const file = here.write('a.py')
    await here.begin()
    renameSync(here.dir, `${here.dir}-moved`)
    const gone = {
      projectDir: here.dir,
      files: [],
      listing: true,
      problem: `There is no folder ${here.dir}.`,
    }
    await vi.waitFor(() => expect(here.changes.at(-1)).toEqual(gone), soon)
    renameSync(`${here.dir}-moved`, here.dir)
    await vi.waitFor(() => expect(here.changes.at(-1)).toEqual({ ...gone, problem: null }), soon)
    await here.ready()
    here.write('a.py', 'x = 1\n')
    await vi.waitFor(() => expect(here.changes.at(-1)).toMatchObject({ files: [file], problem: null }), soon)
  })

  test('with no watches left is looked at instead', async () => {
    const here = new Watched()
    const file = here.write('a.py')
    await here.begin()
    const error = Object.assign(new Error('System limit for number of file watchers reached'), {
      code: 'ENOSPC',
    })
    here.watchers[0]!.emit('error', error)
    expect(here.options.map(({ backend }) => backend)).toEqual(['auto', 'polling'])
    await here.ready()
    here.write('a.py', 'x = 1\n')
    await vi.waitFor(() => expect(here.told.files).toEqual([file]), soon)
  })

  test('with an error about one of its files goes on', async () => {
    const here = new Watched()
    await here.begin()
    here.watchers[0]!.emit('error', Object.assign(new Error('I/O error'), { code: 'EIO' }))
    const file = here.write('a.py')
    await vi.waitFor(() => expect(here.told.files).toEqual([file]), soon)
    expect(here.watchers).toHaveLength(1)
  })
})

describe('watching the projects that are open', () => {
  const place = places()

  test('the three opened last', async () => {
    const here = place()
    const service = here.service()
    const told = new Set<string>()
    service.subscribe('project.changed', ({ projectDir }) => told.add(projectDir))
    const projects = Array.from({ length: 4 }, (_, index) => join(here.folder, `p${index}`))
    for (const dir of projects) {
      mkdirSync(dir)
      await ask(service, 'projects.open', { dir })
    }
    let round = 0
    // A watcher that has just begun tells of later changes only.
    await vi.waitFor(
      () => {
        round++
        for (const dir of projects) writeFileSync(join(dir, 'a.py'), `x = ${round}\n`)
        expect([...told].sort()).toEqual(projects.slice(1))
      },
      { timeout: 10_000, interval: 300 },
    )
  })

  test('a project that is forgotten is not watched', async () => {
    const here = place()
    const service = here.service()
    const other = join(here.folder, 'other')
    mkdirSync(other)
    await ask(service, 'projects.open', { dir: here.project })
    await ask(service, 'projects.open', { dir: other })
    await ask(service, 'projects.forget', { projectDir: here.project })
    const told = new Set<string>()
    service.subscribe('project.changed', ({ projectDir }) => told.add(projectDir))
    let round = 0
    await vi.waitFor(
      () => {
        round++
        for (const dir of [here.project, other]) writeFileSync(join(dir, 'a.py'), `x = ${round}\n`)
        expect([...told]).toEqual([other])
      },
      { timeout: 10_000, interval: 300 },
    )
  })
})
