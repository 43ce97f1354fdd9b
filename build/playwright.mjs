// Runs the end-to-end tests on what is built, through the desktop app and a browser.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { print } from './print.mjs'
import { runTool } from './tool.mjs'

/** Returns how many tests passed and failed. `words`: further ones for Playwright. */
export async function runPlaywright(words = []) {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-e2e-'))
  try {
    const provide = ['--experimental-strip-types', '--no-warnings', 'tests/e2e/provideBrowser.ts']
    const browser = await runTool('node', provide, 'pipe')
    if (!browser.ok) throw new Error(browser.output.trim())
    const file = join(folder, 'report.json')
    const environment = { CHROME_PATH: browser.stdout.trim(), PLAYWRIGHT_JSON_OUTPUT_FILE: file }
    const { ok } = await runTool(
      'playwright',
      ['test', '--reporter=list,json', ...words],
      'inherit',
      environment,
    )
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
