import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { electronMissing, onElectron } from '../../e2e/electron.ts'
import { Desktop, until } from './desktop.ts'

const GROWS = 'def grow():\n    kept = bytearray(32 * 2**20)\n    return kept\n\nkept = grow()\n'
const MEGABYTES = 50
const PRINTS = `import sys\nline = "x" * 1023 + "\\n"\nfor _ in range(${MEGABYTES} * 1024):\n    sys.stdout.write(line)\n`

describe.skipIf(electronMissing() !== null)(onElectron('the desktop app'), () => {
  let here: Desktop

  beforeAll(async () => {
    here = new Desktop()
    await here.start()
    await here.listen()
  })

  afterAll(() => here.remove())

  it('profiles a program, tells the page about it, and keeps the run', async () => {
    await here.run(GROWS)
    const { run } = await here.hears('run.ended')
    expect(run.status).toBe('finished')
    const grow = run.functions.find(({ name }) => name === 'grow')
    expect(grow?.lines.find(({ line }) => line === 2)?.incrementBytes).toBeGreaterThan(31 * 2 ** 20)
    expect((await here.call('runs.timeline', { id: run.id! })).bytes.length).toBeGreaterThan(0)
    expect(await here.call('runs.list', {})).toMatchObject([{ id: run.id, status: 'finished' }])
  })

  it('runs nothing of a folder before it is trusted', async () => {
    const projectDir = join(here.folder, 'unknown')
    mkdirSync(projectDir)
    writeFileSync(join(projectDir, 'program.py'), GROWS)
    await here.call('projects.open', { dir: projectDir })
    const target = { kind: 'script', path: 'program.py' } as const
    const start = here.call('runs.start', { target, cwd: projectDir, projectDir })
    await expect(start).rejects.toThrow('project-untrusted')
  })

  it('outlines files, in a thread of its own', async () => {
    writeFileSync(join(here.project, 'shapes.py'), 'class Shape:\n    def area(self):\n        pass\n')
    await here.call('projects.open', { dir: here.project })
    const file = join(here.project, 'shapes.py')
    const [outline] = await here.call('projects.outline', { projectDir: here.project, files: [file] })
    expect(outline?.items.map(({ name }) => name)).toEqual(['Shape', 'Shape.area'])
  })

  it(`passes on ${MEGABYTES} MB of output, all of it, in few and bounded pieces`, async () => {
    await here.app.page.evaluate(() => {
      const state = Object.assign(window as unknown as Counting, { count: 0, length: 0, most: 0 })
      state.mebi.subscribe((text) => {
        const { name, payload } = JSON.parse(text) as { name: string; payload: { text: string } }
        if (name !== 'run.output') return
        state.count += 1
        state.length += payload.text.length
        state.most = Math.max(state.most, payload.text.length)
      })
    })
    await here.run(PRINTS, { watch: { kind: 'functions', names: ['program.py:*'] } })
    await until(async () => (await here.call('runs.active', {})).running.length === 0)
    const { count, length, most } = await here.app.page.evaluate(() => {
      const { count, length, most } = window as unknown as Counting
      return { count, length, most }
    })
    expect(length).toBe(MEGABYTES * 1024 * 1024)
    expect(count).toBeLessThan(4 * MEGABYTES * 10)
    expect(most).toBeLessThanOrEqual(256 * 1024)
  })

  describe('offers the page', () => {
    it('a dialog for a folder', async () => {
      const { electron } = here.app
      await electron.evaluate(({ dialog }, folder) => {
        const answers = [[folder], []]
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: answers.shift() ?? [] })
      }, here.project)
      expect(await here.host('host.pickFolder', {})).toBe(here.project)
      expect(await here.host('host.pickFolder', {})).toBeNull()
    })

    it('a dialog for a file to save text in, and says why it could not', async () => {
      const { electron } = here.app
      const file = join(here.folder, 'table.csv')
      const unwritable = join(here.folder, 'nowhere', 'table.csv')
      await electron.evaluate(
        ({ dialog }, answers) => {
          dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answers.shift() ?? '' })
        },
        [file, unwritable],
      )
      const input = { name: 'table.csv', text: 'line,MiB\n' }
      expect(await here.host('host.saveText', input)).toBe(file)
      expect(readFileSync(file, 'utf8')).toBe(input.text)
      await expect(here.host('host.saveText', input)).rejects.toThrow(
        /file-unwritable: \S+ cannot be written: ENOENT/,
      )
      expect(await here.host('host.saveText', input)).toBeNull()
    })

    it('the path of a file that is dropped on it', async () => {
      const file = join(here.project, 'dropped.py')
      writeFileSync(file, 'pass\n')
      const path = await dropped(here.app.page, file)
      expect(path).toBe(file)
    })

    it('what is chosen in the menu, by the id of its command', async () => {
      const { electron } = here.app
      await electron.evaluate(({ Menu }) => {
        const items = Menu.getApplicationMenu()!.items.flatMap((item) => item.submenu?.items ?? [])
        for (const item of items) if (!item.role && item.type === 'normal') (item.click as () => void)()
      })
      await until(async () => (await here.heard('host.command')).length >= 8)
      expect((await here.heard('host.command')).map(({ id }) => id)).toEqual([
        'openFolder',
        'run',
        'stop',
        'openPalette',
        'quickOpen',
        'toggleLeft',
        'togglePanel',
        'toggleRight',
      ])
    })
  })

  it('logs errors that nobody caught, and tells of the first', async () => {
    const { electron } = here.app
    await here.answerBoxes()
    for (const text of ['first fault', 'second fault']) {
      await electron.evaluate((_electron, message) => {
        setTimeout(() => {
          throw new Error(message)
        })
      }, text)
      await until(() => here.log().includes(text))
    }
    expect(await here.boxes()).toEqual(['Something went wrong in Mebi.'])
  })

  it('keeps its data from other people', async () => {
    expect(statSync(here.home).mode & 0o077).toBe(0)
    expect(statSync(join(here.home, 'app')).mode & 0o077).toBe(0)
  })
})

interface Counting {
  readonly mebi: { readonly subscribe: (listener: (event: string) => void) => void }
  count: number
  length: number
  most: number
}

async function dropped(page: Desktop['app']['page'], file: string): Promise<string> {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'dropped'
    document.body.append(input)
  })
  await page.setInputFiles('#dropped', file)
  return await page.evaluate(() => {
    const { mebi } = window as unknown as { mebi: { pathOf: (file: File) => string } }
    const input = document.querySelector<HTMLInputElement>('#dropped')
    return mebi.pathOf(input!.files![0]!)
  })
}
