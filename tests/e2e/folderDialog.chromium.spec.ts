import { expect, test } from './fixtures.ts'

// A browser has no dialog for the folders of the machine that Mebi runs on: the page has one.

test('a folder is opened by typing its path, with completion', async ({ app }) => {
  const dir = app.project({ 'inner/deep/a.py': 'def here():\n    pass\n', 'inner/other/b.py': '' })
  const page = await app.open()
  await page.getByRole('button', { name: 'Open folder...' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open folder' })
  const path = dialog.getByRole('combobox', { name: 'Folder' })
  // It begins at home.
  await expect(path).toHaveValue(/\/$/)
  await path.fill(`${dir}/in`)
  await expect(dialog.getByRole('option')).toHaveText(['inner'])
  await page.keyboard.press('Tab')
  await expect(path).toHaveValue(`${dir}/inner/`)
  await expect(dialog.getByRole('option')).toHaveText(['..', 'deep', 'other'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(path).toHaveValue(`${dir}/inner/deep/`)
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('treeitem', { name: 'here' })).toBeVisible()
})

test('a path that is wrong is said, and can be mended', async ({ app }) => {
  const page = await app.open()
  await page.getByRole('button', { name: 'Open folder...' }).click()
  const dialog = page.getByRole('dialog', { name: 'Open folder' })
  await dialog.getByRole('combobox', { name: 'Folder' }).fill('/no/such/place/')
  await expect(dialog.getByRole('status')).toContainText('/no/such/place')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('/no/such/place')
  await expect(dialog.getByRole('combobox', { name: 'Folder' })).toHaveValue('/no/such/place/')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
})
