import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { type App, expect, test } from './fixtures.ts'

/** Leaks in `remember`, peaks in `squares`, waits in `main` for a child that takes memory as well. */
const STORY = `import ctypes
import subprocess
import sys
import time

kept = []
# Stays until the process is gone: how long the interpreter takes to tidy up is not what is looked at.
ctypes.pythonapi.Py_IncRef(ctypes.py_object(kept))


def remember(i):
    kept.append(bytearray(200_000))
    time.sleep(0.008)


def squares(n):
    values = [i * i for i in range(n)]
    time.sleep(0.1)
    return sum(v for v in values)


def find(row):
    if row > 2:
        raise LookupError(f"no row {row}")


def main():
    for i in range(200):
        remember(i)
    squares(600_000)
    try:
        find(3)
    except LookupError:
        pass
    subprocess.run([sys.executable, "child.py"], check=True)


main()
`

const CHILD = `import time


def fill(n):
    rows = []
    for i in range(n):
        rows.append(bytes(1000))
    time.sleep(0.2)
    return rows


fill(20_000)
`

const KILLED = `import os
import signal
import time


def load(n):
    rows = []
    for i in range(n):
        rows.append(bytearray(1_000_000))
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGKILL)


load(30)
`

const AT_A_LINE = /MiB after .*, (main|remember|squares) line \d+$/

const panel = (page: Page) => page.getByRole('region', { name: 'Run' })
const tab = (page: Page, name: RegExp) => panel(page).getByRole('tab', { name })
const source = (page: Page) => page.getByRole('main', { name: 'Source' })
const grid = (page: Page) => panel(page).getByRole('grid')
const row = (page: Page, text: string | RegExp) => grid(page).getByRole('row').filter({ hasText: text })

/** Runs a program of a trusted project with all functions watched, and waits until it is shown as ended. */
async function run(app: App, files: Readonly<Record<string, string>>): Promise<Page> {
  const dir = app.project(files)
  const page = await app.open(dir)
  const trust = page.getByRole('button', { name: 'Trust this folder' })
  await trust.click()
  await expect(trust).toBeHidden()
  const [name = ''] = Object.keys(files)
  await page.getByRole('treeitem', { name }).click()
  const path = `${dir}/${name}`
  await app.call('runs.start', {
    target: { kind: 'script', path },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'project' },
  })
  await expect(page.getByRole('contentinfo')).toContainText(/Run 1 /, { timeout: 30_000 })
  await expect(page.getByRole('banner').getByRole('button', { name: 'Stop' })).toBeHidden()
  return page
}

async function expectNothingHidden(page: Page): Promise<void> {
  // The old mode: the other needs a second page, which the desktop app does not open.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('section.pane').analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([])
}

/** Drags over a part of the plot, from 0 at its left edge to 1. */
async function drag(page: Page, plot: Locator, from: number, to: number): Promise<void> {
  const box = await plot.locator('.u-over').boundingBox()
  if (box === null) throw new Error('there is no plot')
  const y = box.y + box.height / 2
  await page.mouse.move(box.x + box.width * from, y)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * to, y, { steps: 4 })
  await page.mouse.up()
}

