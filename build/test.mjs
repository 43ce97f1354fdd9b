// Everything that must hold, in order; all of it runs even when something fails, and the failures are named at the end.
//   node build/test.mjs          what `npm test` runs
//   node build/test.mjs --fast   what `npm run check` runs: no vitest, no Python
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import { runAgentTests } from './agent-tests.mjs'
import { fetchElectron } from './electron.mjs'
import { print } from './print.mjs'

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
  return { name, seconds: secondsSince(start), ok: outcome.failed === 0, ...outcome }
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
  return start(command, args, 'pipe')
}

async function runVitest() {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-vitest-'))
  try {
    const file = join(folder, 'report.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { ok } = await start('vitest', ['run', ...reporters], 'inherit')
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

async function runPlaywright() {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-e2e-'))
  try {
    const provide = ['--experimental-strip-types', '--no-warnings', 'tests/e2e/provideBrowser.ts']
    const browser = await start('node', provide, 'pipe')
    if (!browser.ok) throw new Error(browser.output.trim())
    const file = join(folder, 'report.json')
    const environment = { CHROME_PATH: browser.stdout.trim(), PLAYWRIGHT_JSON_OUTPUT_FILE: file }
    const { ok } = await start('playwright', ['test', '--reporter=list,json'], 'inherit', environment)
    const { stats, errors, suites } = JSON.parse(readFileSync(file, 'utf8'))
    for (const { message } of errors) await print(`${message}\n`)
    for (const [reason, count] of skipReasons(suites)) await print(`skipped ${count}: ${reason}\n`)
    return {
      passed: stats.expected + stats.flaky,
      failed: ok ? stats.unexpected : Math.max(stats.unexpected, 1),
    }
  } catch (error) {
    await print(`the end-to-end tests did not run: ${error.message}\n`)
    return { passed: 0, failed: 1 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** How many tests were skipped for which reason; Playwright does not show it. */
function skipReasons(suites) {
  const reasons = new Map()
  const count = ({ status, projectName, annotations }) => {
    if (status !== 'skipped') return
    const reason = `${projectName}: ${annotations.find(({ type }) => type === 'skip')?.description ?? 'unknown'}`
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
  }
  const walk = ({ suites = [], specs = [] }) => {
    for (const suite of suites) walk(suite)
    for (const { tests } of specs) tests.forEach(count)
  }
  walk({ suites })
  return reasons
}

async function start(command, args, stdio, environment = {}) {
  const shell = process.platform === 'win32'
  const env = { ...process.env, ...environment }
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', stdio, stdio], shell, env })
  let output = ''
  let stdout = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += text
      if (stream === child.stdout) stdout += text
    })
  }
  return await new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: `cannot run ${command}: ${error.message}\n` }))
    child.on('close', (code) => resolve({ ok: code === 0, output, stdout }))
  })
}
