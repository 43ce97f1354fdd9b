/** Runs whole processes side by side and sums them up. All times in nanoseconds. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const programs = fileURLToPath(new URL('./programs/', import.meta.url))
const mebi = fileURLToPath(new URL('../../bin/mebi.mjs', import.meta.url))

/** One way of running a program: returns how long its process lived. */
export type Runner = (program: string, size: number) => number

/** Median and extremes of several runs. */
export interface Spread {
  readonly median: number
  readonly least: number
  readonly most: number
}

/** Plain Python. `rest`: further arguments of the program, after its size. */
export function plainRunner(python: string, rest: readonly string[] = []): Runner {
  return (program, size) => timed(python, [`${programs}${program}`, String(size), ...rest])
}

/** memory_profiler, watching `work`; `python` belongs to an environment in which it is installed. */
export function memoryProfilerRunner(python: string): Runner {
  return (program, size) =>
    timed(python, ['-m', 'memory_profiler', `${programs}${program}`, String(size), 'decorate'])
}

/**
 * Mebi as built, watching `work` or what `watch`, options of `mebi run`, says; the time is that of the program's process,
 * without Mebi's own.
 */
export function mebiRunner(
  python: string,
  watch: readonly string[] = ['-f', 'work'],
  rest: readonly string[] = [],
): Runner {
  return (program, size) => {
    const args = [mebi, 'run', '--no-save', '-q', '--format', 'json', '--python', python, ...watch]
    const done = spawnSync(process.execPath, [...args, `${programs}${program}`, String(size), ...rest], {
      encoding: 'utf8',
    })
    if (done.status !== 0) throw new Error(`mebi run ${program} failed: ${done.stderr}`)
    return (JSON.parse(done.stdout) as { run: { durationNs: number } }).run.durationNs
  }
}

/** What `memory.py` prints, in bytes, run by plain Python and by Mebi. */
export function residentBytes(python: string): { plain: number; mebi: number } {
  const program = `${programs}memory.py`
  const plain = spawnSync(python, [program], { encoding: 'utf8' })
  const options = ['run', '--no-save', '-o', '/dev/null', '--python', python, '-f', 'work', program]
  const watched = spawnSync(process.execPath, [mebi, ...options], { encoding: 'utf8' })
  return { plain: Number.parseInt(plain.stdout, 10), mebi: Number.parseInt(watched.stdout, 10) }
}

/** Calls each measurement once per round, in turn, so that a slow moment of the machine meets all of them. */
export function sideBySide<K extends string>(
  rounds: number,
  measurements: Record<K, () => number>,
): Record<K, number[]> {
  const names = Object.keys(measurements) as K[]
  const results = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>
  for (const name of names) measurements[name]()
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results[name].push(measurements[name]())
  }
  return results
}

/** Ratios of two measurements, round by round. */
export function ratios(above: readonly number[], below: readonly number[]): Spread {
  return spread(above.map((value, index) => value / (below[index] ?? Number.NaN)))
}

export function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (position: number) => sorted[Math.round(position * (sorted.length - 1))] ?? Number.NaN
  return { median: at(0.5), least: at(0), most: at(1) }
}

function timed(command: string, args: string[]): number {
  const started = process.hrtime.bigint()
  const done = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
  const took = Number(process.hrtime.bigint() - started)
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${done.stderr}`)
  return took
}
