import type { Page } from '@playwright/test'
import { expect, test } from './fixtures.ts'

// Text of other people that is not what it seems (https://trojansource.codes): it is shown as what it is.

/** Reads as `if access != "user": # check`, and is another program; then a letter that is none of ours, and no letter. */
const SOURCE = `\
def trusted(access):
    if access != "user\u202e \u2066# check\u2069 \u2066":
        return True
    # p\u0430ssword, check\u200bed
    p\u0430ge = [bytes(1000) for _ in range(20_000)]
    return p\u0430ge


def wörter():
    # слова других языков
    return "слово", "日本語"


kept = trusted("user")
wörter()
raise ValueError("gone \u202ewrong\u200b")
`
const NAME = 'report\u202etxt.py'
const SHOWN = 'report\\u202etxt.py'

test('names and sentences are shown as what they are', async ({ app }) => {
  const dir = app.project({ [NAME]: SOURCE })
  const page = await app.open(dir)
  const files = page.getByRole('navigation', { name: 'Files' })
  await files.getByRole('treeitem', { name: SHOWN }).click()
  await expect(page.locator('.monaco-editor .view-lines').first()).toContainText('trusted')
  await expectNothingUnseen(page)
  // The palette has its own list of files.
  await page.keyboard.press('Control+P')
  await expect(page.getByRole('option', { name: SHOWN })).toBeVisible()
  await expectNothingUnseen(page)
  await page.keyboard.press('Escape')
  await app.call('projects.trust', { projectDir: dir, trusted: true })
  await app.call('runs.start', {
    target: { kind: 'script', path: NAME },
    cwd: dir,
    projectDir: dir,
    watch: { kind: 'project' },
  })
  await expect.poll(async () => (await app.call('runs.list', {})).length, { timeout: 20_000 }).toBe(1)
  await app.call('runs.describe', { id: 1, label: 'la\u202ebel\u200b' })
  await page.reload()
  await page.getByRole('treeitem', { name: /la\\u202ebel/ }).click()
  await expect(page.getByText('gone \\u202ewrong\\u200b').first()).toBeVisible()
  for (const key of ['1', '2', '3', '4', '5', '6', '7', '8', '9']) {
    await page.keyboard.press(key)
    await expectNothingUnseen(page)
  }
})

for (const theme of ['dark', 'light'] as const) {
  test(`a program shows what cannot be seen in it, and letters that look like others, ${theme}`, async ({
    app,
  }) => {
    const dir = app.project({ 'a.py': SOURCE })
    const page = await app.open(dir)
    await page.emulateMedia({ colorScheme: theme })
    await page.getByRole('treeitem', { name: 'a.py' }).click()
    const editor = page.locator('.monaco-editor').first()
    await expect(editor.locator('.view-lines')).toContainText('[U+202E]')
    await expect(editor.locator('.view-lines')).not.toContainText('\u202e')
    // Two letters in comments and code, one blank without width; whole words of other letters are none.
    await expect.poll(() => editor.locator('.unicode-highlight').count()).toBeGreaterThanOrEqual(4)
    await expect(page.getByRole('status').filter({ hasText: 'cannot be seen' })).toBeVisible()
    const marked = editor.locator('.unicode-highlight').first()
    const colours = await marked.evaluate((element) => {
      const { borderTopColor, backgroundColor } = getComputedStyle(element)
      return [borderTopColor, backgroundColor]
    })
    for (const colour of colours) expect(colour).not.toMatch(/transparent|, 0\)|rgba\(0, 0, 0, 0\)/)
    await page.screenshot({ path: `out/e2e/unseen-${app.host}-${theme}.png` })
  })
}

/** Of the editor, what it draws is its own. */
async function expectNothingUnseen(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const unseen = /[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.closest('.monaco-editor, script, style') === null)
      .flatMap((element) => [
        ...[...element.childNodes].map((node) => (node instanceof Text ? node.data : '')),
        ...['title', 'aria-label', 'alt', 'placeholder'].map((name) => element.getAttribute(name) ?? ''),
      ])
      .filter((text) => unseen.test(text) && text !== '\u200b')
  })
  expect(found).toEqual([])
}
