import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { extractFile, listPackage } from '@electron/asar'
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findElectron } from '../../build/electron.mjs'
import { electronOptions } from '../../build/sandbox.mjs'
import { electronMissing, windowEnvironment } from '../e2e/electron.ts'
import { type Packed, pack, packingConfiguration, packingMissing } from './pack.ts'

const missing = packingMissing() ?? electronMissing()
const why = missing === null ? '' : ` (skipped: ${missing})`

const wanted = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  GrantFileProtocolExtraPrivileges: false,
} as const

it('asks for every fuse that the design lists', () => {
  const asked = Object.entries(packingConfiguration().electronFuses).map(([name, on]) => [
    name[0]?.toUpperCase() + name.slice(1),
    on,
  ])
  expect(Object.fromEntries(asked)).toEqual(wanted)
})

describe.skipIf(missing !== null)(`the packed app${why}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-pack-'))
  const files = new Set<string>()
  let packed: Packed
  /** Those that the Electron at hand has. */
  let known: (keyof typeof wanted)[]

  beforeAll(async () => {
    const wire = await getCurrentFuseWire(findElectron() ?? '')
    known = (Object.keys(wanted) as (keyof typeof wanted)[]).filter(
      (name) => wire[FuseV1Options[name]] !== undefined,
    )
    const fuses = Object.fromEntries(
      known.map((name) => [name[0]?.toLowerCase() + name.slice(1), wanted[name]]),
    )
    packed = await pack(folder, fuses)
    for (const file of listPackage(join(packed.resources, 'app.asar'), { isPack: false })) {
      files.add(file.replace(/^[/\\]/, '').replaceAll('\\', '/'))
    }
  }, 120_000)

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    'package.json',
    'LICENSE',
    'out/notices/THIRD-PARTY-NOTICES.md',
    'out/app/main.cjs',
    'out/workers/samplerWorker.cjs',
    'out/workers/outlineWorker.cjs',
    'out/preload/preload.cjs',
    'out/renderer/index.html',
    'node_modules/better-sqlite3/lib/index.js',
    'profiler-core/targets/python/agent/importlib_bootstrap.py',
    'profiler-core/targets/python/agent/start/sitecustomize.py',
    'profiler-core/targets/python/agent/probe.py',
    'profiler-core/targets/python/package/mebi/__init__.py',
    'examples/sort_numbers.py',
  ])('has %s', (file) => {
    expect(files).toContain(file)
  })

  it('has the licences of what it holds of others, with their texts', () => {
    const notices = extractFile(
      join(packed.resources, 'app.asar'),
      'out/notices/THIRD-PARTY-NOTICES.md',
    ).toString()
    const parts = notices.split(/^## /m).slice(1)
    const names = parts.map((part) => part.split(' ')[0])
    // One of each bundle, the binary beside them, the font.
    const some = [
      'react',
      'monaco-editor',
      'zod',
      'electron-log',
      'better-sqlite3',
      '@fontsource-variable/jetbrains-mono',
    ]
    expect(names).toEqual(expect.arrayContaining(some))
    for (const part of parts) expect(part).toMatch(/permi(t|ssion)/i)
    for (const text of ['SIL OPEN FONT LICENSE', 'ISC License', 'MIT License']) {
      expect(notices.toLowerCase()).toContain(text.toLowerCase())
    }
  })

  it('has nothing else', () => {
    const places = [
      /^(package\.json|LICENSE)$/,
      // What is loaded only when it is needed has a hash in its name.
      /^out(\/(app|workers|preload))?(\/[\w-]+\.cjs)?$/,
      /^out\/notices(\/THIRD-PARTY-NOTICES\.md)?$/,
      /^out\/renderer(\/assets)?(\/[\w.-]+\.(html|js|css|woff2|ttf|svg))?$/,
      /^profiler-core(\/targets(\/python(\/agent(\/(_mebi|start|terminal))?(\/\w+\.py)?|\/package(\/mebi(\/\w+\.py)?)?)?)?)?$/,
      /^examples(\/\w+\.py)?$/,
      /^node_modules(\/better-sqlite3(\/(LICENSE|package\.json|lib(\/methods)?(\/[\w-]+\.js)?|prebuilds(\/[\w-]+\.node)?))?)?$/,
    ]
    expect([...files].filter((file) => !places.some((place) => place.test(file)))).toEqual([])
  })

  it('has the binding for this system, and no other', () => {
    const prebuilds = [...files].filter((file) => file.endsWith('.node'))
    expect(prebuilds).toEqual([
      `node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`,
    ])
  })

  it('has beside its archive what others than Electron read, and nothing else', () => {
    const unpacked = join(packed.resources, 'app.asar.unpacked')
    const outside = readdirSync(unpacked, { recursive: true, encoding: 'utf8' })
      .filter((file) => statSync(join(unpacked, file)).isFile())
      .map((file) => file.replaceAll('\\', '/'))
    const others = [...files].filter((file) => /(\.py|\.node)$|^out\/workers\/.*\.cjs$/.test(file))
    expect(outside.sort()).toEqual(others.sort())
    expect(readdirSync(packed.resources).sort()).toEqual(['app.asar', 'app.asar.unpacked'])
  })

  it('is of a size that can be downloaded', () => {
    expect(statSync(join(packed.resources, 'app.asar')).size).toBeLessThan(20 * 2 ** 20)
  })

  it('has its fuses set', async () => {
    const wire = await getCurrentFuseWire(packed.program)
    const states = Object.fromEntries(
      known.map((name) => [name, wire[FuseV1Options[name]] === FuseState.ENABLE]),
    )
    expect(states).toEqual(Object.fromEntries(known.map((name) => [name, wanted[name]])))
    expect(known.length).toBeGreaterThanOrEqual(6)
  })

  it('starts with its fuses set, is no Node for others, and cannot be debugged', async () => {
    const home = join(folder, 'home')
    const env = { ...(await windowEnvironment()), MEBI_HOME: home, ELECTRON_RUN_AS_NODE: '1' }
    const args = [...electronOptions(), '--inspect=0']
    const child = spawn(packed.program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    let said = ''
    child.stderr.on('data', (piece: Buffer) => {
      said += piece.toString()
    })
    // The page has been shown, and has asked the core for something.
    await vi.waitUntil(() => existsSync(join(home, 'mebi.sqlite')), { timeout: 20_000 })
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
    expect(existsSync(join(home, 'app', 'window.json'))).toBe(true)
    expect(said).not.toContain('Debugger listening')
  })
})
