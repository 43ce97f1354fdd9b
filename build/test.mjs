// Everything that must hold, in order; all of it runs even when something fails, and the failures are named at the end.
//   node build/test.mjs          what `npm test` runs
//   node build/test.mjs --fast   what `npm run check` runs: no vitest, no Python
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { runAgentTests } from './agent-tests.mjs'
import { fetchElectron } from './electron.mjs'
import { runPlaywright } from './playwright.mjs'
import { print } from './print.mjs'
import { runTool } from './tool.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['main', 'preload', 'renderer', 'profiler-core', 'build', 'bin', 'tests']

/** Each returns whether it holds, and what the tool said. */
const checks = [
  ['format and lint', () => tool('biome', 'ci', '--error-on-warnings', '--colors=off')],
  ['typed lint', () => tool('oxlint', '--type-aware', '--deny-warnings')],
  ['types of the core', () => tool('tsc', '-p', 'tsconfig.core.json')],
  ['types of the renderer', () => tool('tsc', '-p', 'tsconfig.renderer.json')],
  ['types of the end-to-end tests', () => tool('tsc', '-p', 'tsconfig.e2e.json')],
  ['layers', () => tool('depcruise', '--config', '.dependency-cruiser.cjs', ...sources)],
  ['file sizes', () => tool('node', 'build/file-sizes.mjs', ...sources)],
]
/** Each returns how many tests passed and failed. */
const tests = [
  ['unit and integration tests', runVitest],
  ['agent tests', () => runAgentTests(root)],
  ['end-to-end tests', runPlaywright],
]

const fast = process.argv.includes('--fast')
// Where it cannot be had, the tests that need it say so and are skipped.
if (!fast) fetchElectron((sentence) => console.log(sentence))
const results = []
// One processor each: two at a time.
while (checks.length > 0) results.push(...(await Promise.all(checks.splice(0, 2).map(check))))
if (!fast) for (const test of tests) results.push(await run(test))
await report(results)

async function check([name, work]) {
  const start = performance.now()
  const { ok, output } = await work()
  await print(`\n== ${name}\n${ok ? '' : output}`)
  // A check that holds is no test, but the last line must not say "0 failed" when one does not.
  return { name, seconds: secondsSince(start), ok, passed: 0, failed: ok ? 0 : 1 }
}

async function run([name, work]) {
  await print(`\n== ${name}\n`)
  const start = performance.now()
  const outcome = await work()
  // Tools that did nothing found no fault either.
  if (outcome.passed === 0) await print('no test passed\n')
  const ok = outcome.failed === 0 && outcome.passed > 0
  return { name, seconds: secondsSince(start), ok, ...outcome }
}

function secondsSince(start) {
  return (performance.now() - start) / 1000
}

async function report(results) {
  const lines = results.map(
    ({ name, seconds, ok }) => `${ok ? 'ok    ' : 'FAILED'}  ${name} (${seconds.toFixed(1)} s)`,
  )
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  if (!fast) lines.push(`${total('passed')} passed, ${total('failed')} failed`)
  await print(`\n${lines.join('\n')}\n`)
  process.exitCode = results.every((result) => result.ok) ? 0 : 1
}

function tool(command, ...args) {
  return runTool(command, args, 'pipe')
}

async function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-vitest-'))
  try {
    const file = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { ok } = await runTool('vitest', ['run', ...reporters], 'inherit')
    const { numPassedTests: passed, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
    // A file that does not load, or an error outside any test, is no failed test to vitest.
    return { passed, failed: ok ? numFailedTests : Math.max(numFailedTests, 1) }
  } catch (error) {
    await print(`vitest left no report: ${error.message}\n`)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
