import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  fileRow,
  messages,
  openTrusted,
  pastRuns,
  profileFile,
  statusBar,
  tableRow,
  WAITS,
} from './badInput.ts'
import { expect, test } from './fixtures.ts'

const GROWS = 'def grow():\n    kept = bytearray(8 * 2**20)\n    return kept\n\ngrow()\n'

test('files that are no text, that are huge, or that Python cannot decode', async ({ app }) => {
  const { page } = await openTrusted(app, {
    'binary.py': Buffer.from('MZ\0\0\x01\x02 no text\0'),
    'huge.py': Buffer.alloc(50 * 2 ** 20, 'x = 1 # the same again and again\n'),
    'odd.py': Buffer.from('name = "caf\xe9"\n\ndef grow():\n    return name\n\ngrow()\n', 'latin1'),
    'sound.py': GROWS,
  })
  const source = page.getByRole('main')
  await fileRow(page, 'binary.py').click()
  await expect(source.getByRole('alert')).toContainText('binary.py is not text: it contains NUL bytes.')
  await fileRow(page, 'huge.py').click()
  await expect(source.getByRole('alert')).toContainText('huge.py is too large to be shown: 50.0 MiB.')
  // Shown with marks in the place of what cannot be read; Python says itself that it does not take it.
  await fileRow(page, 'odd.py').click()
  await expect(source).toContainText('caf\ufffd')
  await profileFile(page, 'odd.py')
  await expect(statusBar(page)).toContainText(/Run 1 failed after .* with SyntaxError/)
  await page.getByRole('tab', { name: 'Output' }).click()
  await expect(page.getByRole('log', { name: 'Output' })).toContainText(
    'odd.py on line 1, but no encoding declared',
  )
  await page.getByRole('tab', { name: 'Table' }).click()
  await profileFile(page, 'sound.py')
  await expect(statusBar(page)).toContainText('Run 2 finished')
})

test('a file that is changed while it runs: the numbers stay with the text that was run', async ({ app }) => {
  const { page, dir } = await openTrusted(app, { 'waits.py': WAITS })
  const source = page.getByRole('main')
  await profileFile(page, 'waits.py')
  await expect(tableRow(page, 4)).toContainText('+8.0')
  writeFileSync(join(dir, 'waits.py'), '# something else now\n')
  await expect(source.getByRole('status')).toContainText('The file has changed since this run began.')
  await expect(source).toContainText('kept = bytearray')
  appendFileSync(join(dir, 'go'), '')
  await expect(source.getByRole('status')).toContainText('The file has changed since run 1.')
  await expect(source).toContainText('kept = bytearray')
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await source.getByRole('button', { name: 'Show the file as it is now' }).click()
  await expect(source).toContainText('# something else now')
  await expect(source.getByRole('status')).toContainText('so its numbers are not shown here')
  await source.getByRole('button', { name: 'Show it as it was in run 1' }).click()
  await expect(source).toContainText('kept = bytearray')
})

test('what was run before is not there any more: the function, the file, the working directory', async ({
  app,
}) => {
  const { page, dir } = await openTrusted(app, { 'grows.py': GROWS, 'there/data.txt': '' })
  const file = join(dir, 'grows.py')
  const request = {
    target: { kind: 'script', path: file },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'functions', names: [`${file}:grow`] },
  } as const
  const grow = page.getByRole('treeitem', { name: /^grow\b/ })
  const profile = async () => {
    await grow.click()
    await page.keyboard.press('Control+Enter')
  }
  const remember = (changes: object) =>
    app.call('requests.remember', {
      projectDir: dir,
      subject: `${file}:grow`,
      request: { ...request, ...changes } as never,
    })
  await remember({})
  await profile()
  await expect(statusBar(page)).toContainText('Run 1 finished')

  await remember({ cwd: join(dir, 'gone') })
  await profile()
  const alert = messages(page).getByRole('alert')
  await expect(alert).toContainText(`The working directory ${join(dir, 'gone')} does not exist.`)
  await alert.getByRole('button', { name: 'Settings...' }).click()
  await expect(page.getByRole('dialog').getByLabel('Working folder')).toHaveValue(/gone/)
  await page.keyboard.press('Escape')

  await remember({ target: { kind: 'script', path: join(dir, 'moved.py') } })
  await profile()
  await expect(alert).toContainText('There is no file')
  await alert.getByRole('button', { name: 'Settings...' }).click()
  await page.keyboard.press('Escape')

  // A run of the history, whose function was renamed since.
  writeFileSync(file, GROWS.replaceAll('grow()', 'swell()'))
  await expect(page.getByRole('treeitem', { name: /^swell\b/ })).toBeVisible()
  await page.keyboard.press('F5')
  await expect(alert).toContainText('grow')
  await alert.getByRole('button', { name: 'Settings...' }).click()
  await expect(page.getByRole('dialog')).toContainText('Profile grow')
  await page.keyboard.press('Escape')
  await expect(pastRuns(page)).toHaveCount(1)
})
