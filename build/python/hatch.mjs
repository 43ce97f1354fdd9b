// Hatchling, which builds wheels, in an environment of its own below node_modules/.cache, fetched once by its hashes.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pid, platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findPythons } from '../agent-tests.mjs'

const run = promisify(execFile)
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url))
const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url))
/** Below that, hatchling needs more than is listed. */
const leastMinor = 11

/** Where an environment has its interpreter. */
export const pythonWithin = platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')

/** Builds the project in a folder (its pyproject.toml) into a wheel there; returns its path. */
export async function buildWheel(project) {
  const python = await hatchPython()
  // The time that all files of a wheel get; nothing else in it differs from one build to the next.
  const env = { ...process.env, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? '1580601600' }
  const folder = join(project, 'dist')
  await run(python, ['-I', '-B', '-m', 'hatchling', 'build', '-t', 'wheel', '-d', folder], {
    cwd: project,
    env,
  })
  const [name] = readdirSync(folder)
  return join(folder, name)
}

/** The interpreter that has hatchling. Throws an error whose message says why there is none. */
export async function hatchPython() {
  const found = [...(await findPythons())].findLast(([minor]) => minor >= leastMinor)
  if (found === undefined) {
    throw new Error(
      `Wheels are built with CPython 3.${leastMinor} or newer: there is none on PATH or in pyenv.`,
    )
  }
  const [minor, base] = found
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = join(cache, `hatch-3.${minor}-${hash}`)
  const python = join(folder, pythonWithin)
  if (!existsSync(python)) await install(base, folder)
  return python
}

async function install(base, folder) {
  mkdirSync(dirname(folder), { recursive: true })
  const made = `${folder}-${pid}`
  try {
    await run(base, ['-m', 'venv', made])
    const options = [
      '--quiet',
      '--only-binary=:all:',
      '--disable-pip-version-check',
      '--retries=1',
      '--timeout=10',
    ]
    const args = ['-m', 'pip', 'install', ...options, '--require-hashes', '-r', requirements]
    await run(join(made, pythonWithin), args, { timeout: 180_000 })
    // Its Python finds its packages by the folder that it lies in, so it may be moved.
    renameSync(made, folder)
  } catch (error) {
    if (existsSync(join(folder, pythonWithin))) return // another build was first
    throw new Error(`hatchling cannot be fetched: ${lastLine(error)}`, { cause: error })
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

function lastLine({ stderr, message }) {
  return (stderr?.trim() ? stderr.trim() : message).split('\n').at(-1)
}
