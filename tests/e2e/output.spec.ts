import { expect, test } from './fixtures.ts'

const ASKS = `name = input("Name? ")
print("\\033[31mHello\\033[0m", name)
for step in range(3):
    print(f"\\rstep {step}", end="")
print()
for line in iter(input, ""):
    print("got", line)
`

test('a program is answered from the output pane, and its input ended', async ({ app }) => {
  const dir = app.project({ 'ask.py': ASKS })
  const page = await app.open(dir)
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  await app.call('runs.start', {
    target: { kind: 'script', path: `${dir}/ask.py` },
    cwd: dir,
    projectDir: dir,
  })
  await page.getByRole('tab', { name: 'Output' }).click()
  const output = page.getByRole('log', { name: 'Output' })
  await expect(output).toContainText('Name?')
  const input = page.getByRole('textbox', { name: 'Input for the program' })
  await input.fill('Ada')
  await input.press('Enter')
  await expect(output).toContainText('Hello Ada')
  await expect(output.getByText('Hello', { exact: true })).toHaveCSS('color', /rgb/)
  await expect(output).toContainText('step 2')
  await expect(output).not.toContainText('step 1')
  await page.getByRole('button', { name: 'End input' }).click()
  await expect(output).toContainText('EOFError')
  await expect(input).toBeHidden()
})

test('much output is followed to its end, and searched', async ({ app }) => {
  const dir = app.project({ 'many.py': 'print("\\n".join(f"line {number}" for number in range(200_000)))\n' })
  const page = await app.open(dir)
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  await app.call('runs.start', {
    target: { kind: 'script', path: `${dir}/many.py` },
    cwd: dir,
    projectDir: dir,
  })
  await page.getByRole('tab', { name: 'Output' }).click()
  const output = page.getByRole('log', { name: 'Output' })
  await expect(output).toContainText('line 199999', { timeout: 30_000 })
  await output.focus()
  await page.keyboard.press('ControlOrMeta+f')
  await page.keyboard.type('LINE 19998')
  await expect(page.getByText(/^\d+ of 10$/)).toBeVisible()
  await expect(output.locator('.found-current')).toHaveText('line 19998')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Jump to the end' }).click()
  await expect(output).toContainText('line 199999')
})
