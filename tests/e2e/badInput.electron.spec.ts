import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileRow, openTrusted, output, profileFile, tableRow, WAITS } from './badInput.ts'
import { appCommand, windowEnvironment } from './electron.ts'
import { expect, test } from './fixtures.ts'

test('a second start of the app: the first comes to the front with its folder', async ({ app }) => {
  await openTrusted(app, { 'first.py': 'pass\n' })
  const second = app.project({ 'second.py': 'pass\n' })
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
  const [program, args] = appCommand({ dir: second })
  const env = { ...(await windowEnvironment()), MEBI_HOME: app.home }
  const code = await new Promise((resolve, reject) =>
    spawn(program, args, { env, stdio: 'ignore' }).on('error', reject).on('exit', resolve),
  )
  expect(code).toBe(0)
  await expect(fileRow(app.page, 'second.py')).toBeVisible()
  const windows = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.isMinimized()),
  )
  expect(windows).toEqual([false])
})

test('a crash of the page: it comes back, the run goes on and is shown with its output', async ({ app }) => {
  app.expectedProblems.push(/the page crashed/)
  const { page, dir } = await openTrusted(app, { 'waits.py': WAITS })
  await page.getByRole('tab', { name: 'Output' }).click()
  await profileFile(page, 'waits.py')
  await expect(output(page)).toContainText('before')
  await page.getByRole('tab', { name: 'Table' }).click()
  await expect(tableRow(page, 4)).toContainText('+8.0')
  await app.electron.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents
    const back = new Promise<void>((resolve) => contents?.once('did-finish-load', () => resolve()))
    contents?.forcefullyCrashRenderer()
    await back
  })
  // Playwright has lost the page for good: the app tells what stands in it.
  const shown = (label: string) =>
    app.electron.evaluate(async ({ BrowserWindow }, label) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const script = `document.querySelector(${JSON.stringify(label)})?.innerText ?? ''`
      return (await contents?.executeJavaScript(script)) as string
    }, label)
  await expect.poll(() => shown('footer')).toContain('running waits.py line')
  await expect.poll(() => shown('[aria-label="Run"]')).toContain('+8.0')
  await expect.poll(() => shown('main')).toContain('bytearray')
  writeFileSync(join(dir, 'go'), '')
  await expect.poll(() => shown('footer')).toContain('Run 1 finished')
})
