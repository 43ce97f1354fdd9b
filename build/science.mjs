// A virtual environment with NumPy, pandas and Polars, for the tests that need them:  node build/science.mjs PYTHON
// It is kept below node_modules/.cache, one for each version of the interpreter, and prints the path of its Python.
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { argv, pid, platform } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const packages = ['numpy', 'pandas', 'polars']

/**
 * The Python of the environment for an interpreter, made where there is none yet, which takes half a minute and PyPI.
 * Throws an error that says why it cannot be made.
 */
export async function sciencePython(python) {
  const { stdout } = await run(python, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'])
  const cache = fileURLToPath(new URL('../node_modules/.cache', import.meta.url))
  const folder = join(cache, `science-${stdout.trim()}`)
  const inside = platform === 'win32' ? join('Scripts', 'python.exe') : join('bin', 'python')
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

function lastLine({ stderr, message }) {
  return (stderr?.trim() ? stderr.trim() : message).split('\n').at(-1)
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  process.stdout.write(`${await sciencePython(argv[2] ?? 'python3')}\n`)
}
