import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from './fixtures.ts'

const STEPS = `import time

kept = []
for step in range(20):
    kept.append(bytearray(2_000_000))
    time.sleep(0.05)
del kept
time.sleep(0.3)
`

test('memory over time is drawn while the run goes on, and stays with it', async ({ app }) => {
  const dir = app.project({ 'steps.py': STEPS })
  const page = await app.open(dir)
  await page.getByRole('button', { name: 'Trust this folder' }).click()
  await expect(page.getByRole('button', { name: 'Trust this folder' })).toBeHidden()
  await page.getByRole('treeitem', { name: /steps\.py/ }).click()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await app.call('runs.start', {
    target: { kind: 'script', path: `${dir}/steps.py` },
    cwd: dir,
    projectDir: dir,
  })
  const plot = page.getByRole('slider', { name: 'Memory over time' })
  await expect(plot).toBeVisible()
  await expect(plot.locator('canvas').first()).toBeVisible()
  await expect(page.getByRole('contentinfo')).toContainText(/Run 1 finished/)
  await expect(page.getByText(/^Peak 5\d\.\d MiB after \d+(\.\d)? m?s$/)).toBeVisible()

  await plot.focus()
  await page.keyboard.press('PageDown')
  await expect(plot).toHaveAttribute('aria-valuetext', /^\d+\.\d MiB after \d/)
  await page.keyboard.press('1')
  await expect(page.getByRole('tab', { name: 'Table' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('2')
  await expect(plot).toBeVisible()
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('section.pane').analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
})
