import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from '@playwright/test'
import { compareRuns } from '../../profiler-core/analysis/compare/index.ts'
import { comparisonPage } from '../../profiler-core/report/html/index.ts'
import { escapeOf, oneLine } from '../../profiler-core/report/visible.ts'
import { side } from '../profiler-core/analysis/compare/sides.ts'
import { callTree, pageOf, sha256, timeline } from '../profiler-core/report/html/pages.ts'
import { lines, sampleRun, source, watched } from '../profiler-core/report/sampleRun.ts'
import { expect, test } from './fixtures.ts'

// Reports as a person gets them: a file, opened in a browser without a network.

/** A text as a page has it, which cannot hold halves of surrogate pairs. */
const visible = (text: string) => oneLine(text).replace(/\p{Cs}/gu, escapeOf)

/** What programs may be called, and may contain, to make a page run something or ask for it. */
const HOSTILE = [
  '<script>document.hacked=1</script>',
  '<img src=x onerror="document.hacked=2">',
  '"><svg onload=document.hacked=3>',
  "' onmouseover='document.hacked=4' x='",
  '</title><script>document.hacked=5</script>',
  '</style><script>document.hacked=6</script>',
  '</table></section><iframe srcdoc="<script>top.document.hacked=7</script>">',
  '<!--<script>',
  '--!><script>document.hacked=8</script>',
  ']]><script>document.hacked=9</script>',
  '<base href="https://example.invalid/"><link rel=stylesheet href="https://example.invalid/a.css">',
  '<meta http-equiv="refresh" content="0;url=https://example.invalid/">',
  '<a href="javascript:document.hacked=10">x</a><form action="https://example.invalid"><button>',
  '&lt;script&gt; &amp; &#x3C;img src=x&#x3E;',
  'é\0\x07\x1b[31m\x7f\u0085',
  '\u202eevil\u202c \u2066x\u2069 \u200b\ufeff \u2028',
  'lone \udc80 \ud800 half',
  '\ud83d\ude00 whole',
  `${'long '.repeat(30)}<b>`,
  '\u05e9\u05dc\u05d5\u05dd ({[<>]})',
]

let folder: string
let context: BrowserContext
let complaints: string[]

test.beforeEach(async ({ startBrowser }) => {
  folder = mkdtempSync(join(tmpdir(), 'mebi-report-'))
  complaints = []
  context = await (await startBrowser()).newContext({ offline: true, viewport: { width: 1280, height: 800 } })
})

test.afterEach(async () => {
  await context.close()
  rmSync(folder, { recursive: true, force: true })
})

async function opened(html: string): Promise<Page> {
  const file = join(folder, 'report.html')
  writeFileSync(file, html)
  const page = await context.newPage()
  // Chromium tells of violations of a policy there, too.
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  page.on('request', (request) => {
    if (!/^(file|data):/.test(request.url())) complaints.push(`asked for ${request.url()}`)
  })
  await page.goto(pathToFileURL(file).href)
  return page
}

/** What a page of a report may be made of; nothing of it runs, loads or leads away. */
async function strangers(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const known =
      /^(html|head|meta|title|link|style|body|header|main|section|footer|h[123]|p|br|ul|li|dl|dt|dd|div|span|bdi|a|sup|table|thead|tbody|tr|th|td|label|input|figure|figcaption|svg|line|path|rect|circle|text|b|q|small|u|data|i|em|strong)$/i
    return [...document.querySelectorAll('*')].flatMap((element) => {
      const found = known.test(element.tagName) ? [] : [element.tagName]
      for (const { name, value } of element.attributes) {
        const leadsAway = /^(href|src|action|srcdoc)$/.test(name) && !/^(#f\d+$|data:image\/svg)/.test(value)
        if (name.startsWith('on') || name === 'style' || leadsAway) found.push(`${name}=${value}`)
      }
      return found
    })
  })
}

