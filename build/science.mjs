// A virtual environment with NumPy, pandas and Polars, for the tests that need them:  node build/science.mjs PYTHON
// It is kept below node_modules/.cache, one for each version of the interpreter, and prints the path of its Python.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { argv, pid, platform } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packages = ['numpy', 'pandas', 'polars']

const inside = platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')

/** The Python of the environment for an interpreter; `null` where there is none yet. */
export async function knownSciencePython(python) {
  const path = join(await folderFor(python), inside)
  return existsSync(path) ? path : null
}

/**
 * The same, made where there is none yet, which takes half a minute and PyPI. Throws an error that says why it cannot be made.
 */
async function sciencePython(python) {
  const folder = await folderFor(python)
  const cache = dirname(folder)
  if (existsSync(join(folder, inside))) return join(folder, inside)
  mkdirSync(cache, { recursive: true })
  const made = `${folder}-${pid}`
  try {
    await run(python, ['-m', 'venv', made])
    const install = ['-m', 'pip', 'install', '--quiet', '--only-binary=:all:', '--disable-pip-version-check']
    // Without a network pip would try for minutes.
    await run(join(made, inside), [...install, '--retries=1', '--timeout=10', ...packages], {
      timeout: 180_000,
    })
    // Its Python finds its packages by the folder that it lies in, so it may be moved; its scripts may not.
    renameSync(made, folder)
  } catch (error) {
    rmSync(made, { recursive: true, force: true })
    if (existsSync(join(folder, inside))) return join(folder, inside)
    throw new Error(`${packages.join(', ')} cannot be installed: ${lastLine(error)}`)
  }
  return join(folder, inside)
}

async function folderFor(python) {
  const { stdout } = await run(python, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'])
  return fileURLToPath(new URL(`../node_modules/.cache/science-${stdout.trim()}`, import.meta.url))
}

function lastLine({ stderr, message }) {
  return (stderr?.trim() ? stderr.trim() : message).split('\n').at(-1)
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  process.stdout.write(`${await sciencePython(argv[2] ?? 'python3')}\n`)
}
