import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { App } from './app.ts'
import { expect, test } from './fixtures.ts'

const PROGRAM = `import sys
def load():
    return bytearray(20_000_000)
def fit():
    data = load()
    if "--fail" in sys.argv:
        raise ValueError("no data")
    print("fitted")
fit()
`

/** Runs the program to its end, as often as there are arguments; returns the runs' numbers. */
async function runAll(app: App, dir: string, args: readonly string[][]): Promise<void> {
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  for (const each of args) {
    const before = (await app.call('runs.history', { projectDir: dir })).length
    await app.call('runs.start', {
      target: { kind: 'script', path: `${dir}/train.py` },
      args: each,
      cwd: dir,
      projectDir: dir,
      watch: { kind: 'functions', names: ['load', 'fit'] },
    })
    await expect
      .poll(async () => (await app.call('runs.history', { projectDir: dir })).length, { timeout: 20_000 })
      .toBe(before + 1)
  }
}

async function openWithRuns(app: App): Promise<Page> {
  const dir = app.project({ 'train.py': PROGRAM })
  const page = await app.open(dir)
  await runAll(app, dir, [[], ['--fail'], []])
  return page
}

const runs = (page: Page) => page.getByRole('tree', { name: 'Runs' })
const run = (page: Page, id: number) => runs(page).getByRole('treeitem', { name: new RegExp(`^${id} `) })

test('the runs of a project are listed by target, and one is opened by the keyboard', async ({ app }) => {
  const page = await openWithRuns(app)
  await expect(runs(page).getByRole('treeitem')).toHaveCount(4)
  await expect(run(page, 2)).toContainText('failed')
  await runs(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(run(page, 2)).toHaveAttribute('aria-current', 'true')
  await expect(page.getByRole('status').filter({ hasText: 'Run 2 failed' })).toContainText(
    'ValueError at line 7',
  )
  await page.keyboard.press('8')
  await expect(page.getByText('ValueError: no data', { exact: true })).toBeVisible()
})

test('a run that was deleted elsewhere keeps no page from starting again', async ({ app }) => {
  const page = await openWithRuns(app)
  await run(page, 1).click()
  await expect(run(page, 1)).toHaveAttribute('aria-current', 'true')
  await app.call('runs.remove', { ids: [1] })
  await page.reload()
  await expect(page.getByRole('alert').filter({ hasText: 'no run 1' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('data-ready', 'true')
})

test('the runs are filtered by text and status, and the filter is taken back', async ({ app }) => {
  const page = await openWithRuns(app)
  await expect(runs(page).getByRole('treeitem')).toHaveCount(4)
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByRole('checkbox', { name: 'failed' }).check()
  await page.keyboard.press('Escape')
  await expect(runs(page).getByRole('treeitem')).toHaveCount(2)
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill('nothing like it')
  await expect(page.getByText('No run matches.')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filter' }).click()
  await expect(runs(page).getByRole('treeitem')).toHaveCount(4)
})

test('a run is labelled and pinned, and several are deleted and brought back', async ({ app }) => {
  const page = await openWithRuns(app)
  await run(page, 3).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Label...' }).click()
  await page.getByRole('textbox', { name: 'Label' }).fill('before the fix')
  await page.keyboard.press('Enter')
  await expect(run(page, 3)).toContainText('before the fix')
  await runs(page).focus()
  await page.keyboard.press('p')
  await expect(run(page, 3).getByLabel('Pinned')).toBeVisible()
  await run(page, 2).click({ modifiers: ['ControlOrMeta'] })
  await page.keyboard.press('Delete')
  await expect(runs(page).getByRole('treeitem')).toHaveCount(2)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(run(page, 3)).toContainText('before the fix')
})

test('the list, the details and the output have no serious fault of accessibility', async ({ app }) => {
  const page = await openWithRuns(app)
  await run(page, 2).click()
  for (const key of ['2', '3']) {
    await page.keyboard.press(key)
    const { violations } = await new AxeBuilder({ page })
      .include('[aria-label="Runs"]')
      .include('section[aria-label="Run"]')
      .include('.toolbar')
      .include('.status-bar')
      .setLegacyMode(app.host === 'electron')
      .analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  }
})
