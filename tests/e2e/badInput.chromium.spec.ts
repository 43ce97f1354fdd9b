import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTrusted, output, profileFile, statusBar, tableRow, WAITS } from './badInput.ts'
import { expect, test } from './fixtures.ts'

test('a page that crashes: in a new one the run that goes on is shown with its output', async ({ app }) => {
  app.expectedProblems.push(/the page crashed/)
  const { page, dir } = await openTrusted(app, { 'waits.py': WAITS })
  await profileFile(page, 'waits.py')
  await expect(tableRow(page, 4)).toContainText('+8.0')
  const address = page.url()
  const crashed = page.waitForEvent('crash')
  page.goto('chrome://crash').catch(() => {})
  await crashed
  const next = await page.context().newPage()
  await next.goto(address)
  await next.getByRole('list', { name: 'Recent projects' }).getByRole('button').first().click()
  await expect(tableRow(next, 4)).toContainText('+8.0')
  await next.getByRole('tab', { name: 'Output' }).click()
  await expect(output(next)).toContainText('before')
  writeFileSync(join(dir, 'go'), '')
  await expect(output(next)).toContainText('after')
  await expect(statusBar(next)).toContainText('Run 1 finished')
})
