import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import type { SpeedscopeFile } from '../../profiler-core/report/speedscope.ts'
import { type App, expect, test } from './fixtures.ts'

const PROGRAM = `from kept import walk

def load():
    return [bytearray(2_000_000) for _ in range(15)]

def main():
    data = load()
    trees = walk(6, [])
    return len(data) + len(trees)

main()
`
const KEPT = `def walk(depth, kept):
    kept.append(bytearray(4_000_000))
    return walk(depth - 1, kept) if depth else kept
`

const flame = (page: Page) => page.getByRole('application', { name: /^Call tree by/ })
const table = (page: Page) => page.getByRole('treegrid', { name: 'Call tree' })
const row = (page: Page, name: string | RegExp) => table(page).getByRole('row', { name })
const told = (page: Page) => page.getByRole('status').filter({ hasText: /: growth/ })

async function openCallTree(app: App): Promise<Page> {
  const dir = app.project({ 'app.py': PROGRAM, 'kept.py': KEPT })
  const page = await app.open(dir)
  await page.getByRole('button', { name: 'Trust this folder' }).click()
  await expect(page.getByRole('button', { name: 'Trust this folder' })).toBeHidden()
  await app.call('runs.start', {
    target: { kind: 'script', path: join(dir, 'app.py') },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'project' },
  })
  await page.getByRole('tab', { name: 'Call tree' }).click()
  await expect(page.getByRole('contentinfo')).toContainText(/Run 1 finished/, { timeout: 30_000 })
  return page
}

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('.call-tree').analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
}

// One test: each more would start another app and another run.
test('a call tree is walked through as a flame graph and as a table, leads to the source, and is saved', async ({
  app,
}) => {
  const page = await openCallTree(app)
  await walkByKeys(page)
  await walkByMouse(page)
  await walkTable(page)
  await saveAs(app, page)
})

async function walkByKeys(page: Page): Promise<void> {
  await expect(flame(page)).toBeVisible()
  await flame(page).focus()
  for (const _ of ['module', 'main', 'load or walk']) await page.keyboard.press('ArrowDown')
  await expect(told(page)).toContainText(
    /^load \(app\.py:3, called from line 7 of main\): growth \+2[89]\.\d MiB/,
  )
  await page.keyboard.press('ArrowRight')
  await expect(told(page)).toContainText(
    /^walk \(kept\.py:1, called from line 8 of main\): growth \+2[67]\.\d MiB/,
  )
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Source of kept.py' })).toBeAttached()
  await expect(flame(page)).toBeFocused()

  await page.keyboard.press('f')
  await expect(page.getByRole('button', { name: /^Fold recursion/ })).toHaveAttribute('aria-pressed', 'true')
  await expect(flame(page)).toBeFocused()
  await page.keyboard.press('End')
  await page.keyboard.press('End')
  await page.getByRole('textbox', { name: 'Find a function in the call tree' }).fill('walk')
  await expect(page.getByRole('status').filter({ hasText: /^1 frame, \+2[67]\.\d MiB$/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(flame(page)).toBeFocused()
  await expect(told(page)).toContainText(/^walk .* calls 7, each \+3\.\d MiB/)
  await expectAccessible(page)
}

async function walkByMouse(page: Page): Promise<void> {
  await page.keyboard.press('f')
  await page.getByRole('button', { name: 'Clear the search' }).click()
  await flame(page).click({ position: { x: 20, y: 50 } })
  await expect(told(page)).toContainText(/^load /)
  await expect(page.getByRole('textbox', { name: 'Source of app.py' })).toBeAttached()
  // All of the width is load's now.
  const { width } = (await flame(page).boundingBox()) ?? { width: 0 }
  await flame(page).hover({ position: { x: width - 20, y: 50 } })
  await expect(page.locator('.frame-tip')).toContainText('load')
  await page.keyboard.press('Escape')
  await flame(page).hover({ position: { x: width - 20, y: 51 } })
  await expect(page.locator('.frame-tip')).toContainText('walk')
}

async function walkTable(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Tree', exact: true }).click()
  await expect(row(page, /load/)).toBeVisible()
  await table(page).focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect(table(page).getByRole('row')).toHaveCount(2)
  await page.keyboard.press('*')
  await expect(row(page, /load/)).toHaveAttribute('aria-selected', 'true')
  await expect(row(page, /load/)).toHaveAttribute('aria-level', '3')
  await expect(row(page, /load/)).toContainText(/\+2[89]\.\d\+2[89]\.\d/)

  await table(page).getByRole('button', { name: 'Function' }).click()
  await expect(table(page).getByRole('columnheader', { name: 'Function' })).toHaveAttribute(
    'aria-sort',
    'ascending',
  )
  await page.getByRole('button', { name: 'Time', exact: true }).click()
  await expect(table(page).getByRole('columnheader', { name: /Time/ })).toHaveAttribute(
    'aria-sort',
    'descending',
  )
  await row(page, /walk/).first().click()
  await expect(page.getByRole('textbox', { name: 'Source of kept.py' })).toBeAttached()
  await expectAccessible(page)
}

async function saveAs(app: App, page: Page): Promise<void> {
  const file = JSON.parse(await saved(app, page, 'Save for speedscope...')) as SpeedscopeFile
  expect(file.profiles.map(({ unit }) => unit)).toEqual(['bytes', 'nanoseconds'])
  expect(file.profiles[0]?.endValue).toBeGreaterThan(55e6)
  expect(file.shared.frames.map(({ name }) => name)).toContain('walk')
  const stacks = await saved(app, page, 'Save collapsed stacks, bytes...')
  expect(stacks).toMatch(/^<module> \(.*app\.py:1\);main \(.*app\.py:6\);load \(.*app\.py:3\) \d{8}$/m)
}

/** What a menu entry saves: as a download, or where the system's dialog says. */
async function saved(app: App, page: Page, entry: string): Promise<string> {
  const path = join(app.home, `${entry.replace(/\W+/g, '')}.txt`)
  if (app.host === 'electron') {
    await app.electron.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, path)
  }
  const download = app.host === 'electron' ? null : page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save the call tree' }).click()
  await page.getByRole('menuitem', { name: entry }).click()
  if (download === null) await expect(page.getByText(`Saved as ${path}.`)).toBeVisible()
  else await (await download).saveAs(path)
  return readFileSync(path, 'utf8')
}
