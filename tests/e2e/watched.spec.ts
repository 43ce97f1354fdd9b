import type { Page } from '@playwright/test'
import { type App, expect, test } from './fixtures.ts'

const IDLE = 'def never():\n    return 1\n\n\ndef work():\n    return b"1" * (5 << 20)\n\n\nkept = work()\n'

const CELLS = `import linecache

TEXT = '@profile\\ndef cell(n):\\n    return b"1" * (n << 20)\\n'
linecache.cache["<cell 1>"] = len(TEXT), None, TEXT.splitlines(True), "<cell 1>"
exec(compile(TEXT, "<cell 1>", "exec"))
`

const panel = (page: Page) => page.getByRole('region', { name: 'Run' })
const status = (page: Page) => page.getByRole('contentinfo')

async function openTrusted(app: App, files: Readonly<Record<string, string>>): Promise<[Page, string]> {
  const dir = app.project(files)
  const page = await app.open(dir)
  const trust = page.getByRole('button', { name: 'Trust this folder' })
  await trust.click()
  await expect(trust).toBeHidden()
  return [page, dir]
}

test('a run in which nothing watched was called says why, and a button watches something else', async ({
  app,
}) => {
  const [page, dir] = await openTrusted(app, { 'idle.py': IDLE })
  await app.call('runs.start', {
    target: { kind: 'script', path: `${dir}/idle.py` },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'functions', names: ['idle:never'] },
  })
  await expect(status(page)).toContainText(/Run 1 finished/, { timeout: 30_000 })
  const sentence =
    'No watched function was called. Watched was never (idle.py), as asked for; the program never called it.'
  await expect(panel(page).getByText(sentence)).toBeVisible()
  for (const view of [/^Call tree/, /^Hotspots/, /^Table/]) {
    await panel(page).getByRole('tab', { name: view }).click()
    await expect(panel(page).getByText(sentence)).toBeVisible()
  }
  await panel(page).getByRole('button', { name: 'Watch every function of idle.py and run again' }).click()
  await expect(status(page)).toContainText(/Run 2 finished/, { timeout: 30_000 })
  await expect(
    panel(page)
      .getByRole('grid')
      .getByRole('row', { name: /5 << 20/ }),
  ).toContainText('+5.0')
})

test('code without a file is shown with its text, live and from the history', async ({ app }) => {
  const [page, dir] = await openTrusted(app, { 'cells.py': CELLS })
  await app.call('runs.start', {
    target: { kind: 'script', path: `${dir}/cells.py`, call: 'kept = cell(7)' },
    cwd: dir,
    projectDir: dir,
  })
  await expect(status(page)).toContainText(/Run 1 finished/, { timeout: 30_000 })
  const line = panel(page)
    .getByRole('grid')
    .getByRole('row', { name: /return b"1" \* \(n << 20\)/ })
  await expect(line).toContainText('+7.0')
  await page.reload()
  await expect(line).toContainText('+7.0')
  await expect(page.getByRole('main', { name: 'Source' })).toContainText('<cell 1>')
  await expect(page.getByRole('main', { name: 'Source' })).toContainText('def cell(n):')
})