test('the whole story of a run', async ({ app }) => {
  // Three runs and nine views.
  test.slow()
  const page = await run(app, { 'story.py': STORY, 'child.py': CHILD })

  await test.step('the timeline leads to lines, and back', async () => {
    await tab(page, /^Timeline/).click()
    const plot = panel(page).getByRole('slider', { name: 'Memory over time' })
    // How far it is to the program's first line depends on how long the interpreter took to start.
    await expect(async () => {
      await plot.focus()
      await page.keyboard.press('PageDown')
      await expect(plot).toHaveAttribute('aria-valuetext', AT_A_LINE, { timeout: 1000 })
    }).toPass()
    await expect(source(page).locator('.line-crosshair')).toBeAttached()
    await expect(panel(page).getByText('All processes', { exact: true })).toBeVisible()
    await expect(panel(page).getByText('First process', { exact: true })).toBeVisible()
    await panel(page).getByRole('button', { name: 'What happened when' }).click()
    await expect(page.getByRole('menuitem', { name: /Process \d+ starts: child\.py/ })).toBeVisible()
    await page.getByRole('menuitem', { name: /LookupError: no row 3/ }).click()
    await expect(panel(page).getByText('LookupError: no row 3')).toBeVisible()
    await expectNothingHidden(page)
  })

  await test.step('a stretch of the timeline is a part of the table', async () => {
    const plot = panel(page).getByRole('slider', { name: 'Memory over time' })
    await page.mouse.move(5, 5)
    await drag(page, plot, 0.001, 0.02)
    await panel(page).getByRole('button', { name: 'Show its lines' }).click()
    await expect(panel(page)).toContainText(/No watched line was entered or left between 0 s and/)
    await tab(page, /^Timeline/).click()
    await plot.focus()
    await page.keyboard.press('Escape')
    await expect(panel(page).getByText('Drag to choose a stretch')).toBeVisible()
    await page.keyboard.press('ArrowRight')
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+PageDown')
    await panel(page).getByRole('button', { name: 'Show its lines' }).click()
    const part = panel(page).getByRole('button', { name: /^Only .* to .*\. Show the whole run\.$/ })
    await expect(part).toBeVisible()
    await expect(grid(page).getByRole('columnheader', { name: /Mem usage/ })).toHaveCount(0)
    await part.click()
    await expect(grid(page).getByRole('columnheader', { name: /Mem usage/ })).toBeVisible()
  })

  await test.step('every process has a table of its own', async () => {
    await panel(page)
      .getByRole('combobox', { name: /^Processes: All 2 processes/ })
      .click()
    await page.getByRole('option', { name: /child\.py/ }).click()
    await expect(grid(page)).toHaveAccessibleName('Lines of fill')
    await expect(row(page, 'rows.append')).toContainText(/20.000/)
    await expectNothingHidden(page)
    await tab(page, /^Details/).click()
    const processes = panel(page).getByRole('region', { name: 'Processes' })
    await expect(processes.getByRole('row')).toHaveCount(3)
    await processes
      .getByRole('row', { name: /The program/ })
      .getByRole('button')
      .click()
    await expect(grid(page)).not.toHaveAccessibleName('Lines of fill')
    await panel(page).getByTitle('Show the time of each line', { exact: false }).click()
    await expect(grid(page).getByRole('columnheader', { name: /Per hit/ })).toBeVisible()
  })

  await test.step('the peak says who held the memory', async () => {
    await tab(page, /^Peak/).click()
    await expect(panel(page)).toContainText(
      /Peak \d+(\.\d)? MiB at .* in main\(\) line \d+, in 2 processes together/,
    )
    const held = panel(page).getByRole('region', { name: 'Held by line' }).getByRole('listitem')
    await expect(held.filter({ hasText: 'remember' }).first()).toContainText(/\+3\d\.\d/)
    await held.filter({ hasText: 'remember' }).first().getByRole('button').click()
    await expect(source(page).locator('.active-line-number')).toHaveText('12')
    await expectNothingHidden(page)
  })

  await test.step('what leaks is told with its growth', async () => {
    await tab(page, /^Leaks/).click()
    await expect(panel(page)).toContainText(/remember keeps 19\d KiB on each of its 200 calls/)
    await expectNothingHidden(page)
  })

  await test.step('a hint that is not wanted here stays away', async () => {
    await tab(page, /^Hints 1/).click()
    const hint = panel(page).getByRole('list', { name: 'Hints' }).getByRole('listitem')
    await hint.getByRole('button', { expanded: false }).click()
    await expect(hint).toContainText('(i * i for i in range(n))')
    await expectNothingHidden(page)
    await hint.getByRole('button', { name: 'Not here' }).click()
    await expect(tab(page, /^Hints$/)).toBeVisible()
    await page.reload()
    await expect(tab(page, /^Hints$/)).toHaveAttribute('aria-selected', 'true')
    await panel(page)
      .getByRole('button', { name: /^Show 1/ })
      .click()
    await hint.getByRole('button', { name: 'Show again' }).click()
    await expect(tab(page, /^Hints 1/)).toBeVisible()
    await expect(source(page).locator('.glyph-hint')).toBeAttached()
  })

  await test.step('from the hottest functions to their lines', async () => {
    await tab(page, /^Hotspots/).click()
    await panel(page).getByRole('button', { name: 'Find hotspots' }).click()
    await expect(page.getByRole('contentinfo')).toContainText(/Run 2 finished/, { timeout: 30_000 })
    await expect(grid(page).getByRole('row').nth(1)).toContainText('remember')
    await expectNothingHidden(page)
    await grid(page).focus()
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await panel(page).getByRole('button', { name: 'Profile 1 function line by line' }).click()
    await expect(page.getByRole('contentinfo')).toContainText(/Run 3 finished/, { timeout: 30_000 })
    await expect(grid(page)).toHaveAccessibleName('Lines of remember')
    await expect(row(page, 'kept.append')).toContainText(/\+3\d\.\d/)
  })
})

test('a program that is killed tells its story up to that moment', async ({ app }) => {
  const page = await run(app, { 'killed.py': KILLED })
  const sentence = /ended the program at \d+(\.\d)? MiB while line 11 of killed\.py was executing/
  await expect(source(page)).toContainText(sentence)
  await tab(page, /^Table/).click()
  await expect(row(page, 'os.kill')).toContainText('killed by SIGKILL')
  await expect(row(page, 'rows.append')).toContainText(/\+2\d\.\d/)
  await tab(page, /^Timeline/).click()
  await expect(panel(page).getByText(/^Peak \d+\.\d MiB after/)).toBeVisible()
  await tab(page, /^Details/).click()
  await expect(panel(page)).toContainText(sentence)
  await expectNothingHidden(page)
})
