import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { App } from './app.ts'
import { expect, test } from './fixtures.ts'

const PROGRAM = `import sys
kept = []
def load(count):
    kept.append(bytearray(count))
load(int(sys.argv[1]) * 1_000_000)
`

/** Runs the program to its end with so many megabytes, one run after the other. `rows`: it is told how much data it had. */
async function runAll(
  app: App,
  dir: string,
  megabytes: readonly number[],
  { rows = false } = {},
): Promise<void> {
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  for (const [index, size] of megabytes.entries()) {
    await app.call('runs.start', {
      target: { kind: 'script', path: `${dir}/train.py` },
      args: [String(size)],
      cwd: dir,
      projectDir: dir,
      watch: { kind: 'functions', names: ['load'] },
      ...(rows ? { dataset: { size: size * 1000, unit: 'rows' } } : {}),
    })
    await expect
      .poll(async () => (await app.call('runs.history', { projectDir: dir })).length, { timeout: 20_000 })
      .toBe(index + 1)
  }
}

const trends = (page: Page) => page.getByRole('main', { name: 'Trends' })

test('a trend tells since which run there is a step, and leads to its runs and their comparison', async ({
  app,
}) => {
  const dir = app.project({ 'train.py': PROGRAM })
  const page = await app.open(dir)
  await page.keyboard.press('ControlOrMeta+Shift+L')
  await expect(trends(page)).toContainText('No runs yet.')
  await runAll(app, dir, [10, 10, 10, 60, 60, 60])
  await page.keyboard.press('ControlOrMeta+Shift+L')
  const sentence = trends(page).getByRole('button', {
    name: /^Since run 4 \(.+\) the peak is \d+(\.\d)? MiB higher\.$/,
  })
  await expect(sentence).toBeVisible()

  await page.getByRole('combobox', { name: 'Function: Whole run' }).click()
  await page.getByRole('option', { name: /^load/ }).click()
  await page.getByRole('button', { name: 'Growth' }).click()
  await expect(trends(page)).toContainText(/Since run 4 .* the growth of load is 4\d\.\d MiB higher\./)
  await page.getByRole('button', { name: 'By commit' }).click()
  await expect(trends(page)).toContainText('None of these runs knows its commit')
  await page.getByRole('button', { name: 'Show them by date' }).click()

  const plot = page.getByRole('slider', { name: 'Growth of load' })
  await plot.focus()
  await page.keyboard.press('Home')
  await expect(plot).toHaveAttribute('aria-valuetext', /^Run 1, \+9\.\d MiB/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('contentinfo')).toContainText('Run 1 finished')
  await expect(plot).toBeVisible()
  await page.keyboard.press('Space')
  await page.keyboard.press('End')
  await page.keyboard.press('Space')
  await expect(trends(page)).toContainText('Runs 1 and 6 are chosen.')
  const { violations } = await new AxeBuilder({ page })
    .include('main[aria-label="Trends"]')
    .setLegacyMode(app.host === 'electron')
    .analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([])
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await expect(page.getByRole('main', { name: 'Comparison' }).getByRole('grid').first()).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(plot).toBeFocused()
  await expect(page.getByRole('main', { name: 'Comparison' })).toBeHidden()
  // A page that is loaded again shows what it showed.
  await page.reload()
  await expect(trends(page)).toBeVisible()
  await page.getByRole('slider').focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('main', { name: 'Source' })).toBeVisible()
})

test('the peak by data size is fitted, and predicted for a size that is typed', async ({ app }) => {
  const dir = app.project({ 'train.py': PROGRAM })
  const page = await app.open(dir)
  await runAll(app, dir, [10, 40, 80], { rows: true })
  await page.getByRole('treeitem', { name: /^3 / }).click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Trend of this target' }).click()
  await page.getByRole('button', { name: 'By data size' }).click()
  await expect(trends(page)).toContainText(/Peak grows linearly with the data: about .* per row/)
  await page.getByRole('textbox', { name: 'Predict for' }).fill('many')
  await expect(trends(page)).toContainText('Write a size above 0')
  await page.getByRole('textbox', { name: 'Predict for' }).fill('160k')
  await expect(trends(page)).toContainText(/160,000 rows would take about 1[678]\d(\.\d)? MiB/)
  await page.getByRole('slider', { name: 'Peak by data size' }).focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('main', { name: 'Source' })).toBeVisible()
})
