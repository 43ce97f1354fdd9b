import { openTrusted, statusBar } from './badInput.ts'
import { expect, test } from './fixtures.ts'

function notebook(...cells: [type: string, source: string][]): string {
  const written = cells.map(([type, source]) => ({ cell_type: type, source, metadata: {}, outputs: [] }))
  return JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: written })
}

const NOTEBOOK = notebook(
  ['markdown', '# Rows\nHow many rows fit?'],
  ['code', 'KEPT = []'],
  ['code', 'def load(count):\n    rows = [bytes(1000) for _ in range(count)]\n    return rows'],
  ['code', '%time KEPT.append(load(20_000))\nblock = b"x" * (30 << 20)'],
)

test('a notebook opens with its cells, a click profiles a function of it, and cells tell what they did', async ({
  app,
}) => {
  const { page } = await openTrusted(app, { 'rows.ipynb': NOTEBOOK })
  const files = page.getByRole('navigation', { name: 'Files' })
  const source = page.getByRole('main', { name: 'Source' })
  await files.getByRole('treeitem', { name: /^rows\.ipynb/ }).click()
  await expect(source).toContainText('# How many rows fit?')
  await expect(source).toContainText(/cell\s3/)
  await files.getByRole('treeitem', { name: /^load\b/ }).click()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click()
  await expect(statusBar(page)).toContainText('Run 1 finished')
  await files.getByRole('treeitem', { name: /^rows\.ipynb/ }).click()
  await page.keyboard.press('Control+Enter')
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click()
  await expect(statusBar(page)).toContainText('Run 2 finished')
  await expect(source).toContainText(
    /cell\s3\s+\+(49|50)\.\d\sMiB,\sthen\s[\d.]+\sMiB;\sat\smost\s[\d.]+\sMiB/,
  )
  await expect(source.locator('.line-increment').filter({ hasText: '30.0' })).toBeVisible()
})
