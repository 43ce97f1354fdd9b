import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import {
  fileRow,
  messages,
  openTrusted,
  pastRuns,
  profileFile,
  startThrough,
  statusBar,
  succeeds,
} from './badInput.ts'
import { expect, test } from './fixtures.ts'

const GROWS = 'def grow():\n    kept = bytearray(8 * 2**20)\n    return kept\n\ngrow()\n'

test('a folder without Python: it says so, and a file that is added appears', async ({ app }) => {
  const dir = app.project({ 'readme.txt': 'nothing here\n' })
  const page = await app.open(dir)
  const files = page.getByRole('navigation', { name: 'Files' })
  await expect(files).toContainText('There are no Python files in')
  await expect(page.getByRole('main')).toContainText('There is no Python file in this folder.')
  await expect(page.getByRole('button', { name: 'Open another folder...' }).first()).toBeVisible()
  writeFileSync(join(dir, 'first.py'), GROWS)
  await expect(fileRow(page, 'first.py')).toBeVisible()
})

test('a folder that vanishes while it is open, and comes back', async ({ app }) => {
  const { page, dir } = await openTrusted(app, { 'grows.py': GROWS })
  await profileFile(page, 'grows.py')
  await expect(statusBar(page)).toContainText('Run 1 finished')
  renameSync(dir, `${dir}-away`)
  const files = page.getByRole('navigation', { name: 'Files' })
  await expect(files.getByRole('alert')).toContainText(`There is no folder ${dir}.`)
  // What was measured is still there to be read.
  await expect(page.getByRole('main')).toContainText('kept = bytearray')
  await expect(pastRuns(page)).toHaveCount(1)
  const run = page.getByRole('button', { name: /^Run grows/ })
  await expect(run).toHaveAttribute('aria-disabled', 'true')
  await expect(run).toHaveAttribute('title', `There is no folder ${dir}.`)
  await page.keyboard.press('F5')
  await expect(messages(page).getByRole('alert')).toContainText(/There is no |does not exist/)
  renameSync(`${dir}-away`, dir)
  await expect(fileRow(page, 'grows.py')).toBeVisible()
  await expect(statusBar(page)).not.toContainText('There is no folder')
  await expect(run).toHaveAttribute('aria-disabled', 'false')
})

test('a folder that may not be read any more, and may again', async ({ app }) => {
  // To root permissions mean nothing, unless it starts the app without that privilege.
  const drop = [
    '--bounding-set',
    '-dac_override,-dac_read_search',
    '--inh-caps',
    '-dac_override,-dac_read_search',
  ]
  const isRoot = process.getuid?.() === 0
  test.skip(process.platform === 'win32', 'permissions are others on Windows')
  test.skip(isRoot && !succeeds('setpriv', ...drop, 'true'), 'root may read everything here')
  if (isRoot) startThrough(app, `exec setpriv ${drop.join(' ')} "$PROGRAM_WITHIN" "$@"`)
  const { page, dir } = await openTrusted(app, { 'grows.py': GROWS })
  await fileRow(page, 'grows.py').click()
  await expect(page.getByRole('main')).toContainText('kept = bytearray')
  const files = page.getByRole('navigation', { name: 'Files' })
  try {
    chmodSync(dir, 0o000)
    await expect(files.getByRole('alert')).toContainText(`${dir} cannot be read: permission denied.`)
  } finally {
    chmodSync(dir, 0o755)
  }
  await expect(fileRow(page, 'grows.py')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('kept = bytearray')
})

test('a folder that is gone when it is opened again', async ({ app }) => {
  const dir = app.project({ 'grows.py': GROWS })
  await expect(fileRow(await app.open(dir), 'grows.py')).toBeVisible()
  await app.close()
  renameSync(dir, `${dir}-away`)
  const page = await app.open()
  const recent = page.getByRole('list', { name: 'Recent projects' })
  await expect(recent).toContainText(`There is no folder ${dir}.`)
  await expect(recent.getByRole('button', { name: 'Remove' })).toBeVisible()
  await recent.getByRole('button').first().click()
  await expect(messages(page).getByRole('alert')).toContainText(`There is no folder ${dir}.`)
})
