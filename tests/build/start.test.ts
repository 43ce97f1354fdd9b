import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { electronMissing, onElectron, windowEnvironment } from '../e2e/electron.ts'

const start = join(import.meta.dirname, '..', '..', 'build', 'start.mjs')

describe.runIf(process.platform === 'linux')('build/start.mjs', () => {
  let folder: string
  let running: ChildProcessWithoutNullStreams | null

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'mebi-start-')))
    running = null
    // Stands in for what opens a browser: notes the address.
    writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" > '${join(folder, 'opened')}'\n`)
    chmodSync(join(folder, 'xdg-open'), 0o755)
  })

  afterEach(() => {
    running?.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })

  it('says that there is no screen, and opens the browser instead', async () => {
    const { said, end } = launch({ DISPLAY: '', WAYLAND_DISPLAY: '' })
    await vi.waitUntil(() => existsSync(join(folder, 'opened')), { timeout: 15_000 })
    expect(readFileSync(join(folder, 'opened'), 'utf8')).toMatch(/^file:\/\/\//)
    expect(said()).toMatch(/^mebi: there is no screen \(.*\); Mebi opens in the browser instead\n/)
    await end()
  })

  it('says that there is no Electron, and opens the browser instead', async () => {
    const { said, end } = launch({ DISPLAY: ':99', ELECTRON_OVERRIDE_DIST_PATH: '/nowhere' })
    await vi.waitUntil(() => existsSync(join(folder, 'opened')), { timeout: 15_000 })
    expect(said()).toContain(
      'mebi: there is no Electron for the desktop app in /nowhere, which ELECTRON_OVERRIDE_DIST_PATH names; Mebi opens in the browser instead\n',
    )
    await end()
  })

  it.skipIf(electronMissing() !== null)(
    onElectron('opens the app on a folder, from wherever it is told to'),
    async () => {
      const env = { ...(await windowEnvironment()), ELECTRON_RUN_AS_NODE: '1' }
      const { end } = launch({ ...env, npm_lifecycle_event: 'start', INIT_CWD: folder }, '.')
      // The page has opened it: the history holds the project.
      await vi.waitUntil(() => existsSync(join(folder, 'home', 'mebi.sqlite')), { timeout: 20_000 })
      expect(existsSync(join(folder, 'opened'))).toBe(false)
      expect(await end()).toBe(0)
      expect(existsSync(join(folder, 'home', 'app', 'window.json'))).toBe(true)
    },
  )

  function launch(
    env: Record<string, string>,
    ...args: string[]
  ): { said: () => string; end: () => Promise<number | null> } {
    const child = spawn(process.execPath, [start, ...args], {
      env: {
        ...process.env,
        ...env,
        MEBI_HOME: join(folder, 'home'),
        PATH: [folder, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
      },
    })
    running = child
    let text = ''
    child.stderr.on('data', (piece: Buffer) => {
      text += piece.toString()
    })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    return {
      said: () => text,
      end: () => {
        child.kill('SIGTERM')
        return ended
      },
    }
  }
})
