import { rmSync, writeFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Locator, Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

// What leads to a run: the welcome screen, the files, the form, the palette.

const files = {
  'train.py': [
    'import sys',
    'from pkg.loader import load',
    '',
    'def fit(rows, epochs=2):',
    '    return [list(rows) for _ in range(epochs)]',
    '',
    'def main():',
    '    rows = load(20_000)',
    '    fit(rows)',
    '    print("arguments", sys.argv[1:])',
    '',
    'if __name__ == "__main__":',
    '    main()',
    '',
  ].join('\n'),
  'pkg/__init__.py': '',
  'pkg/loader.py': [
    'class Loader:',
    '    def __init__(self, path):',
    '        self.path = path',
    '',
    '    def read(self, count):',
    '        return [bytes(100) for _ in range(count)]',
    '',
    'def load(count):',
    '    return Loader("x").read(count)',
    '',
  ].join('\n'),
  'pkg/notes.py': Buffer.from([0x80, 0x81, 0, 1, 2, 255]),
}

/** The list of the left pane, be it all or what was found. */
function tree(page: Page): Locator {
  return page.getByRole('tree', { name: /^(Files and functions|Found)$/ })
}

/** A line of it; by its whole name, where that is not a pattern. */
function row(page: Page, name: string | RegExp): Locator {
  return tree(page).getByRole('treeitem', { name, exact: true })
}

async function trust(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Trust this folder' }).click()
  await expect(page.getByRole('button', { name: 'Trust this folder' })).toBeHidden()
}

async function expectNoSeriousFault(page: Page, part: string): Promise<void> {
  // Without the page of its own that axe opens for its result: Electron has none to give.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include(part).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
}

test('an example is profiled by one click on the welcome screen', async ({ app }) => {
  const page = await app.open()
  await expect(page.getByRole('heading', { name: 'Examples' })).toBeVisible()
  await expectNoSeriousFault(page, '.welcome')
  await page.getByRole('button', { name: /^Profile it: A cache/ }).click()
  // Its number, in the tree, once the run has ended.
  await expect(row(page, /^get, \+\d+\.\d MiB/)).toBeVisible({ timeout: 30_000 })
  const [example] = (await app.call('projects.examples', {})).filter(
    (each) => each.function === 'Reports.get',
  )
  const remembered = await app.call('requests.remembered', {
    projectDir: example!.projectDir,
    subject: `${example!.file}:Reports.get`,
  })
  expect(remembered).toMatchObject({ target: { kind: 'script', path: example!.file } })
})

test('projects are listed again; one that is gone says so, and can be removed', async ({ app }) => {
  const dir = app.project({ 'a.py': '' })
  await app.open(dir)
  await app.call('projects.open', { dir: app.project({ 'b.py': '' }) })
  await app.close()
  rmSync(dir, { recursive: true })
  const page = await app.open()
  const list = page.getByRole('list', { name: 'Recent projects' })
  await expect(list.getByRole('listitem')).toHaveCount(2)
  const gone = list
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: 'Remove', exact: true }) })
  await expect(gone).toContainText(/no folder|does not exist|not there|gone/i)
  await gone.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(list.getByRole('listitem')).toHaveCount(1)
  // The keys: Enter opens.
  await list.getByRole('listitem').getByRole('button').first().focus()
  await page.keyboard.press('Enter')
  await expect(row(page, 'b.py')).toBeVisible()
})

test('nothing of a folder is run before it is trusted', async ({ app }) => {
  const page = await app.open(app.project(files))
  await expect(page.getByText('Do you trust the authors of the files in this folder?')).toBeVisible()
  await row(page, 'fit').click()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText('Mebi runs programs only from folders that you trust.')).toBeVisible()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await trust(page)
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog', { name: 'Profile fit' })).toBeVisible()
})

