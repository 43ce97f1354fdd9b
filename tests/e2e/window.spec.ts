import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

test('the whole window, with a run in it, has no serious fault of accessibility in either theme', async ({
  app,
}) => {
  const page = await app.open()
  await page.getByRole('button', { name: 'Profile it: A cache that never forgets' }).click()
  await expect(page.getByRole('contentinfo')).toContainText(/Run 1 finished/, { timeout: 30_000 })
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    // Without the page of its own that axe opens for its result: Electron has none to give.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([])
  }
})

test('sizes of panes and what is hidden are remembered', async ({ app }) => {
  const dir = app.project({ 'a.py': 'def f():\n    return 1\n' })
  const page = await app.open(dir)
  const files = page.getByRole('navigation', { name: 'Files' })
  const before = (await files.boundingBox())?.width ?? 0
  const sash = { x: before, y: 400 }
  await page.mouse.move(sash.x, sash.y)
  await page.mouse.down()
  await page.mouse.move(sash.x + 80, sash.y, { steps: 4 })
  await page.mouse.up()
  await page.keyboard.press('Control+j')
  await expect(page.getByRole('tab', { name: 'Table' })).toBeHidden()
  await page.reload()
  await expect(files).toBeVisible()
  await expect(page.getByRole('tab', { name: 'Table' })).toBeHidden()
  const after = (await files.boundingBox())?.width ?? 0
  expect(after).toBeGreaterThan(before + 60)
})
