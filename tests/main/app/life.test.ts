import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, it } from 'vitest'
import { appCommand, electronMissing, onElectron, windowEnvironment } from '../../e2e/electron.ts'
import { type Desktop, desktops, until } from './desktop.ts'

const WAITS = 'import time\nprint("up", flush=True)\ntime.sleep(60)\n'

describe.skipIf(electronMissing() !== null)(onElectron('the life of the desktop app'), () => {
  const desktop = desktops()

  describe('opens', () => {
    it('the folder that it is started on, which the page is told once', async () => {
      const here = desktop()
      // The page asks at once; so that it is the test that asks first, the page is not there yet.
      const { page } = await here.start({ dir: here.project })
      await until(async () => (await here.call('projects.recent', {})).length === 1)
      expect((await here.call('projects.recent', {}))[0]?.dir).toBe(here.project)
      expect(await here.host('host.initialProject', {})).toBeNull()
      await page.reload()
      expect(await here.host('host.initialProject', {})).toBeNull()
    })

    it('one window: a second start hands its folder to the first and ends', async () => {
      const here = desktop()
      await here.start()
      await here.host('host.initialProject', {})
      await here.listen()
      const other = join(here.folder, 'other')
      mkdirSync(other)
      expect(await startAgain(here, other)).toBe(0)
      expect(await here.hears('host.openProject')).toEqual({ dir: other })
      const windows = await here.app.electron.evaluate(
        ({ BrowserWindow }) => BrowserWindow.getAllWindows().length,
      )
      expect(windows).toBe(1)
    })

    it('a window for each data folder', async () => {
      const here = desktop()
      await here.start()
      const there = desktop()
      await there.start()
      expect(there.app.electron.process().exitCode).toBeNull()
    })
  })

  describe('the window', () => {
    it('opens where it was closed', async () => {
      const here = desktop()
      const first = await here.start()
      const bounds = { x: 120, y: 90, width: 1100, height: 700 }
      await first.electron.evaluate(
        ({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]!.setBounds(to),
        bounds,
      )
      // X sets position and size one after the other, some time after they were asked for.
      const isThere = async () => isDeepStrictEqual(await boundsOf(here), bounds)
      await until(isThere)
      await closeWindow(here)
      await first.ended
      await here.start()
      await until(isThere)
    })

    it('opens on a screen, even when the one that it was on is gone', async () => {
      const here = desktop()
      mkdirSync(join(here.home, 'app'), { recursive: true })
      const bounds = { x: 90_000, y: 90_000, width: 1000, height: 700 }
      writeFileSync(join(here.home, 'app', 'window.json'), JSON.stringify({ bounds, maximized: false }))
      await here.start()
      const { x, y } = await boundsOf(here)
      expect(Math.max(x, y)).toBeLessThan(9000)
    })

    it('comes back when its page crashes; a run goes on meanwhile', async () => {
      const here = desktop()
      await here.start()
      const key = await here.run(WAITS)
      await crashAndComeBack(here)
      expect((await here.call('runs.active', {})).running.map((run) => run.key)).toEqual([key])
      await here.call('runs.stop', { key })
      expect(here.log()).toContain('the page is gone: crashed')
    })

    it('asks what to do when its page does not answer', async () => {
      const here = desktop()
      const { electron } = await here.start()
      await here.answerBoxes('Wait', 'Reload')
      const hang = () =>
        electron.evaluate(({ BrowserWindow }) => {
          BrowserWindow.getAllWindows()[0]!.emit('unresponsive')
        })
      await hang()
      expect(await here.boxes()).toEqual(['The window of Mebi does not answer.'])
      expect(here.log()).not.toContain('the page is gone')
      await hang()
      await until(() => here.log().includes('the page is gone'))
    })

    it('asks when its page crashes again and again', async () => {
      const here = desktop()
      const app = await here.start()
      await here.answerBoxes('Reload', 'Quit')
      for (let times = 1; times <= 4; times++) await crashAndComeBack(here)
      expect(await here.boxes()).toEqual(['The window of Mebi keeps crashing.'])
      // Reload was chosen, so it counts anew.
      for (let times = 1; times <= 3; times++) await crashAndComeBack(here)
      await crash(here)
      await app.ended
    })
  })

  describe('ends', () => {
    it('at once when nothing goes on', async () => {
      const here = desktop()
      const app = await here.start()
      await here.answerBoxes()
      await closeWindow(here)
      expect(await app.ended).toBe(0)
    })

    it.each([
      ['its window is closed', (here: Desktop) => closeWindow(here)],
      ['it is told to quit', (here: Desktop) => quit(here)],
    ])('only if the person wants it, when %s while a run goes on', async (_when, leave) => {
      const here = desktop()
      const app = await here.start()
      await here.run(WAITS)
      await here.answerBoxes('Keep Running', 'Stop It and Quit')
      await leave(here)
      await until(async () => (await here.boxes()).length === 1)
      expect((await here.call('runs.active', {})).running).toHaveLength(1)

      await leave(here)
      expect(await app.ended).toBe(0)
      await here.start()
      expect(await here.call('runs.list', {})).toMatchObject([{ status: 'stopped' }])
    })

    it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
      'on %s without asking, and keeps what runs',
      async (signal) => {
        const here = desktop()
        const app = await here.start()
        await here.run(WAITS)
        app.electron.process().kill(signal)
        await app.ended
        await here.start()
        expect(await here.call('runs.list', {})).toMatchObject([{ status: 'stopped' }])
      },
    )

    it('however much a program resists', async () => {
      const here = desktop()
      const app = await here.start()
      await here.listen()
      await here.run(
        `import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n${WAITS}`,
      )
      await here.hears('run.output')
      app.electron.process().kill('SIGTERM')
      await app.ended
      await here.start()
      expect(await here.call('runs.list', {})).toMatchObject([{ status: 'stopped' }])
    })
  })
})

async function startAgain(here: Desktop, dir: string): Promise<number | null> {
  const [program, args] = appCommand({ dir })
  const env = { ...(await windowEnvironment()), MEBI_HOME: here.home }
  const child = spawn(program, args, { env, stdio: 'ignore' })
  return await new Promise((resolve, reject) => child.on('error', reject).on('exit', resolve))
}

async function boundsOf(here: Desktop): Promise<{ x: number; y: number; width: number; height: number }> {
  return await here.app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getBounds(),
  )
}

/** As a person does; not Playwright's way, which ends the page without asking it. */
async function closeWindow(here: Desktop): Promise<void> {
  await here.app.electron.evaluate(({ BrowserWindow }) => {
    setTimeout(() => BrowserWindow.getAllWindows()[0]?.close())
  })
}

async function quit(here: Desktop): Promise<void> {
  await here.app.electron.evaluate(({ app }) => {
    setTimeout(() => app.quit())
  })
}

async function crash(here: Desktop): Promise<void> {
  await here.app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer()
  })
}

/** Counted by the app itself, for Playwright loses sight of a page that has crashed. */
async function crashAndComeBack(here: Desktop): Promise<void> {
  await here.app.electron.evaluate(async ({ BrowserWindow }) => {
    const { webContents } = BrowserWindow.getAllWindows()[0]!
    const back = new Promise<void>((resolve) => webContents.once('did-finish-load', () => resolve()))
    webContents.forcefullyCrashRenderer()
    await back
  })
}
