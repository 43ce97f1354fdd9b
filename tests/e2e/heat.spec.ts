import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { type App, expect, test } from './fixtures.ts'

const SIZES = `\
def small():
    return b"x" * (10 << 20)


def large():
    return b"x" * (92 << 20)


kept = small(), large()
`

const THREADS = `\
import concurrent.futures, time
kept = []


def job(n):
    block = b"x" * (n << 20)
    time.sleep(0.05)
    kept.append(block)
    return n


def main():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        return sum(pool.map(job, [6] * 4))


main()
`

async function profiled(app: App, dir: string, name: string): Promise<void> {
  const before = (await app.call('runs.history', { projectDir: dir })).length
  await app.call('runs.start', {
    target: { kind: 'script', path: name },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'functions', names: [`${join(dir, name)}:*`] },
  })
  await expect.poll(async () => (await app.call('runs.history', { projectDir: dir })).length).toBe(before + 1)
}

async function opened(app: App, files: Record<string, string>): Promise<{ dir: string; page: Page }> {
  const dir = app.project(files)
  const page = await app.open(dir)
  await expect(page.getByRole('navigation', { name: 'Files' })).toBeVisible()
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  return { dir, page }
}

function source(page: Page): Locator {
  return page.getByRole('main', { name: 'Source' })
}

/** The numbers of a line, as text says which. */
function numbers(page: Page, text: string): Locator {
  return source(page).locator('.number-row', { hasText: text })
}

function fileRow(page: Page, name: string): Locator {
  return page
    .getByRole('navigation', { name: 'Files' })
    .getByRole('treeitem', { level: 1, name: new RegExp(`^${name}`) })
}

/** Without a run, as after a start. */
async function leave(page: Page): Promise<void> {
  await source(page).getByRole('button', { name: 'Show the file without a run' }).click()
  await expect(source(page).locator('.number-row')).toHaveCount(0)
}

test('heat compares the lines of the whole run; the legend says what is full heat', async ({ app }) => {
  const { dir, page } = await opened(app, { 'sizes.py': SIZES })
  await profiled(app, dir, 'sizes.py')
  await fileRow(page, 'sizes.py').click()
  // The line at the module level that called both took 102 MiB: a tenth, by the square root, is a third of 24 shades.
  await expect(numbers(page, '+10.0')).toHaveClass(/ heat-growth-8$/)
  await expect(numbers(page, '+92.0')).toHaveClass(/ heat-growth-23$/)
  await expect(numbers(page, '+102.0')).toHaveClass(/ heat-growth-24$/)
  const legend = source(page).getByRole('img', { name: /^Scale of the heat/ })
  await expect(legend).toHaveAttribute('title', /Full heat is \+102\.0 MiB, the largest increment of a line/)
  await page.getByRole('treeitem', { name: /^small/ }).click()
  await expect(legend).toContainText('+102.0')
  const table = page.getByRole('grid', { name: 'Lines of small' })
  await expect(table.locator('.cell.increment', { hasText: '+10.00' })).toHaveClass(/heat-growth-8/)
})

test('a click on a file shows the heat of its last run, whichever run was shown', async ({ app }) => {
  const { dir, page } = await opened(app, {
    'one.py': SIZES,
    'two.py': SIZES.replaceAll('92', '30'),
    'never.py': 'x = 1\n',
  })
  await profiled(app, dir, 'one.py')
  await profiled(app, dir, 'two.py')
  await fileRow(page, 'one.py').click()
  await expect(numbers(page, '+92.0')).toBeVisible()
  await expect(source(page).getByText(/^Run 1/)).toBeVisible()
  await fileRow(page, 'two.py').click()
  await expect(numbers(page, '+30.0')).toBeVisible()
  await expect(source(page).getByText(/^Run 2/)).toBeVisible()
  // Of a file that was never measured nothing is said, and the run stays.
  await fileRow(page, 'never.py').click()
  await expect(source(page).locator('.source-file')).toHaveText('never.py')
  await expect(source(page).locator('.number-row')).toHaveCount(0)
  // The same by name.
  await page.keyboard.press('Control+p')
  await page.getByRole('combobox').fill('one.py')
  await page.getByRole('option', { name: 'one.py' }).click()
  await expect(numbers(page, '+92.0')).toBeVisible()

  // What was measured is another text by now: it is offered, as for a function.
  await leave(page)
  writeFileSync(join(dir, 'one.py'), `# new\n${SIZES}`)
  await fileRow(page, 'two.py').click()
  await fileRow(page, 'one.py').click()
  await expect(source(page).getByText('# new')).toBeVisible()
  await expect(source(page).locator('.number-row')).toHaveCount(0)
  await source(page).getByRole('button', { name: 'Show it as it was in run 1' }).click()
  await expect(numbers(page, '+92.0')).toBeVisible()
})

test('numbers that may be another thread\u2019s are marked, with one footnote for each table', async ({
  app,
}) => {
  const { dir, page } = await opened(app, { 'threads.py': THREADS })
  await profiled(app, dir, 'threads.py')
  await fileRow(page, 'threads.py').click()
  await page.getByRole('treeitem', { name: /^main/ }).click()
  const note = /^\* Other threads were at work meanwhile/
  const marked = source(page).locator('.line-increment.overlapped')
  await expect(marked.first()).toBeVisible()
  await expect(source(page).locator('.heat-threads')).toBeVisible()
  const panel = page.getByRole('grid', { name: 'Lines of main' })
  await expect(panel.getByRole('row').filter({ hasText: 'pool.map' })).toContainText(/\+2[45]\.\d{3}\*/)
  const below = page.locator('.panel-body')
  await expect(below.getByText(note)).toHaveCount(1)
  await source(page).locator('.view-line', { hasText: 'pool.map' }).hover()
  await expect(page.getByRole('tooltip')).toContainText(/\+2[45]\.\d{3}\*/)
  await expect(page.getByRole('tooltip')).toContainText('* Other threads were at work')
  for (const view of ['Hotspots', 'Call tree', 'Peak']) {
    await page.getByRole('tab', { name: view }).click()
    await expect(below.getByText(note), view).toHaveCount(1)
  }
})
