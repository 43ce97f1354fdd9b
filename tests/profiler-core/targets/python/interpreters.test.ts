import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Interpreter } from '../../../../profiler-core/contract/index.ts'
import { findInterpreters } from '../../../../profiler-core/targets/python/interpreters.ts'
import { parseLauncherList } from '../../../../profiler-core/targets/python/places/path.ts'
import { agentDir, anInterpreter, oneOfEachVersion, temporaryFolder } from './support.ts'

/** A machine with nothing on it: its home and its PATH are empty. */
async function emptyMachine(env: Record<string, string> = {}) {
  const home = await temporaryFolder()
  const projectDir = join(await temporaryFolder(), 'shop')
  await mkdir(projectDir)
  const find = () =>
    findInterpreters(projectDir, { agentDir, home, platform: 'linux', env: { PATH: '', HOME: home, ...env } })
  return { home, projectDir, find }
}

/** An environment as `python -m venv` makes it. */
async function makeVenv(folder: string): Promise<void> {
  execFileSync((await anInterpreter()).path, ['-m', 'venv', '--without-pip', folder])
}

/** A folder with a `bin/python` that leads to a real interpreter, as conda and pyenv have. */
async function makePrefix(prefix: string, target?: string): Promise<void> {
  await mkdir(join(prefix, 'bin'), { recursive: true })
  await symlink(target ?? (await anInterpreter()).path, join(prefix, 'bin', 'python'))
}

const places = (found: Interpreter[]) => found.map(({ path, source }) => [path, source])

