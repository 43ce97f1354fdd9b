/**
 * The own test suites of popular packages, without Mebi and under `mebi run --all -m pytest`: every test must end alike.
 * Part of `npm run test:long`; `npm run test:long suites attrs 3.8 3.13` runs these only. Fetches the packages from PyPI.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Environment, findPython, Unavailable } from './environment.ts'
import { type Difference, differences, isSteady, type Outcomes, readOutcomes, setAside } from './outcomes.ts'
import { SUITES, type Suite, VERSIONS, type Version } from './suites.ts'

const MEBI = fileURLToPath(new URL('../../../bin/mebi.mjs', import.meta.url))
const PLUGIN = fileURLToPath(new URL('.', import.meta.url))
/** How long a suite may take, without Mebi and with it, milliseconds. */
const PATIENCE = { plain: 10 * 60_000, mebi: 30 * 60_000 }

/** How many differences of a suite are shown. */
const MOST_SHOWN = 10

interface Row {
  readonly suite: string
  readonly version: Version
  /** `null` where it could not run. */
  readonly plain: Outcomes | null
  readonly mebi: Outcomes | null
  readonly differences: readonly Difference[]
  readonly note: string
}

const isVersion = (word: string) => word.startsWith('3.')
const words = process.argv.slice(2)
const versions = VERSIONS.filter(
  (version) => words.includes(version) || !words.some((word) => isVersion(word)),
)
const names = words.filter((word) => !isVersion(word))
const suites = SUITES.filter(({ name }) => names.length === 0 || names.includes(name))
// What was fetched may be kept for the next time.
const kept = process.env['MEBI_SUITES_FOLDER']
const folder = kept ?? mkdtempSync(join(tmpdir(), 'mebi-suites-'))
mkdirSync(folder, { recursive: true })
const rows: Row[] = []
try {
  for (const name of names)
    if (!SUITES.some((suite) => suite.name === name)) throw new Error(`no suite ${name}`)
  for (const suite of suites) for (const version of versions) take(measure(suite, version))
} finally {
  if (kept === undefined) rmSync(folder, { recursive: true, force: true })
}
summarise()

function take(row: Row): void {
  rows.push(row)
  console.log(rowText(row))
  for (const { test, plain, mebi, why } of row.differences.slice(0, MOST_SHOWN)) {
    console.log(`    ${test}\n      without Mebi ${plain}, with it ${mebi}`)
    if (why !== '') console.log(why.replace(/^/gm, '        '))
  }
  if (row.differences.length > MOST_SHOWN) console.log(`    and ${row.differences.length - MOST_SHOWN} more`)
}

function measure(suite: Suite, version: Version): Row {
  const nothing = { suite: suite.name, version, plain: null, mebi: null, differences: [] }
  const python = findPython(version)
  if (python === null) return { ...nothing, note: `skipped: no Python ${version} on this machine` }
  try {
    return compare(suite, version, new Environment(version, python, folder))
  } catch (error) {
    if (error instanceof Unavailable) return { ...nothing, note: `skipped: ${error.message}` }
    return { ...nothing, note: `FAILED: ${(error as Error).message}` }
  }
}

function compare(suite: Suite, version: Version, environment: Environment): Row {
  const plain = run(suite, environment, 'plain')
  const mebi = run(suite, environment, 'mebi')
  const found = setAside(differences(plain, mebi), suite.timing ?? [])
  const row = { suite: suite.name, version, plain, mebi }
  if (found.length === 0) return { ...row, differences: [], note: '' }
  // Only what ends otherwise without Mebi too, now and then, says nothing; with Mebi alone it is a difference all the same.
  const again = [run(suite, environment, 'plain'), run(suite, environment, 'plain')]
  const steady = found.filter(({ test }) => again.every((other) => isSteady(test, plain, other)))
  const unsteady = found.filter((each) => !steady.includes(each)).map(({ test }) => test)
  const note = unsteady.length === 0 ? '' : `differs without Mebi too: ${unsteady.join(', ')}`
  return { ...row, differences: steady, note }
}

/** Runs the suite in a fresh copy of its distribution, which lies at the same place each time. */
function run(suite: Suite, environment: Environment, how: 'plain' | 'mebi'): Outcomes {
  const { python } = environment
  const cwd = environment.unpack(suite)
  // What was left running by a suite that took too long must not write into it.
  const outcomes = join(mkdtempSync(join(folder, 'outcomes-')), 'outcomes.jsonl')
  const plugins = ['mebi_outcomes', 'no:cacheprovider', ...(suite.plugins ?? [])].flatMap((name) => [
    '-p',
    name,
  ])
  const pytest = ['-m', 'pytest', ...plugins, '-q', ...suite.args]
  const options = ['run', '--no-save', '-o', join(folder, 'table.txt'), '--python', python, '--all']
  const [program, args] =
    how === 'plain' ? [python, pytest] : [process.execPath, [MEBI, ...options, ...pytest]]
  const done = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      PYTHONPATH: [join(cwd, suite.source ?? ''), PLUGIN].join(':'),
      PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1',
      PYTHONHASHSEED: '0',
      PYTHONDONTWRITEBYTECODE: '1',
      MEBI_OUTCOMES: outcomes,
      MEBI_HOME: join(folder, 'mebi'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
    timeout: PATIENCE[how],
  })
  if (process.env['MEBI_SUITES_LOG'] !== undefined)
    writeFileSync(join(process.env['MEBI_SUITES_LOG'], `${suite.name}-${how}.log`), done.stdout + done.stderr)
  const read = readOutcomes(outcomes)
  if (read !== null) return read
  const ending = done.error === undefined ? `exit code ${done.status}` : done.error.message
  throw new Error(
    `pytest did not come to its end (${how}, ${ending}): ${(done.stdout + done.stderr).slice(-3000)}`,
  )
}

function rowText({ suite, version, plain, mebi, differences: found, note }: Row): string {
  const counts = plain === null ? '' : countsText(plain)
  const same = mebi === null ? '' : found.length === 0 ? 'same' : `${found.length} DIFFERENT`
  const ratio = plain === null || mebi === null ? '' : `${(mebi.seconds / plain.seconds).toFixed(1)}x`
  const seconds = plain === null ? '' : `${plain.seconds.toFixed(1)} s`
  return [
    suite.padEnd(16),
    version.padEnd(5),
    counts.padEnd(44),
    same.padEnd(13),
    seconds.padStart(8),
    ratio.padStart(6),
    note,
  ]
    .join(' ')
    .trimEnd()
}

function countsText({ tests }: Outcomes): string {
  const counts = new Map<string, number>()
  for (const { outcome } of tests.values()) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts]
    .sort(([a], [b]) => (a === 'passed' ? -1 : b === 'passed' ? 1 : a.localeCompare(b)))
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(', ')
}

function summarise(): void {
  const ran = rows.filter(({ mebi }) => mebi !== null)
  const bad = rows.filter(({ differences: found, note }) => found.length > 0 || note.startsWith('FAILED'))
  const tests = ran.reduce((sum, { plain }) => sum + (plain?.tests.size ?? 0), 0)
  console.log(`\n${rows.map(rowText).join('\n')}`)
  const skipped = rows.length - ran.length - bad.filter(({ mebi }) => mebi === null).length
  console.log(
    `${ran.length} of ${rows.length} suites ran, ${skipped} skipped: ${tests} tests, ${bad.length} suites differ`,
  )
  process.exitCode = bad.length === 0 ? 0 : 1
}