test('the form asks the first time, and what it was told is remembered', async ({ app }) => {
  const page = await app.open(app.project(files))
  await trust(page)
  await row(page, 'fit').click()
  await page.keyboard.press('Control+Enter')
  const form = page.getByRole('dialog', { name: 'Profile fit' })
  await expect(form.getByRole('radio', { name: 'Run train.py' })).toBeChecked()
  await expect(form.getByText('Watches fit of train.py.')).toBeVisible()
  await expectNoSeriousFault(page, '.dialog')
  await expect(form.getByLabel('Arguments')).toBeFocused()
  await page.keyboard.type('--epochs 3 "two words"')
  await page.keyboard.press('Enter')
  await expect(form).toBeHidden()
  await expect(row(page, /^fit, [+−]?\d/)).toBeVisible({ timeout: 20_000 })
  const [run] = await app.call('runs.list', {})
  expect(run!.request).toMatchObject({ args: ['--epochs', '3', 'two words'] })
  // The second time it runs at once.
  await row(page, /^fit/).click()
  await page.keyboard.press('Control+Enter')
  await expect.poll(async () => (await app.call('runs.list', {})).length, { timeout: 20_000 }).toBe(2)
  // And the form can be had again, with what was told.
  await row(page, /^fit/).click()
  await page.keyboard.press('Control+Shift+Enter')
  await expect(form.getByLabel('Arguments')).toHaveValue("--epochs 3 'two words'")
})

test('what is wrong is said at its field, and nothing that was typed is lost', async ({ app }) => {
  const page = await app.open(app.project(files))
  await trust(page)
  await row(page, 'read').click()
  await page.keyboard.press('Control+Enter')
  const form = page.getByRole('dialog')
  // A library: the call is proposed, the first value to fill in selected.
  const statement = form.getByLabel('Statement')
  await expect(statement).toHaveValue('Loader(path=...).read(count=...)')
  await expect(statement).toBeFocused()
  await page.keyboard.type('"x"')
  await expect(statement).toHaveValue('Loader(path="x").read(count=...)')
  await form.getByLabel('Arguments').fill('an "open quote')
  await form.getByLabel('Time limit').fill('soon')
  await form.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(form.getByText('Write a value for count in place of the three dots.')).toBeVisible()
  await expect(form.getByText(/A quote is open/)).toBeVisible()
  await expect(form.getByText(/A number of seconds/)).toBeVisible()
  await expect(statement).toBeFocused()
  // What only the core can know.
  await statement.fill('Loader("x").read(1000)')
  await form.getByLabel('Arguments').fill('')
  await form.getByLabel('Time limit').fill('30')
  await form.getByLabel('Working folder').fill('/nowhere/at/all')
  await page.keyboard.press('Enter')
  await expect(form.getByText(/\/nowhere\/at\/all/)).toBeVisible()
  await expect(statement).toHaveValue('Loader("x").read(1000)')
  await form.getByLabel('Working folder').fill('')
  await page.keyboard.press('Enter')
  await expect(form).toBeHidden()
  await expect(row(page, /^read, \+?\d/)).toBeVisible({ timeout: 20_000 })
  const [run] = await app.call('runs.list', {})
  expect(run!.request).toMatchObject({
    target: { kind: 'script', call: 'Loader("x").read(1000)' },
    timeoutNs: 30e9,
  })
})

test('what was gone to is what the next key profiles, wherever the focus was', async ({ app }) => {
  const page = await app.open(app.project(files))
  await trust(page)
  await row(page, 'fit').click()
  await expect(page.locator('.monaco-editor [role="textbox"]')).toBeAttached()
  await page.keyboard.press('Control+p')
  await page.getByRole('combobox').fill('load')
  await page.getByRole('option', { name: /^load/ }).waitFor()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Source of loader.py' })).toBeAttached()
  await expect(page.locator('.monaco-editor [role="textbox"]')).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog', { name: 'Profile load' })).toBeVisible()
})

test('another file is proposed while its name is typed', async ({ app }) => {
  const page = await app.open(app.project(files))
  await trust(page)
  await row(page, 'load').click()
  await page.keyboard.press('Control+Enter')
  const form = page.getByRole('dialog')
  await form.getByRole('radio', { name: 'Run another file or module' }).check()
  // Nothing to propose: the rest of the form stays within reach of screen readers.
  await form.getByLabel('Program').fill('-m nothing_like_it')
  await expect(form.getByRole('button', { name: 'Run', exact: true })).toBeVisible()
  await form.getByLabel('Program').fill('')
  await form.getByLabel('Program').pressSequentially('trn')
  await page.getByRole('option', { name: 'train.py' }).click()
  await expect(form.getByLabel('Program')).toHaveValue('train.py')
  await form.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(row(page, /^load, \+/)).toBeVisible({ timeout: 20_000 })
})

