import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  messages,
  openTrusted,
  output,
  pastRuns,
  profileFile,
  startThrough,
  statusBar,
  succeeds,
  tableRow,
  WAITS,
} from './badInput.ts'
import { expect, test } from './fixtures.ts'

const GROWS = 'def grow():\n    kept = bytearray(8 * 2**20)\n    return kept\n\ngrow()\n'
/** Room for what the app itself writes, and little more. */
const DISK = '64m'

test('a full disk: the run goes through, and a sentence says that it was not kept, why, and what becomes of it', async ({
  app,
}) => {
  const own = ['--map-root-user', '--mount']
  const canMount = succeeds('unshare', ...own, 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp')
  test.skip(!canMount, 'no disk of its own can be had here')
  mkdirSync(app.home)
  const mount = `mount -t tmpfs -o size=${DISK},mode=700 tmpfs "$MEBI_HOME" && exec "$PROGRAM_WITHIN" "$@"`
  startThrough(app, `exec unshare ${own.join(' ')} sh -c '${mount}' sh "$@"`)
  const filler = JSON.stringify(join(app.home, 'filler'))
  const { page } = await openTrusted(app, {
    'fills.py': `def fill():
    kept = bytearray(8 * 2**20)
    with open(${filler}, "wb", buffering=0) as file:
        for size in (65536, 512, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError as error:
                print(error, flush=True)
    return kept

fill()
`,
    'clears.py': `import os\n\ndef clear():\n    os.remove(${filler})\n    print("cleared")\n\nclear()\n`,
    'grows.py': GROWS,
  })
  await profileFile(page, 'fills.py')
  const alert = messages(page).getByRole('alert')
  await expect(alert).toContainText(/The run is not in the history yet: .*the disk is full/)
  await expect(statusBar(page)).toContainText('This run finished')
  await expect(tableRow(page, 2)).toContainText('+8.0')
  await page.getByRole('tab', { name: 'Output' }).click()
  await expect(output(page)).toContainText('No space left on device')
  await page.getByRole('tab', { name: 'Details' }).click()
  await expect(page.getByRole('tabpanel')).toContainText('The run is not in the history yet')
  await page.getByRole('tab', { name: 'Output' }).click()
  await messages(page).getByRole('button', { name: 'Dismiss' }).click()
  // Where there is room again, runs are kept again.
  await profileFile(page, 'clears.py')
  await expect(output(page)).toContainText('cleared')
  await profileFile(page, 'grows.py')
  await expect(pastRuns(page)).not.toHaveCount(0)
})

test('a damaged history: it says so, is left as it is, and what is measured is shown', async ({ app }) => {
  mkdirSync(app.home)
  const file = join(app.home, 'mebi.sqlite')
  const junk = 'this is no database, '.repeat(1000)
  writeFileSync(file, junk)
  const { page } = await openTrusted(app, { 'grows.py': GROWS })
  const runs = page.getByRole('complementary', { name: 'Runs' })
  await expect(runs).toContainText(/The history cannot be read\. .*mebi\.sqlite/)
  await expect(runs.getByRole('button', { name: 'Try again' })).toBeVisible()
  await profileFile(page, 'grows.py')
  await expect(messages(page).getByRole('alert')).toContainText(/The run was not saved: .*mebi\.sqlite/)
  await expect(statusBar(page)).toContainText('This run finished')
  await expect(tableRow(page, 2)).toContainText('+8.0')
  expect(readFileSync(file, 'utf8')).toBe(junk)
})

test('a page that is loaded again while a program runs: the run goes on and is shown with its output', async ({
  app,
}) => {
  const { page, dir } = await openTrusted(app, { 'waits.py': WAITS })
  await profileFile(page, 'waits.py')
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await page.reload()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await expect(page.getByRole('main')).toContainText('kept = bytearray')
  await page.getByRole('tab', { name: 'Output' }).click()
  await expect(output(page)).toContainText('before')
  writeFileSync(join(dir, 'go'), '')
  await expect(output(page)).toContainText('after')
  await expect(statusBar(page)).toContainText('Run 1 finished')
  // The same goes for a run that has ended.
  await page.reload()
  await expect(statusBar(page)).toContainText('Run 1 finished')
  await expect(page.getByRole('main')).toContainText('kept = bytearray')
  await expect(output(page)).toContainText('after')
})
