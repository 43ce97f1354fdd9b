import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Takes some 60 MB in `load`, gives part of it back in `trim`, and waits to be told to go on. */
const TRAIN = `import sys
import time


def load(rows):
    data = []
    for index in range(rows):
        data.append(bytearray(1_000_000))
        time.sleep(0.02)
    return data


def trim(data):
    del data[::2]
    return len(data)


def main():
    data = load(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
    print("\\x1b[32mloaded\\x1b[0m", flush=True)
    if "--ask" in sys.argv:
        print("go on?", flush=True)
        print("answer:", input())
    print("kept", trim(data))


if __name__ == "__main__":
    main()
`

const source = (page: Page, name: string) => page.getByRole('textbox', { name: `Source of ${name}` })
const tree = (page: Page) => page.getByRole('tree', { name: 'Files and functions' })
const item = (page: Page, name: string | RegExp) => tree(page).getByRole('treeitem', { name })
const runs = (page: Page) => page.getByRole('tree', { name: 'Runs' })
const stopButton = (page: Page) => page.getByRole('banner').getByRole('button', { name: 'Stop' })
const lens = (page: Page, name: string) =>
  page.getByRole('group', { name, exact: true }).getByRole('button', { name: 'Profile this function' })
const status = (page: Page) => page.getByRole('contentinfo')

async function trust(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Trust this folder' }).click()
  await expect(page.getByRole('button', { name: 'Trust this folder' })).toHaveCount(0)
}

test('an example glows within a click', async ({ app }) => {
  const page = await app.open()
  await page.getByRole('button', { name: 'Profile it: Sort a million numbers' }).click()
  await expect(source(page, 'sort_numbers.py')).toBeAttached()
  await expect(status(page)).toContainText(/Run 1 finished .* peak .* MiB at line 22 of median_of_random/, {
    timeout: 30_000,
  })
  await expect(page.locator('.number-row', { hasText: /\+3\d\.\d/ }).first()).toBeVisible()
})

test('open a folder, click a function, watch, read, browse', async ({ app }) => {
  const dir = app.project({
    'src/train.py': TRAIN,
    'README.md': 'nothing to run',
    '.venv/lib/x.py': 'x = 1\n',
  })
  const page = await app.open(dir)

  await test.step('2: the files and functions are there, and what is no part of the project is not', async () => {
    await expect(item(page, /train\.py/)).toBeVisible()
    await expect(item(page, /\.venv/)).toHaveCount(0)
    await item(page, /train\.py/).press('ArrowRight')
    await expect(item(page, /^load/)).toBeVisible()
    writeFileSync(join(dir, 'src', 'model.py'), 'def fit():\n    return 1\n')
    await expect(item(page, /model\.py/)).toBeVisible()
  })

  await test.step('2: a search finds a function anywhere', async () => {
    await page.keyboard.press('Control+p')
    await page.getByRole('combobox').fill('fit')
    await expect(page.getByRole('option', { name: /fit/ }).first()).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(source(page, 'model.py')).toBeAttached()
  })

  await test.step('nothing runs before the folder is trusted', async () => {
    await item(page, /^load/).click()
    await expect(source(page, 'train.py')).toBeAttached()
    await page.keyboard.press('Control+Enter')
    await expect(
      page.getByRole('alert').filter({ hasText: 'only from folders that you trust' }),
    ).toBeVisible()
    await trust(page)
  })

  await test.step('3: the first time a form asks how to reach the function; it is remembered', async () => {
    await lens(page, 'load').click()
    const form = page.getByRole('dialog')
    await expect(form).toContainText('load')
    await form.getByRole('textbox', { name: 'Arguments' }).fill('60 --ask')
    await form.getByRole('button', { name: 'Run', exact: true }).click()
    await expect(form).toHaveCount(0)
  })

  await test.step('4: lines heat up while it runs; output scrolls, the program reads', async () => {
    await expect(stopButton(page)).toBeVisible()
    await expect(page.locator('.number-row', { hasText: /\+\d/ }).first()).toBeVisible()
    await page.getByRole('tab', { name: 'Output' }).click()
    await expect(page.getByText('go on?')).toBeVisible({ timeout: 20_000 })
    await page.getByRole('textbox', { name: /input/i }).fill('yes')
    await page.keyboard.press('Enter')
    await expect(page.getByText('answer: yes')).toBeVisible()
    await expect(status(page)).toContainText(/Run 1 finished/)
  })

  await test.step('5: numbers at the lines, and the classic table, linked', async () => {
    await expect(page.locator('.number-row', { hasText: /\+5\d\.\d|\+6\d\.\d/ }).first()).toBeVisible()
    await page.getByRole('tab', { name: 'Table' }).click()
    const row = page.getByRole('row', { name: /data\.append\(bytearray/ })
    await expect(row).toContainText('+5')
    await expect(row).toContainText('60')
    await page
      .getByRole('columnheader', { name: /Increment/ })
      .getByRole('button')
      .click()
    await expect(page.getByRole('columnheader', { name: /Increment/ })).toHaveAttribute('aria-sort', /ending/)
    await expect(item(page, /^load, \+\d/)).toBeVisible()
  })

  await test.step('3: one click profiles it again, without a question; Stop ends it at once', async () => {
    await lens(page, 'load').click()
    await stopButton(page).click()
    await expect(status(page)).toContainText(/Run 2 .*stopped/i)
  })

  await test.step('6: a run opens with its source as it was, and says that the file has changed', async () => {
    writeFileSync(join(dir, 'src', 'train.py'), TRAIN.replace('1_000_000', '1_000'))
    await runs(page).getByRole('treeitem', { name: /^1 / }).click()
    await expect(page.getByText('The file has changed since run 1.')).toBeVisible()
    await expect(page.locator('.number-row', { hasText: /\+5\d\.\d|\+6\d\.\d/ }).first()).toBeVisible()
    await page.getByRole('button', { name: 'Show the file as it is now' }).click()
    await expect(page.locator('.number-row')).toHaveCount(0)
  })

  await test.step('6: label, filter, delete, undo', async () => {
    await runs(page).getByRole('treeitem', { name: /^2 / }).click()
    await page.keyboard.press('Delete')
    await expect(runs(page).getByRole('treeitem', { name: /^2 / })).toHaveCount(0)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(runs(page).getByRole('treeitem', { name: /^2 / })).toBeVisible()
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('no such run')
    await expect(runs(page).getByRole('treeitem')).toHaveCount(0)
    await page.getByRole('searchbox', { name: 'Filter runs' }).fill('')
  })

  await test.step('all of it is there when the app is opened again', async () => {
    const again = await app.open()
    await again.getByRole('list', { name: 'Recent projects' }).getByRole('button').first().click()
    await expect(runs(again).getByRole('treeitem', { name: /^1 / })).toBeVisible()
    await expect(again.getByRole('button', { name: 'Trust this folder' })).toHaveCount(0)
  })
})