test('several functions are watched at once', async ({ app }) => {
  const page = await app.open(app.project(files))
  await trust(page)
  await row(page, 'fit').click()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Space')
  await expect(row(page, 'fit')).toHaveAttribute('aria-selected', 'true')
  await page.getByRole('button', { name: 'Profile 2 functions' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click()
  await expect(row(page, /^main, \+/)).toBeVisible({ timeout: 20_000 })
  await expect(row(page, /^fit, /)).toBeVisible()
  await tree(page).focus()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('toolbar', { name: 'Selection' })).toHaveCount(0)
})

test('the tree is walked by keys', async ({ app }) => {
  const page = await app.open(app.project(files))
  const active = async () => {
    const id = await tree(page).getAttribute('aria-activedescendant')
    return page.locator(`#${id}`).getAttribute('aria-label')
  }
  await expect(row(page, 'fit')).toBeVisible()
  await expectNoSeriousFault(page, '[aria-label="Files"]')
  await tree(page).focus()
  expect(await active()).toBe('pkg')
  // Few files are unfolded from the start.
  await page.keyboard.press('ArrowLeft')
  await expect(row(page, 'loader.py')).toHaveCount(0)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  expect(await active()).toBe('__init__.py')
  await page.keyboard.press('End')
  expect(await active()).toBe('main')
  await page.keyboard.press('ArrowLeft')
  expect(await active()).toBe('train.py')
  await page.keyboard.press('Home')
  await page.keyboard.type('fi')
  expect(await active()).toBe('fit')
  await page.keyboard.press('Enter')
  await expect(row(page, 'fit')).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menuitem', { name: /^Profile this function/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(row(page, /notes\.py, .*not text/)).toBeVisible()
})

test('functions are found by a part of their name, here and in the palette', async ({ app }) => {
  const page = await app.open(app.project(files))
  await expect(row(page, 'fit')).toBeVisible()
  await page.keyboard.press('Control+Shift+E')
  await page.keyboard.type('ldrread')
  await expect(row(page, 'Loader.read')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Source' })).toContainText('loader.py')
  await page.keyboard.press('Escape')
  await expect(page.getByLabel('Find a function or file')).toHaveValue('')
  await page.keyboard.press('Control+P')
  const palette = page.getByRole('dialog')
  await page.keyboard.type('fit')
  await expect(palette.getByRole('option').first()).toContainText('fit')
  await expectNoSeriousFault(page, '.palette')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main', { name: 'Source' })).toContainText('train.py')
  // Everything else by the same window.
  await page.keyboard.press('Control+P')
  await page.keyboard.type('>keyboard')
  await expect(palette.getByRole('option', { selected: true })).toContainText('Keyboard shortcuts')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await expectNoSeriousFault(page, '.dialog')
})

test('files that come and go while the project is open do so in the tree', async ({ app }) => {
  const dir = app.project(files)
  const page = await app.open(dir)
  await expect(row(page, 'fit')).toBeVisible()
  writeFileSync(`${dir}/fresh.py`, 'def brand_new():\n    pass\n')
  await expect(row(page, 'brand_new')).toBeVisible()
  writeFileSync(`${dir}/fresh.py`, 'def renamed():\n    pass\n')
  await expect(row(page, 'renamed')).toBeVisible()
  await expect(row(page, 'brand_new')).toHaveCount(0)
  rmSync(`${dir}/fresh.py`)
  await expect(row(page, 'fresh.py')).toHaveCount(0)
})

test('a folder without Python says so, and offers another', async ({ app }) => {
  const page = await app.open(app.project({ 'README.md': 'nothing' }))
  await expect(page.getByText(/^There are no Python files in project1\./).first()).toBeVisible()
  const pane = page.getByRole('navigation', { name: 'Files' })
  await expect(pane.getByRole('button', { name: 'Open another folder...' })).toBeVisible()
})
