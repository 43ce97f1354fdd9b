/**
 * `npm run bench`: what watching costs, as ratios of whole processes that run side by side on this machine;
 * `npm run bench functions`: of watching functions only; `npm run bench history`: see history/run.ts.
 * Prints a table and writes `out/bench/agent.json`, or `functions.json`. Never part of the tests: a busy machine would fail them.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, homedir, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  mebiRunner,
  memoryProfilerRunner,
  plainRunner,
  ratios,
  residentBytes,
  type Spread,
  sideBySide,
  spread,
} from './measure.ts'

const OUT = fileURLToPath(new URL('../../out/bench/', import.meta.url))
const ONLY_FUNCTIONS = process.argv[2] === 'functions'
const RESULT = ONLY_FUNCTIONS ? 'functions.json' : 'agent.json'
const VERSIONS = ['3.11', '3.13']
const ROUNDS = 7
const MIB = 2 ** 20
/** Shapes of calls.py, and how many calls take about half a second. */
const CALL_SHAPES = {
  tiny: 15_000_000,
  mixed: 12_000_000,
  methods: 6_000_000,
  generators: 10_000_000,
  recursion: 10_000_000,
  exceptions: 3_000_000,
}

interface Figure {
  readonly what: string
  readonly python: string
  readonly unit: string
  readonly value: Spread
  /** What issue and documentation promise of the median. */
  readonly goal: string
  readonly met: boolean
}

const figures: Figure[] = []

function main(): void {
  mkdirSync(OUT, { recursive: true })
  const found = VERSIONS.flatMap((version) => {
    const python = findPython(version)
    if (python === null) console.error(`bench: no Python ${version} on this machine, left out`)
    return python === null ? [] : [{ version, python }]
  })
  if (found.length === 0) throw new Error(`bench: none of Python ${VERSIONS.join(', ')} was found`)
  for (const { version, python } of found) {
    functions(version, python)
    if (ONLY_FUNCTIONS) continue
    lineCost(version, python, 'a watched line', 'lines.py', [200_000, 5_000], 40)
    // The dearest case, in which nothing can be left out; no promise is made of it by itself.
    lineCost(version, python, 'a watched line that is read', 'slow_lines.py', [100_000, 5_000], null)
    comprehension(version, python)
    unwatched(version, python)
    start(version, python)
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, kernel: release(), node: process.version }
  writeFileSync(
    join(OUT, RESULT),
    JSON.stringify({ date: new Date().toISOString(), machine, rounds: ROUNDS, figures }, null, 2),
  )
  console.log(`\nwritten to ${join('out', 'bench', RESULT)}`)
}

/** What it costs to watch all functions of a program that makes millions of calls a second. */
function functions(version: string, python: string): void {
  for (const [shape, calls] of Object.entries(CALL_SHAPES)) {
    const plain = plainRunner(python, [shape])
    const mebi = mebiRunner(python, ['--all', '--detail', 'functions'], [shape])
    const { watched, bare } = sideBySide(ROUNDS, {
      watched: () => mebi('calls.py', calls) - mebi('calls.py', 0),
      bare: () => plain('calls.py', calls) - plain('calls.py', 0),
    })
    const ratio = ratios(watched, bare)
    const promised = version !== '3.11' // before sys.monitoring the calls of the agent cannot be taken away
    report(
      `all functions, ${shape}, Mebi / plain`,
      version,
      'x',
      ratio,
      promised ? 'at most 1.5' : '',
      !promised || ratio.median <= 1.5,
    )
  }
}

/** Cost of one executed watched line, start-up taken off by a run of no rounds. */
function lineCost(
  version: string,
  python: string,
  what: string,
  program: string,
  [many, few]: [number, number],
  goal: number | null,
): void {
  const plain = plainRunner(python)
  const mebi = mebiRunner(python)
  const rival = memoryProfilerRunner(environmentWith('memory_profiler==0.61.0', version, python))
  const perLine = (run: (size: number) => number, rounds: number) => (run(rounds) - run(0)) / (4 * rounds)
  const { ours, theirs, none } = sideBySide(ROUNDS, {
    ours: () => perLine((size) => mebi(program, size), many),
    theirs: () => perLine((size) => rival(program, size), few),
    none: () => perLine((size) => plain(program, size), many),
  })
  const above = (values: number[]) => values.map((value, index) => value - (none[index] ?? 0))
  report(`${what}, Mebi`, version, 'ns', spread(above(ours)), '', true)
  report(`${what}, memory_profiler 0.61`, version, 'ns', spread(above(theirs)), '', true)
  const ratio = ratios(above(theirs), above(ours))
  const promise = goal === null ? '' : `at least ${goal}`
  report(`${what}, memory_profiler / Mebi`, version, 'x', ratio, promise, ratio.median >= (goal ?? 0))
}

