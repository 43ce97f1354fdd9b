import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { type App, expect, test } from './fixtures.ts'

const TRAIN = `\
import time


def load(n):
    rows = [bytes(1000) for _ in range(n)]
    big = bytearray(40_000_000); time.sleep(0.1); del big
    for row in rows:
        pass
    return rows


def fit(rows):
    raise ValueError("no convergence")


def never():
    return 1


fit(load(30_000))
`

/** Runs the program with all of its functions watched, and opens the run from the history. */
async function profiled(app: App, source = TRAIN): Promise<{ dir: string; page: Page; id: number }> {
  const dir = app.project({ 'train.py': source })
  const page = await app.open(dir)
  await expect(page.getByRole('navigation', { name: 'Files' })).toBeVisible()
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  await app.call('runs.start', {
    target: { kind: 'script', path: 'train.py' },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'project' },
  })
  await expect.poll(async () => (await app.call('runs.history', { projectDir: dir })).length).toBe(1)
  const [entry] = await app.call('runs.history', { projectDir: dir })
  await openFirstRun(page)
  return { dir, page, id: entry!.id }
}

async function openFirstRun(page: Page): Promise<void> {
  const runs = page.getByRole('tree', { name: 'Runs' })
  await runs.getByRole('treeitem', { level: 2 }).first().click()
  await page.keyboard.press('Enter')
  await expect(heatedLine(page)).toBeVisible()
}

function source(page: Page): Locator {
  return page.getByRole('main', { name: 'Source' })
}

/** A line of code by a word in it. */
function codeLine(page: Page, text: string): Locator {
  return source(page).locator('.view-line', { hasText: text }).first()
}

/** What stands at the right edge of the code, once there is heat. */
function heatedLine(page: Page): Locator {
  return source(page).locator('.number-row[class*="heat-growth"]').first()
}

function table(page: Page): Locator {
  return page.getByRole('grid', { name: /Lines of/ })
}

function row(page: Page, text: string): Locator {
  return table(page).getByRole('row').filter({ hasText: text })
}

test('a run shows its heat and numbers in the source, and its table below', async ({ app }) => {
  const { page, id } = await profiled(app)
  await expect(source(page).getByText(`Run ${id}`)).toBeVisible()
  await expect(source(page).getByText('failed with exit code 1')).toBeVisible()
  // 30,000 blocks of a kilobyte; then 38 MiB that come and go within a line.
  const numbers = source(page).locator('.number-row')
  await expect(numbers.filter({ hasText: /\+(29|3\d)\.\d/ }).first()).toBeVisible()
  await expect(numbers.filter({ hasText: /peak \+3\d\.\d/ }).first()).toBeAttached()
  await page.getByRole('combobox', { name: /^Function:/ }).click()
  await page.getByRole('option', { name: /load/ }).click()
  await expect(table(page)).toHaveAccessibleName('Lines of load')
  await expect(row(page, 'rows = [bytes')).toContainText(/\+(29|3\d)\.\d{3}/)
  await expect(page.getByText('Net growth')).toBeVisible()
})

test('a function that was not called says so, and leads to one that was', async ({ app }) => {
  const { page } = await profiled(app)
  await codeLine(page, 'never').click()
  const panel = page.getByRole('region', { name: 'Run' })
  await expect(panel).toContainText('never was not called in this run.')
  await panel.getByRole('button', { name: /Show the hottest/ }).click()
  await expect(table(page)).toBeVisible()
})

test('the table and the source lead to each other', async ({ app }) => {
  const { page } = await profiled(app)
  await codeLine(page, 'pass').click()
  await expect(table(page)).toHaveAccessibleName('Lines of load')
  await expect(row(page, 'pass')).toHaveAttribute('aria-selected', 'true')
  await table(page).focus()
  await page.keyboard.press('Home')
  await expect(row(page, 'def load')).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(source(page).locator('.active-line-number')).toHaveText('4')
  await page.keyboard.press('F8')
  await expect(row(page, 'rows = [bytes')).toHaveAttribute('aria-selected', 'true')
})

test('the table sorts by any column, and goes back to the order of the source', async ({ app }) => {
  const { page } = await profiled(app)
  await codeLine(page, 'pass').click()
  const header = table(page).getByRole('columnheader', { name: /Increment/ })
  const numbers = table(page).getByRole('row').locator('.cell.line')
  const inSource = ['4', '5', '6', '7', '8', '9']
  await expect(numbers).toHaveText(['Line #', ...inSource])
  await header.getByRole('button').click()
  await expect(header).toHaveAttribute('aria-sort', 'ascending')
  await header.getByRole('button').click()
  await expect(header).toHaveAttribute('aria-sort', 'descending')
  await expect(numbers.nth(1)).toHaveText('4')
  await expect(numbers.nth(2)).toHaveText('5')
  await header.getByRole('button').click()
  await expect(header).toHaveAttribute('aria-sort', 'none')
  await expect(numbers).toHaveText(['Line #', ...inSource])
})

test('the line that failed is marked in the source and in its table', async ({ app }) => {
  const { page } = await profiled(app)
  await expect(codeLine(page, 'raise')).toContainText('ValueError: no convergence')
  await codeLine(page, 'raise').click()
  await expect(row(page, 'raise')).toContainText('\u2190 ValueError: no convergence')
})

test('a line tells its numbers and what they mean under the pointer', async ({ app }) => {
  const { page } = await profiled(app)
  await codeLine(page, 'bytes(1000)').hover()
  const hover = page.getByRole('tooltip')
  await expect(hover).toContainText('Line 5 of load')
  await expect(hover).toContainText('Increment')
  await expect(hover).toContainText('how often it was entered')
})

test('a file that has changed since says so; its numbers come back with its old text', async ({ app }) => {
  const { dir, page, id } = await profiled(app)
  writeFileSync(join(dir, 'train.py'), TRAIN.replace('def never', '# new\ndef never'))
  await source(page).getByRole('button', { name: 'Show the file as it is now' }).click()
  await expect(codeLine(page, '# new')).toBeVisible()
  await expect(source(page).locator('.number-row')).toHaveCount(0)
  await source(page)
    .getByRole('button', { name: `Show it as it was in run ${id}` })
    .click()
  await expect(heatedLine(page)).toBeVisible()
  await expect(source(page).getByText('# new')).toHaveCount(0)
})

test('a run can be left, and opened again', async ({ app }) => {
  const { page } = await profiled(app)
  await source(page).getByRole('button', { name: 'Show the file without a run' }).click()
  await expect(source(page).locator('.number-row')).toHaveCount(0)
  await openFirstRun(page)
  await expect(source(page).locator('.number-row').first()).toBeVisible()
})

test('nothing in the source and the table is hidden from people who cannot see or point', async ({ app }) => {
  const { page } = await profiled(app)
  // The old mode: the other needs a second page, which the desktop app does not open.
  const axe = new AxeBuilder({ page }).setLegacyMode().include('main').include('section.pane')
  const { violations } = await axe.analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
})