test('whatever a program is called or contains is text in its report, and nothing runs or is asked for', async () => {
  const path = `/project/${HOSTILE.join('')}.py`
  const functions = HOSTILE.map((name, index) =>
    watched({
      file: path,
      name,
      firstLine: index + 1,
      lastLine: index + 1,
      lines: lines({ [index + 1]: [40, index - 4, 1] }),
    }),
  )
  const everything = HOSTILE.join(' ')
  const base = sampleRun()
  const html = pageOf({
    run: sampleRun({
      functions,
      status: 'failed',
      exitCode: 1,
      label: everything,
      note: HOSTILE.join('\n'),
      error: { type: HOSTILE[0]!, message: everything, file: path, line: 3 },
      warnings: HOSTILE.map((message) => ({ code: 'x', message, atNs: null })),
      git: { commit: everything, branch: everything, dirty: true },
      interpreter: { path: everything, version: everything, implementation: everything },
      host: { ...base.host, name: everything, platform: everything },
      dataset: { label: everything, size: 1, unit: everything, file: everything, sha256: everything },
      origin: { kind: 'mebi', fileName: everything },
      group: everything,
      request: {
        ...base.request,
        target: { kind: 'script', path, call: everything },
        cwd: `/${everything}`,
        args: HOSTILE,
        env: Object.fromEntries(HOSTILE.map((name) => [name, 'a secret'])),
      },
    }),
    sources: [source(HOSTILE.map((text) => text.replace(/[\r\n]/g, '')).join('\n'), path)],
    timeline: timeline({
      marks: HOSTILE.map((text) => ({
        kind: 'exception',
        timeNs: 5e8,
        durationNs: null,
        text,
        place: null,
        pid: null,
      })),
    }),
    story: { peak: null, callTree: callTree(HOSTILE) },
  })
  const page = await opened(html)
  expect(await page.locator('.list tbody th').allTextContents()).toEqual([...HOSTILE].reverse().map(visible))
  const shown = await page.locator('.lines tr td:last-child').allTextContents()
  expect(shown.map((text) => text.replace(/←.*/, '').trimEnd())).toEqual(
    HOSTILE.map((text) => visible(text).trimEnd()),
  )
  expect(await page.locator('.flame title').allTextContents()).toEqual(
    expect.arrayContaining(HOSTILE.map((name) => expect.stringContaining(`${visible(name)} (`) as unknown)),
  )
  await page.mouse.move(300, 300)
  expect(await strangers(page)).toEqual([])
  expect(
    await page.evaluate(() => [(document as { hacked?: unknown }).hacked, document.scripts.length]),
  ).toEqual([undefined, 0])
  expect(html).not.toContain('a secret')
  expect(complaints).toEqual([])
})

test("a comparison's texts are text, too", async () => {
  const text = ['def f():', ...HOSTILE.map((line) => line.replace(/[\r\n]/g, ''))]
  const kept = Object.fromEntries(text.map((_, index) => [index, index * 2 ** 20]))
  const [before, after] = [
    side({ id: 1, functions: [{ name: HOSTILE[2]!, text, kept: [kept] }] }),
    side({ id: 2, functions: [{ name: HOSTILE[2]!, text: text.slice(0, -2), kept: [{ 0: 0, 3: 9e6 }] }] }),
  ]
  const comparison = { ...compareRuns(before, after), verdict: HOSTILE.join(' '), notes: HOSTILE }
  const sideOf = ({ sources }: typeof before) => ({ sources, timeline: timeline() })
  const page = await opened(comparisonPage({ comparison, base: sideOf(before), now: sideOf(after) }, sha256))
  await expect(page.locator('.lead')).toHaveText(visible(HOSTILE.join(' ')).replace(/\s+/g, ' '))
  expect(await page.locator('.diff .c').allTextContents()).toEqual(expect.arrayContaining(text.map(visible)))
  expect(await strangers(page)).toEqual([])
  expect(await page.evaluate(() => (document as { hacked?: unknown }).hacked)).toBeUndefined()
  expect(complaints).toEqual([])
})

test("a report's own policy lets its look through, and nothing that might be smuggled in", async () => {
  const smuggled = `<p style="color:red">x</p><style>body{display:none}</style><script>document.hacked=1</script><img src="https://example.invalid/x.png" onerror="document.hacked=2">`
  const page = await opened(pageOf().replace('</main>', `${smuggled}</main>`))
  expect(await page.evaluate(() => getComputedStyle(document.body).marginTop)).toBe('0px')
  await expect(page.getByRole('heading', { name: 'Functions' })).toBeVisible()
  expect(await page.evaluate(() => (document as { hacked?: unknown }).hacked)).toBeUndefined()
  const refused = complaints.filter((complaint) => complaint.includes('Content Security Policy'))
  for (const directive of ['inline style', 'inline script', 'inline event handler', 'x.png'])
    expect(
      refused.some((complaint) => complaint.includes(directive)),
      directive,
    ).toBe(true)
})

test('lines that were not measured unfold, a function leads to its line, a phone shows what matters', async () => {
  const text = [
    'def f():',
    '    return 1',
    ...Array.from({ length: 40 }, (_, index) => `# comment ${index}`),
    'f()',
  ]
  const functions = [watched({ name: 'f', firstLine: 1, lastLine: 2, lines: lines({ 2: [40, 8, 1] }) })]
  const page = await opened(pageOf({ run: sampleRun({ functions }), sources: [source(text.join('\n'))] }))
  const comment = page.getByText('# comment 20')
  await expect(comment).toBeHidden()
  await page.getByLabel('Lines 6 to 43: not measured').check()
  await expect(comment).toBeVisible()
  await page.getByRole('link', { name: 'f', exact: true }).click()
  expect(page.url()).toMatch(/#f0$/)
  await page.setViewportSize({ width: 390, height: 800 })
  const occurrences = page.getByRole('columnheader', { name: 'Occurrences' })
  await expect(occurrences).toBeHidden()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.getByLabel('All columns').check()
  await expect(occurrences).toBeVisible()
  expect(complaints).toEqual([])
})
