/**
 * `npm run bench history [RUNS]`: a history of 10,000 runs of 200 functions each, or of as many as are asked for: how large
 * it is, and how long what people wait for takes. Filling takes minutes; a history that is there from last time is used
 * again. Prints a table and writes `out/bench/history.json`. Never part of the tests: a busy machine would fail them.
 */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  byCommit,
  dataSeries,
  everyRun,
  filterHistory,
  findSteps,
  fitGrowth,
  runsToRemove,
  trendPoints,
} from '../../../profiler-core/analysis/index.ts'
import { openStore, type RunStore } from '../../../profiler-core/store/index.ts'
import { type Spread, spread } from '../measure.ts'
import { FUNCTIONS, fillHistory, measuredRun } from './scenery.ts'

const OUT = fileURLToPath(new URL('../../../out/bench/', import.meta.url))
const ROUNDS = 7
/** As far as a person does not notice. */
const AT_ONCE_MS = 50
/** An opening among the other things that a start does. */
const OPENING_MS = 50
const MOST_BYTES = 2e9

interface Figure {
  readonly what: string
  readonly unit: string
  readonly value: Spread
  readonly goal: string
  readonly met: boolean
}

const figures: Figure[] = []

function main(): void {
  const runs = Number(process.argv[3] ?? 10_000)
  const home = historyOf(runs)
  const file = join(home, 'mebi.sqlite')
  once(
    `${runs} runs of ${FUNCTIONS} functions`,
    'MB',
    statSync(file).size / 1e6,
    `below ${MOST_BYTES / 1e6}`,
    MOST_BYTES / 1e6,
  )
  time('opening and closing', OPENING_MS, () => openStore(home).close())
  const store = openStore(home)
  try {
    measure(store)
  } finally {
    store.close()
  }
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, kernel: release(), node: process.version }
  writeFileSync(
    join(OUT, 'history.json'),
    JSON.stringify({ date: new Date().toISOString(), machine, rounds: ROUNDS, figures }, null, 2),
  )
  console.log(`\nwritten to ${join('out', 'bench', 'history.json')}`)
}

/** The data folder with so many runs: that of last time, or a new one. */
function historyOf(runs: number): string {
  const folder = join(OUT, `history-${runs}`)
  if (existsSync(folder)) return folder
  const making = `${folder}.making`
  rmSync(making, { recursive: true, force: true })
  mkdirSync(making, { recursive: true })
  const started = Date.now()
  fillHistory(making, measuredRun(join(making, 'template')), runs)
  console.log(`filled in ${Math.round((Date.now() - started) / 1000)} s`)
  renameSync(making, folder)
  return folder
}

function measure(store: RunStore): void {
  const [newest] = store.list({ limit: 1 })
  const projectDir = newest?.request.projectDir ?? ''
  const entries = store.history(projectDir)
  const [first] = store.functions(projectDir)
  if (first === undefined) throw new Error('bench: the history has no functions')

  time('the list of all runs', AT_ONCE_MS, () => store.history(projectDir))
  time('a filter by text', AT_ONCE_MS, () => filterHistory(entries, { ...everyRun, text: 'main 9 exp' }))
  time('a filter by one function', AT_ONCE_MS, () => store.having(projectDir, { function: first.name }))
  time('a filter by a part of a name that all have', AT_ONCE_MS, () =>
    store.having(projectDir, { function: 'step' }),
  )
  time('a filter by a name that none has', AT_ONCE_MS, () =>
    store.having(projectDir, { function: 'nothing' }),
  )
  time('a filter by file', AT_ONCE_MS, () => store.having(projectDir, { file: 'steps' }))
  time('the functions of the latest runs', AT_ONCE_MS, () => store.functions(projectDir))
  time('the trend of a function', AT_ONCE_MS, () => store.functionTrend(projectDir, first))
  const trend = store.functionTrend(projectDir, first)
  time('its steps', AT_ONCE_MS, () => findSteps(trend.peakBytes))
  time('all runs by commit', AT_ONCE_MS, () => byCommit(trendPoints(entries, ({ peakBytes }) => peakBytes)))
  time('how the peak grows with the data', AT_ONCE_MS, () =>
    dataSeries(entries).map(({ runs }) => fitGrowth(runs)),
  )
  time('the size of the history', AT_ONCE_MS, () => [
    store.count(),
    store.count(projectDir),
    store.sizeBytes(),
  ])
  const rules = { keepLast: 50, keepOneADay: true }
  const ids = runsToRemove(entries, rules)
  time('what a clean-up removes, and gives back', AT_ONCE_MS, () =>
    store.storedBytes(runsToRemove(entries, rules)),
  )
  time('a run of a group', AT_ONCE_MS, () => store.ofGroup('group 7'))
  time('a whole run', AT_ONCE_MS, () => store.get(ids[0] ?? 1))
}

function time(what: string, goalMs: number, work: () => unknown): void {
  work()
  const value = spread(
    Array.from({ length: ROUNDS }, () => {
      const started = performance.now()
      work()
      return performance.now() - started
    }),
  )
  report({ what, unit: 'ms', value, goal: `at most ${goalMs}`, met: value.median <= goalMs })
}

function once(what: string, unit: string, value: number, goal: string, most: number): void {
  report({ what, unit, value: spread([value]), goal, met: value <= most })
}

function report(figure: Figure): void {
  figures.push(figure)
  const { what, unit, value, goal, met } = figure
  const number = (part: number) => part.toFixed(1).padStart(9)
  console.log(
    `${what.padEnd(45)}${number(value.median)} ${unit.padEnd(3)} (${number(value.least).trim()} to ${number(value.most).trim()})  ${goal}: ${met ? 'met' : 'MISSED'}`,
  )
}

main()