describe('finding interpreters', () => {
  test('nothing on a machine without any', async () => {
    expect(await (await emptyMachine()).find()).toEqual([])
  })

  test('the environments of the project, .venv first, each an interpreter of its own', async () => {
    const { projectDir, find } = await emptyMachine()
    await makeVenv(join(projectDir, 'venv'))
    await makeVenv(join(projectDir, '.venv'))
    const found = await find()
    expect(places(found)).toEqual([
      [join(projectDir, '.venv/bin/python'), '.venv of the project'],
      [join(projectDir, 'venv/bin/python'), 'venv of the project'],
    ])
    expect(found[0]).toMatchObject({
      version: (await anInterpreter()).version,
      implementation: 'cpython',
      problem: null,
    })
  })

  test('the environment of the repository that the project is a part of', async () => {
    const { projectDir, find } = await emptyMachine()
    const repository = dirname(projectDir)
    await mkdir(join(repository, '.git'))
    await makeVenv(join(repository, '.venv'))
    expect(await find()).toMatchObject([{ path: join(repository, '.venv/bin/python') }])
  })

  test('the active environment, named once though PATH leads to it too', async () => {
    const venv = join(await temporaryFolder(), 'active')
    await makeVenv(venv)
    const { find } = await emptyMachine({ VIRTUAL_ENV: venv, PATH: join(venv, 'bin') })
    expect(places(await find())).toEqual([[join(venv, 'bin/python'), 'active virtual environment']])
  })

  test('conda environments: active, of the project, listed and installed', async () => {
    const active = join(await temporaryFolder(), 'active')
    const versions = await oneOfEachVersion()
    const { home, projectDir, find } = await emptyMachine({ CONDA_PREFIX: active })
    await makePrefix(active, versions[0]?.path)
    await makePrefix(join(home, 'miniconda3'), versions[1]?.path)
    await makePrefix(join(home, 'miniconda3/envs/shop'), versions[2]?.path)
    await makePrefix(join(home, 'elsewhere'), versions[3]?.path)
    await mkdir(join(home, '.conda'))
    await writeFile(join(home, '.conda/environments.txt'), `${join(home, 'elsewhere')}\n`)
    await writeFile(join(projectDir, 'environment.yml'), 'name: shop\ndependencies: [python]\n')
    const found = (await find()).map((each) => each.source)
    const sources = [
      'active conda environment',
      'conda environment miniconda3',
      'conda environment shop of the project',
    ]
    const distinct = Math.min(versions.length, 4)
    expect(found).toHaveLength(distinct)
    expect(found[0]).toBe(sources[0])
    if (distinct === 4) {
      expect(found[1]).toBe(sources[2])
      expect(found.slice(2).sort()).toEqual(['conda environment elsewhere', sources[1]])
    }
  })

  test('the poetry environment that belongs to the project, not another of the same name', async () => {
    const { home, projectDir, find } = await emptyMachine()
    const hash = createHash('sha256').update(projectDir).digest('base64url').slice(0, 8)
    const cache = join(home, '.cache/pypoetry/virtualenvs')
    await makeVenv(join(cache, `my-shop-${hash}-py3.11`))
    await makeVenv(join(cache, 'my-shop-AAAAAAAA-py3.11'))
    expect(places(await find())).toEqual([
      [join(cache, `my-shop-${hash}-py3.11/bin/python`), 'poetry environment of the project'],
    ])
  })

  test('what pdm and pipenv keep for the project', async () => {
    const { home, projectDir, find } = await emptyMachine()
    const pdm = join(home, 'pdm-env')
    await makeVenv(pdm)
    await writeFile(join(projectDir, '.pdm-python'), join(pdm, 'bin/python'))
    const pipenv = join(home, '.local/share/virtualenvs/shop-abc')
    await makeVenv(pipenv)
    await writeFile(join(pipenv, '.project'), projectDir)
    expect((await find()).map((each) => each.source)).toEqual([
      'pdm environment of the project',
      'pipenv environment of the project',
    ])
  })

  test("pyenv and uv: the version of the project's .python-version first, then the newest", async () => {
    const { home, projectDir, find } = await emptyMachine()
    const versions = await oneOfEachVersion()
    for (const [index, { path, version }] of versions.entries()) {
      const uv = index % 2 === 1
      const name = uv ? `cpython-${version}-linux-x86_64-gnu` : version
      await makePrefix(join(home, uv ? '.local/share/uv/python' : '.pyenv/versions', name), path)
    }
    const [oldest] = versions
    await writeFile(
      join(projectDir, '.python-version'),
      `${oldest!.version.split('.').slice(0, 2).join('.')}\n`,
    )
    const found = await find()
    expect(found[0]).toMatchObject({
      version: oldest!.version,
      source: "pyenv, by the project's .python-version",
    })
    const rest = versions.slice(1).reverse()
    expect(found.slice(1).map((each) => each.version)).toEqual(rest.map((each) => each.version))
  })

  test('PATH, a stand-in resolved to what it stands for, those that cannot be used last with the reason', async () => {
    const bin = await temporaryFolder()
    const { find } = await emptyMachine({ PATH: bin })
    const real = (await anInterpreter()).path
    const script = async (name: string, text: string) => {
      await writeFile(join(bin, name), `#!/bin/sh\n${text}\n`)
      await chmod(join(bin, name), 0o755)
    }
    const answer = (version: string, implementation: string) =>
      `echo '{"version": "${version}", "implementation": "${implementation}", "executable": null, "prefix": ""}'`
    await script('python3', answer('3.7.16', 'cpython'))
    await script('python', `exec '${real}' "$@"`)
    const other = await temporaryFolder()
    await makePrefix(other)
    const found = await find()
    expect(found[0]?.problem).toBeNull()
    expect(found[0]?.path).not.toContain(bin)
    expect(found[1]).toMatchObject({
      path: join(bin, 'python3'),
      problem: 'Python 3.7.16 is too old: Mebi needs 3.8 or newer.',
    })
    await script('python3', answer('3.10.14', 'pypy'))
    expect((await find())[1]?.problem).toBe('This is PyPy; Mebi needs CPython.')
  })

  test('an environment whose interpreter is gone says so', async () => {
    const { projectDir, find } = await emptyMachine()
    await makePrefix(join(projectDir, '.venv'), '/nowhere/python3')
    expect(await find()).toMatchObject([
      { version: '', problem: 'The interpreter that this environment was made from is gone.' },
    ])
  })

  test('a project folder that does not exist', async () => {
    const { projectDir, find } = await emptyMachine()
    execFileSync('rmdir', [projectDir])
    expect(await find()).toEqual([])
  })
})

describe('what managers write', () => {
  test('the list of the py launcher', () => {
    const listing =
      ' -V:3.13 *        C:\\Python313\\python.exe\r\n' +
      ' -V:3.8-32        C:\\Program Files (x86)\\Python 38\\python.exe *\r\n' +
      'No suitable Python\r\n'
    expect(parseLauncherList(listing)).toEqual([
      'C:\\Python313\\python.exe',
      'C:\\Program Files (x86)\\Python 38\\python.exe',
    ])
  })
})
