import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

/** Drops what an input of the page was given: a real file, with its path. */
async function drop(page: Page, path: string): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input')
    input.type = 'file'
    input.id = 'dropped'
    document.body.append(input)
  })
  await page.locator('#dropped').setInputFiles(path)
  await page.evaluate(() => {
    const input = document.querySelector<HTMLInputElement>('#dropped')
    const dataTransfer = new DataTransfer()
    for (const file of input?.files ?? []) dataTransfer.items.add(file)
    input?.remove()
    window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }))
  })
}

test('a Python file that is dropped on the window opens in its folder', async ({ app }) => {
  const dir = app.project({ 'a.py': 'def f():\n    return 1\n' })
  const page = await app.open()
  await drop(page, join(dir, 'a.py'))
  await expect(page.getByRole('treeitem', { name: /a\.py/ })).toBeVisible()
  await expect(page.getByRole('textbox', { name: 'Source of a.py' })).toBeAttached()
})
