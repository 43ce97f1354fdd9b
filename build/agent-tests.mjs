// Runs the agent's own tests on every CPython from 3.8 to 3.14 that this machine has:  node build/agent-tests.mjs [PATTERN]
import { execFile, spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { print } from './print.mjs'

const tests = ['agent', 'package'].map((name) => `tests/profiler-core/targets/python/${name}`)
const minors = [8, 9, 10, 11, 12, 13, 14]

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runAgentTests(fileURLToPath(new URL('..', import.meta.url)), process.argv[2])
  process.exitCode = failed > 0 ? 1 : 0
}

/** Returns how many tests passed and failed, over all interpreters. */
export async function runAgentTests(root, pattern = 'test*.py') {
  const pythons = await findPythons()
  if (pythons.size === 0) {
    await print(`no CPython from 3.${minors[0]} to 3.${minors.at(-1)} found on PATH or in pyenv\n`)
    return { passed: 0, failed: 1 }
  }
  const total = { passed: 0, failed: 0 }
  const run = async ([minor, python], isBetween) => {
    const { passed, failed, skipped } = await runOn(python, root, pattern, isBetween)
    await print(`Python 3.${minor} (${python}): ${passed} passed, ${failed} failed, ${skipped} skipped\n`)
    total.passed += passed
    total.failed += failed
  }
  const [oldest, newest] = [[...pythons.keys()].at(0), [...pythons.keys()].at(-1)]
  const isBetween = ([minor]) => minor !== oldest && minor !== newest
  // Three at a time, for they wait a lot; the ends take longest, so they come first.
  const waiting = [...pythons].sort((a, b) => Number(isBetween(a)) - Number(isBetween(b)))
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await run(next, isBetween(next))
  }
  await Promise.all([worker(), worker(), worker()])
  const missing = minors.filter((minor) => !pythons.has(minor))
  if (missing.length > 0) {
    await print(`skipped, not on this machine: Python ${missing.map((minor) => `3.${minor}`).join(', ')}\n`)
  }
  return total
}

/** `isBetween`: neither the oldest nor the newest, for which the tests that take long are left out. */
async function runOn(python, root, pattern, isBetween) {
  const args = ['-B', 'build/agent_tests.py', pattern, ...tests]
  // Of the interpreters that the tests start in turn, too, none writes __pycache__ into the project.
  const env = {
    ...process.env,
    PYTHONDONTWRITEBYTECODE: '1',
    ...(isBetween ? { MEBI_TEST_BETWEEN: '1' } : {}),
  }
  const child = spawn(python, args, {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20 * 60_000,
  })
  let output = ''
  let counted = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  // Apart from stderr, which may come in between and in the middle of a line.
  child.stdout.setEncoding('utf8').on('data', (text) => {
    counted += text
  })
  const status = await new Promise((resolve) => {
    child.on('error', () => resolve(-1))
    child.on('close', resolve)
    // A process that a test left behind keeps the pipes open: do not wait for that one.
    child.on('exit', (code) => setTimeout(resolve, 3000, code))
  })
  child.stdout.destroy()
  child.stderr.destroy()
  const counts = parseCounts(counted)
  // A crash while the interpreter shuts down.
  if (status !== 0) counts.failed = Math.max(counts.failed, 1)
  if (counts.failed > 0) await print(output + counted)
  return counts
}

/** Reads the last line of agent_tests.py. Where it is missing, Python crashed; no test at all is a failure too. */
export function parseCounts(output) {
  const counts = /^\{"passed": .*\}$/m.exec(output)
  const { passed, failed, skipped } = counts ? JSON.parse(counts[0]) : { passed: 0, failed: 1, skipped: 0 }
  return { passed, failed: passed + failed + skipped === 0 ? 1 : failed, skipped }
}

/** A Map from minor version to interpreter, lowest first; where there are several of one version, the first on PATH. */
export async function findPythons() {
  const probed = await Promise.all(candidates().map(probe))
  const byMinor = new Map(probed.filter(Boolean).reverse())
  return new Map(minors.filter((minor) => byMinor.has(minor)).map((minor) => [minor, byMinor.get(minor)]))
}

function candidates() {
  const path = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  const names = [...minors.map((minor) => `python3.${minor}`), 'python3', 'python']
  const onPath = names.flatMap((name) => path.map((folder) => join(folder, executable(name))))
  // pyenv's shims answer only for the versions that are switched on; all its versions lie beside them.
  const shims = path.filter((folder) => basename(folder) === 'shims').map(dirname)
  const roots = [process.env.PYENV_ROOT, ...shims, join(homedir(), '.pyenv')].filter(Boolean)
  const inPyenv = roots.flatMap((root) =>
    list(join(root, 'versions')).map((version) => join(root, 'versions', version, 'bin', 'python3')),
  )
  return [...new Set([...onPath, ...inPyenv])].filter((file) => existsSync(file))
}

function executable(name) {
  return process.platform === 'win32' ? `${name}.exe` : name
}

function list(folder) {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** What the program says it is: `[minor, path]`, or undefined for anything but a CPython that we support. */
async function probe(file) {
  const code =
    'import sys, platform; print(platform.python_implementation(), *sys.version_info[:2]); print(sys.executable)'
  try {
    const { stdout } = await promisify(execFile)(file, ['-I', '-c', code], { timeout: 20_000 })
    const [version, path] = stdout.trim().split(/\r?\n/)
    const minor = /^CPython 3 (\d+)$/.exec(version)?.[1]
    return minor && minors.includes(Number(minor)) ? [Number(minor), path] : undefined
  } catch {
    return undefined
  }
}