function comprehension(version: string, python: string): void {
  const ratio = slowdown('comprehension.py', 10_000_000, python)
  report(
    'a comprehension on a watched line, Mebi / plain',
    version,
    'x',
    ratio,
    'at most 1.3',
    ratio.median <= 1.3,
  )
}

function unwatched(version: string, python: string): void {
  const ratio = slowdown('unwatched.py', 800, python)
  report('unwatched code, Mebi / plain', version, 'x', ratio, 'at most 1.02', ratio.median <= 1.02)
}

/** Ratio of the time that a program takes beyond its start. */
function slowdown(program: string, size: number, python: string): Spread {
  const plain = plainRunner(python)
  const mebi = mebiRunner(python)
  const { watched, bare } = sideBySide(ROUNDS, {
    watched: () => mebi(program, size) - mebi(program, 0),
    bare: () => plain(program, size) - plain(program, 0),
  })
  return ratios(watched, bare)
}

function start(version: string, python: string): void {
  const plain = plainRunner(python)
  const mebi = mebiRunner(python)
  const { watched, bare } = sideBySide(ROUNDS, {
    watched: () => mebi('memory.py', 0),
    bare: () => plain('memory.py', 0),
  })
  const extra = spread(watched.map((value, index) => (value - (bare[index] ?? 0)) / 1e6))
  report('start of the agent over plain Python', version, 'ms', extra, 'at most 60', extra.median <= 60)
  const sizes = Array.from({ length: ROUNDS }, () => residentBytes(python))
  const memory = spread(sizes.map((size) => (size.mebi - size.plain) / MIB))
  report("the agent in the target's memory", version, 'MiB', memory, 'at most 2', memory.median <= 2)
}

function report(what: string, python: string, unit: string, value: Spread, goal: string, met: boolean): void {
  figures.push({ what, python, unit, value, goal, met })
  const digits = unit === 'ns' || unit === 'ms' ? 0 : 2
  const number = (part: number) => part.toFixed(digits).padStart(9)
  const verdict = goal === '' ? '' : `  ${goal}: ${met ? 'met' : 'MISSED'}`
  console.log(
    `${python}  ${what.padEnd(50)}${number(value.median)} ${unit.padEnd(3)} (${number(value.least).trim()} to ${number(value.most).trim()})${verdict}`,
  )
}

/** An environment in which a package is installed; made once and kept under out/. */
function environmentWith(requirement: string, version: string, python: string): string {
  const folder = join(OUT, `environment-${version}`)
  const inside = join(folder, 'bin', 'python')
  const stamp = join(folder, 'installed.txt')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === requirement) return inside
  for (const args of [
    [python, '-m', 'venv', folder],
    [inside, '-m', 'pip', 'install', '-q', requirement, 'setuptools'],
  ]) {
    const [command = '', ...rest] = args
    const done = spawnSync(command, rest, { encoding: 'utf8' })
    if (done.status !== 0) throw new Error(`bench: ${args.join(' ')} failed: ${done.stderr}`)
  }
  writeFileSync(stamp, requirement)
  return inside
}

function findPython(version: string): string | null {
  const pyenv = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  const kept = existsSync(pyenv) ? readdirSync(pyenv).filter((name) => name.startsWith(`${version}.`)) : []
  const candidates = [...kept.map((name) => join(pyenv, name, 'bin', 'python')), `python${version}`]
  for (const candidate of candidates) {
    const done = spawnSync(candidate, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    })
    if (done.status === 0 && done.stdout.trim() === version) return candidate
  }
  return null
}

if (process.argv[2] === 'history') await import('./history/run.ts')
else main()
