import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { App } from './app.ts'
import { expect, test } from './fixtures.ts'

const BEFORE = `kept = []

def load():
    data = bytearray(40_000_000)
    kept.append(data)
    return len(data)

def old():
    kept.append(bytearray(8_000_000))

load()
old()
`
const AFTER = `kept = []

def load():
    total = 0
    data = bytearray(4_000_000)
    kept.append(data)
    return len(data)

load()
`

async function runOnce(app: App, dir: string, source: string, names: string[]): Promise<void> {
  writeFileSync(join(dir, 'train.py'), source)
  const count = async () => (await app.call('runs.history', { projectDir: dir })).length
  const before = await count()
  await app.call('runs.start', {
    target: { kind: 'script', path: `${dir}/train.py` },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'functions', names },
  })
  await expect.poll(count, { timeout: 20_000 }).toBe(before + 1)
}

async function openWithTwoRuns(app: App): Promise<Page> {
  const dir = app.project({ 'train.py': BEFORE })
  const page = await app.open(dir)
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  await runOnce(app, dir, BEFORE, ['load', 'old'])
  await runOnce(app, dir, AFTER, ['load'])
  await expect(run(page, 2)).toBeVisible()
  return page
}

const run = (page: Page, id: number) =>
  page.getByRole('tree', { name: 'Runs' }).getByRole('treeitem', { name: new RegExp(`^${id} `) })
const comparison = (page: Page) => page.getByRole('main', { name: 'Comparison' })
const functions = (page: Page) => comparison(page).getByRole('grid', { name: 'Functions by change' })
const lines = (page: Page) => comparison(page).getByRole('grid', { name: 'Lines side by side' })

async function expectNoFault(app: App, page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .include('main[aria-label="Comparison"]')
    .setLegacyMode(app.host === 'electron')
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
}

test('a run that is dragged onto another is compared with it, line by line', async ({ app }) => {
  const page = await openWithTwoRuns(app)
  // A row that is drawn anew meanwhile lets go of what is dragged: then one drags again.
  await expect(async () => {
    await run(page, 1).dragTo(run(page, 2))
    await expect(comparison(page)).toBeVisible({ timeout: 3000 })
  }).toPass()
  // The earlier run is the base, whichever was dragged.
  await expect(comparison(page)).toContainText('Run 2 compared with run 1')
  await expect(comparison(page)).toContainText(/Peak fell from \d+\.\d to \d+\.\d\sMiB/)
  await expect(comparison(page).getByRole('list', { name: 'Warnings' })).toContainText('watched')
  await expect(functions(page)).toBeFocused()
  await expect(functions(page).getByRole('row').nth(1)).toHaveAccessibleName(/load.*−3\d\.\d/)
  await expect(functions(page).getByRole('row', { name: /^old removed/ })).toContainText('−7.6')
  const changed = lines(page).getByRole('row', { name: /bytearray\(4_000_000\)/ })
  await expect(changed.getByRole('gridcell', { name: 'changed', exact: true })).toBeVisible()
  await expect(changed).toContainText('data = bytearray(40_000_000)')
  await expect(lines(page).getByRole('gridcell', { name: 'added', exact: true })).toHaveCount(1)
  await expectNoFault(app, page)

  await comparison(page).getByRole('button', { name: 'Swap' }).click()
  await expect(comparison(page)).toContainText('Run 1 compared with run 2')
  await expect(comparison(page)).toContainText(/Peak rose from/)
  await expect(functions(page).getByRole('row', { name: /^old added/ })).toContainText('+7.6')

  await functions(page).focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(comparison(page).getByRole('heading', { name: 'old' })).toBeVisible()
  await expect(comparison(page).getByRole('tab', { name: 'Lines', exact: true })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(functions(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(comparison(page)).toBeHidden()
  await expect(page.getByRole('tree', { name: 'Runs' })).toBeFocused()
})

test('a run is compared by its menu; its source and its timeline lie beside the other', async ({ app }) => {
  const page = await openWithTwoRuns(app)
  await run(page, 2).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Compare with...' }).click()
  await page.getByRole('combobox').fill('1')
  await page.keyboard.press('Enter')
  await expect(comparison(page)).toContainText('Run 2 compared with run 1')

  await comparison(page).getByRole('tab', { name: 'Source' }).click()
  await expect(
    comparison(page).getByRole('textbox', { name: 'Source of train.py in the base' }),
  ).toBeAttached()
  await expect(comparison(page).getByText('40_000_000')).toBeVisible()
  await expect(comparison(page).locator('.number-row', { hasText: '+38.1' }).first()).toBeVisible()

  await comparison(page).getByRole('tab', { name: 'Timelines' }).click()
  const plot = comparison(page).getByRole('slider', { name: 'Memory of both runs over time' })
  await plot.focus()
  await page.keyboard.press('PageDown')
  await expect(plot).toHaveAttribute('aria-valuetext', /after the start, Base .+, Now .+/)
  await expectNoFault(app, page)

  await comparison(page).getByRole('spinbutton', { name: 'Hide changes below' }).fill('1000')
  await expect(comparison(page)).toContainText('None of the 2 functions changed by as much')
  await comparison(page).getByRole('button', { name: 'Show all' }).click()
  await expect(functions(page).getByRole('row')).toHaveCount(3)

  // The keyboard's way: two runs chosen, of which the menu has left one, and a key.
  await run(page, 1).click({ modifiers: ['ControlOrMeta'] })
  await comparison(page).getByRole('button', { name: 'Close the comparison' }).click()
  await page.getByRole('tree', { name: 'Runs' }).focus()
  await page.keyboard.press('w')
  await expect(comparison(page)).toContainText('Run 2 compared with run 1')
})
