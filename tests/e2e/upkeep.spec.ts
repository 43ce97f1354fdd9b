import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { App } from './app.ts'
import { expect, test } from './fixtures.ts'

// What becomes of runs: repeated, marked, handed on as a file, taken in again, cleaned up.

const PROGRAM = `import sys
def load(count):
    return [bytes(1000) for _ in range(count)]
load(int(sys.argv[1]))
`

const MPROF = `CMDLINE python train.py
MEM 10.5 1700000000.0000
MEM 42.25 1700000000.1000
MEM 12.0 1700000000.2000
`

const runs = (page: Page) => page.getByRole('tree', { name: 'Runs' })
const run = (page: Page, id: number) =>
  runs(page).getByRole('treeitem', { name: new RegExp(`^${id} (?!runs)`) })

async function expectNoSeriousFault(page: Page, part: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include(part).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

/** Drops a file with such content on the window. */
async function drop(page: Page, name: string, content: Buffer): Promise<void> {
  await page.evaluate(
    ([name, base64]) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([bytes], name))
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
    },
    [name, content.toString('base64')] as const,
  )
}

/** Where the file is that the page saves meanwhile, by a dialog of the system that is answered, or as a download. */
async function saved(app: App, path: string, act: () => Promise<void>): Promise<string> {
  if (app.host !== 'electron') {
    const download = app.page.waitForEvent('download')
    await act()
    return (await download).path()
  }
  await app.electron.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, path)
  await act()
  await expect(app.page.getByText(`Saved as ${path}.`)).toBeVisible()
  return path
}

test('a program that is repeated is one row, with its data, and its runs below', async ({ app }) => {
  const page = await app.open(app.project({ 'train.py': PROGRAM, 'sales.csv': 'a,b\n1,2\n' }))
  await page.getByRole('button', { name: 'Trust this folder' }).click()
  await expect(page.getByRole('button', { name: 'Trust this folder' })).toBeHidden()
  await page.getByRole('treeitem', { name: 'load', exact: true }).click()
  await page.keyboard.press('Control+Enter')
  const form = page.getByRole('dialog', { name: 'Profile load' })
  await form.getByLabel('Arguments').fill('2000')
  await form.getByLabel('Repeat').fill('2')
  await form.getByLabel('Name of the data').fill('2026 sales')
  await form.getByRole('textbox', { name: 'Data file' }).fill('sale.csv')
  await form.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(form.getByText(/There is no data file .*sale\.csv/)).toBeVisible()
  await form.getByRole('textbox', { name: 'Data file' }).fill('sales.csv')
  await expectNoSeriousFault(page, '.dialog')
  await form.getByRole('button', { name: 'Run', exact: true }).click()
  const repeats = runs(page).getByRole('treeitem', { name: /^2 runs/ })
  await expect(repeats).toContainText('2026 sales', { timeout: 30_000 })
  await expect(run(page, 2)).toBeHidden()
  // From the keyboard: to the row, and into it.
  await runs(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await expect(repeats).toHaveAttribute('aria-expanded', 'true')
  await run(page, 1).click()
  await page.keyboard.press('9')
  const details = page.getByRole('region', { name: 'Measured' })
  await expect(details).toContainText('run 1 of 2')
  await expect(page.getByRole('region', { name: 'Program' })).toContainText(
    /2026 sales, 8 B.*sales\.csv.*SHA-256/,
  )
  await expectNoSeriousFault(page, '[aria-label="Runs"]')
  // It is remembered.
  await page.getByRole('treeitem', { name: /^load/ }).click()
  await page.keyboard.press('Control+Shift+Enter')
  await expect(form.getByLabel('Repeat')).toHaveValue('2')
  await expect(form.getByRole('textbox', { name: 'Data file' })).toHaveValue('sales.csv')
})

test('runs are marked, saved as a file, taken in again, and cleaned up', async ({ app }) => {
  const dir = app.project({ 'train.py': PROGRAM })
  const page = await app.open(dir)
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  for (const count of ['1000', '2000', '3000', '4000']) {
    await app.call('runs.enqueue', {
      target: { kind: 'script', path: join(dir, 'train.py') },
      args: [count],
      cwd: dir,
      projectDir: dir,
    })
  }
  await expect(run(page, 4)).toBeVisible({ timeout: 30_000 })
  await run(page, 1).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Set as baseline' }).click()
  await expect(run(page, 1).getByLabel('Baseline')).toBeVisible()
  await run(page, 2).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Data...' }).click()
  await page.getByRole('textbox', { name: 'Size' }).fill('2_000')
  await page.getByRole('textbox', { name: 'Unit' }).fill('rows')
  await page.keyboard.press('Enter')
  await expect(run(page, 2)).toContainText('2\u202f000 rows')

  const file = await saved(app, join(app.home, 'saved.mebi'), async () => {
    await run(page, 2).click({ button: 'right' })
    await page.getByRole('menuitem', { name: 'Export...' }).click()
  })
  const content = readFileSync(file)
  await app.call('runs.remove', { ids: [2] })
  await expect(run(page, 2)).toBeHidden()
  await drop(page, 'cut short.mebi', content.subarray(0, content.length / 2))
  await expect(page.getByRole('alert').filter({ hasText: 'cut short.mebi' })).toBeVisible()
  await drop(page, 'saved.mebi', content)
  await expect(page.getByText('Run 5 was imported from saved.mebi.')).toBeVisible()
  await expect(run(page, 5)).toContainText('2\u202f000 rows')
  await expect(run(page, 5).getByLabel('Imported from saved.mebi')).toBeVisible()
  // Whoever made the file has chosen what that would execute: it is shown before it runs.
  await run(page, 5).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Run again' }).click()
  await expect(page.getByRole('dialog', { name: 'Profile train.py' })).toBeVisible()
  await page.keyboard.press('Escape')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Runs: more' }).click()
  await page.getByRole('menuitem', { name: 'Import runs...' }).click()
  await (await chooser).setFiles({ name: 'mprofile.dat', mimeType: 'text/plain', buffer: Buffer.from(MPROF) })
  await expect(run(page, 6)).toHaveAttribute('aria-current', 'true')

  await page.getByRole('button', { name: 'Runs: more' }).click()
  await page.getByRole('menuitem', { name: 'Clean up the history...' }).click()
  const dialog = page.getByRole('dialog', { name: 'Clean up the history' })
  await expect(dialog.getByText('Removes nothing: the rules keep all 5 runs.')).toBeVisible()
  await dialog.getByLabel('Runs of each target to keep').fill('1')
  await dialog.getByLabel('Of older ones, keep the last run of each day').uncheck()
  await expectNoSeriousFault(page, '.dialog')
  const plan = dialog.getByRole('status')
  await expect(plan).toHaveText(/^Removes \d of 5 runs, about [\d.]+ [KM]iB\.$/)
  await dialog.getByRole('button', { name: /^Remove \d runs?$/ }).click()
  await expect(dialog).toBeHidden()
  await expect(run(page, 3)).toBeHidden()
  // The baseline, however old it is.
  await expect(run(page, 1)).toBeVisible()
})
