import { expect, test } from './fixtures.ts'

test('the line that loads Mebi in a notebook goes to the clipboard, from the palette', async ({ app }) => {
  const page = await app.open(app.project({ 'a.py': 'def f():\n    return 1\n' }))
  await page.keyboard.press('Control+Shift+P')
  await page.keyboard.type('notebook')
  await expect(page.getByRole('option', { selected: true })).toContainText('Copy the line that loads Mebi')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Copied: run it in a cell of the notebook')).toBeVisible()
  const field = page.getByLabel('Find a function or file')
  await field.click()
  await page.keyboard.press('Control+V')
  await expect(field).toHaveValue(/^import sys; sys\.path\.append\(".*package"\); get_ipython\(\)/)
})
