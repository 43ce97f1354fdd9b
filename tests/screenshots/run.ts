/**
 * `npm run screenshots`: the pictures of the README, taken of the built app while and after it profiles a real program,
 * dark and light. Look at them afterwards.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import type { CallInput } from '../../profiler-core/contract/index.ts'
import { callFromPage } from '../e2e/app.ts'
import { launchApp } from '../e2e/electron.ts'

const pictures = fileURLToPath(new URL('../../docs/images/', import.meta.url))
const program = fileURLToPath(new URL('./program.py', import.meta.url))
const sizes: readonly (readonly [name: string, width: number, height: number])[] = [
  ['', 1280, 800],
  ['-large', 2560, 1440],
]
/** Pictures in the README; the others are to be looked at only. */
const kept = new Set(['run', 'live', 'timeline', 'calltree', 'hints', 'compare', 'growth'])

const folder = mkdtempSync(join(tmpdir(), 'mebi-screenshots-'))
const project = join(folder, 'churn-model')
const seen = join(fileURLToPath(new URL('../../out/', import.meta.url)), 'screenshots')
for (const each of [pictures, project, seen]) mkdirSync(each, { recursive: true })
copyFileSync(program, join(project, 'train.py'))

const { page, electron, kill } = await launchApp({ home: join(folder, 'home') })
await page.waitForFunction(() => document.documentElement.dataset['ready'] === 'true')
await picture('welcome')
await callFromPage(page, 'projects.open', { dir: project })
await callFromPage(page, 'projects.trust', { projectDir: project, trusted: true })
await page.reload()
await page.getByRole('list', { name: 'Recent projects' }).getByRole('button').first().click()
await page.getByRole('treeitem', { name: /^load/ }).click()
await page.getByRole('group', { name: 'load', exact: true }).getByRole('button').first().click()
await page.getByRole('textbox', { name: 'Arguments' }).fill('8000 30')
await picture('form')
await page.keyboard.press('Escape')

for (const [label, days] of [
  ['one week', 7],
  ['three weeks', 21],
  ['two weeks', 14],
] as const) {
  await runToEnd({ ...request(days), label })
}
await callFromPage(page, 'runs.start', { ...request(30) })
await page.getByRole('banner').getByRole('button', { name: 'Stop' }).waitFor()
await page
  .locator('.number-row', { hasText: /\+\d\d/ })
  .first()
  .waitFor()
await picture('live', sizes.slice(0, 1))
await page.getByRole('banner').getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' })
await page.getByRole('treeitem', { name: /^load/ }).click()
await picture('run')
await page.getByRole('tab', { name: 'Timeline' }).click()
await picture('timeline', sizes, brushTimeline)
await page.keyboard.press('Escape')
for (const [view, name] of [
  ['Peak', 'peak'],
  ['Call tree', 'calltree'],
  ['Hotspots', 'hotspots'],
  ['Leaks', 'leaks'],
  ['Output', 'output'],
  ['Details', 'details'],
] as const) {
  await page.getByRole('tab', { name: view }).click()
  await picture(name)
}
await page.getByRole('tab', { name: /^Hints/ }).click()
await page.getByRole('list', { name: 'Hints' }).getByRole('button', { expanded: false }).first().click()
await picture('hints')
await page.keyboard.press('Control+Shift+l')
await page.getByRole('button', { name: 'By data size' }).click()
await picture('growth')
writeFileSync(join(project, 'train.py'), mended(readFileSync(program, 'utf8')))
await runToEnd({ ...request(30), label: 'counted as it is read' })
await page.keyboard.press('Control+Shift+d')
await picture('compare')
await page.keyboard.press('Escape')
await page.keyboard.press('Control+p')
await page.getByRole('combobox').fill('fe')
await picture('palette')
await kill()
rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
process.exit(0)

/** Chooses the stretch in which memory grew, and leaves the cursor at its end. */
async function brushTimeline(): Promise<void> {
  const plot = page.getByRole('slider', { name: 'Memory over time' })
  await plot.focus()
  await page.keyboard.press('Escape')
  for (const keys of ['PageDown', 'PageDown', 'Shift+PageDown', 'Shift+PageDown']) {
    await page.keyboard.press(keys)
  }
  await settle(page)
}

/** Takes a picture in both themes and all sizes. */
async function picture(
  name: string,
  of: typeof sizes = sizes,
  pose: () => Promise<void> = async () => {},
): Promise<void> {
  for (const [suffix, width, height] of of) {
    await resize(width, height)
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme })
      await settle(page)
      await pose()
      const path = join(seen, `${name}${suffix}-${colorScheme}.png`)
      await page.screenshot({ path })
      if (kept.has(name) && suffix === '') copyFileSync(path, join(pictures, `${name}-${colorScheme}.png`))
    }
  }
}

async function resize(width: number, height: number): Promise<void> {
  await electron.evaluate(
    ({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w ?? 0, h ?? 0),
    [width, height],
  )
}

/** Until what is drawn has come to rest. */
async function settle(of: Page): Promise<void> {
  await of.waitForTimeout(400)
}

function request(days: number): CallInput<'runs.start'> {
  const path = join(project, 'train.py')
  return {
    target: { kind: 'script', path },
    args: ['8000', String(days)],
    cwd: project,
    projectDir: project,
    dataset: { size: 8000 * days, unit: 'rows' },
  }
}

/** The program with its rows counted one by one, where it kept them all. */
function mended(source: string): string {
  return source
    .replace('    rows = []\n', '')
    .replace(/rows\.append\((.*)\)/, 'yield $1')
    .replace(/ {4}return rows\n/, '')
    .replace(/ {4}print\(f"\{len\(rows\).*\n/, '')
    .replace('    rows.clear()\n', '')
}

async function runToEnd(input: CallInput<'runs.start'>): Promise<void> {
  const stop = page.getByRole('banner').getByRole('button', { name: 'Stop' })
  await callFromPage(page, 'runs.start', input)
  await stop.waitFor()
  await stop.waitFor({ state: 'detached' })
}
