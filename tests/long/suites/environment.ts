import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { Suite, Version } from './suites.ts'

/** No index answers, or it has no such package. */
export class Unavailable extends Error {}

/** An environment of one Python with all packages in the versions that the constraints say. */
export class Environment {
  readonly python: string
  readonly #version: Version
  readonly #folder: string

  /**
   * @param folder is there; reused where it is complete
   * @throws Unavailable
   */
  constructor(version: Version, interpreter: string, folder: string) {
    this.#version = version
    this.#folder = folder
    const venv = join(folder, `python-${version}`)
    this.python = join(venv, 'bin', 'python')
    if (existsSync(join(venv, 'complete'))) return
    rmSync(venv, { recursive: true, force: true })
    run(interpreter, ['-m', 'venv', venv])
    pip(this.python, ['install', '--no-deps', '-r', constraintsOf(version)])
    mkdirSync(join(venv, 'complete'))
  }

  /** The source distribution of a suite's package, fetched once. */
  archive({ name }: Suite): string {
    const constraint = new RegExp(`^${name}==.*$`, 'm').exec(
      readFileSync(constraintsOf(this.#version), 'utf8'),
    )
    if (constraint === null) throw new Error(`the constraints do not name ${name}`)
    const [requirement] = constraint
    const folder = join(this.#folder, 'archives', requirement)
    const find = () =>
      (existsSync(folder) ? readdirSync(folder) : []).find((file) => file.endsWith('.tar.gz'))
    if (find() === undefined) download(requirement, folder, this.python)
    const archive = find()
    if (archive === undefined) throw new Error(`${requirement} has no source distribution`)
    return join(folder, archive)
  }

  /** Unpacks it anew and returns its folder, the same each time. */
  unpack(suite: Suite): string {
    const folder = join(this.#folder, 'source', suite.name)
    const fresh = join(this.#folder, 'unpacked')
    for (const each of [folder, fresh]) rmSync(each, { recursive: true, force: true })
    mkdirSync(fresh, { recursive: true })
    mkdirSync(join(this.#folder, 'source'), { recursive: true })
    run('tar', ['-xf', this.archive(suite), '-C', fresh])
    const [name = ''] = readdirSync(fresh)
    renameSync(join(fresh, name), folder)
    return folder
  }
}

function constraintsOf(version: Version): string {
  return fileURLToPath(new URL(`constraints-${version}.txt`, import.meta.url))
}

/** pip builds the metadata of a distribution; for some, only newer Pythons have the tools that it takes. */
function download(requirement: string, folder: string, python: string): void {
  const [name = ''] = requirement.split('==')
  const args = ['download', '--no-deps', '--no-binary', name, '-d', folder, requirement]
  try {
    pip(python, args)
  } catch (error) {
    const newest = findPython('3.13')
    if (newest === null) throw error
    pip(newest, args)
  }
}

function pip(python: string, args: readonly string[]): void {
  const options = ['--disable-pip-version-check', '--no-input', '-q']
  const done = spawnSync(python, ['-m', 'pip', ...args, ...options], {
    encoding: 'utf8',
    timeout: 15 * 60_000,
  })
  if (done.status === 0) return
  const reason = done.stderr.trim().split('\n').slice(-15).join('\n')
  if (/Retrying|No matching distribution|Could not find a version|Temporary failure/.test(done.stderr))
    throw new Unavailable(`the index does not give it: ${reason}`)
  throw new Error(`pip ${args.join(' ')}: ${reason}`)
}

function run(program: string, args: readonly string[]): void {
  const done = spawnSync(program, args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stderr.slice(-1500)}`)
}

/** An interpreter of this version: on PATH, or pyenv's. */
export function findPython(version: Version): string | null {
  const versions = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  const inPyenv = (existsSync(versions) ? readdirSync(versions) : [])
    .filter((name) => name.startsWith(`${version}.`))
    .map((name) => join(versions, name, 'bin', 'python3'))
  const command = 'import sys; print("%d.%d" % sys.version_info[:2])'
  const versionOf = (path: string) => spawnSync(path, ['-c', command], { encoding: 'utf8' }).stdout.trim()
  return [...inPyenv, `python${version}`].find((path) => versionOf(path) === version) ?? null
}
