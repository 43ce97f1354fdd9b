import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pageFiles } from '../../../main/app/pageFiles.ts'

describe("the page's files", () => {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-page-'))
  const answer = pageFiles(join(folder, 'page'))
  const get = (path: string) => answer(new Request(`app://mebi/${path}`))

  beforeAll(() => {
    mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
    mkdirSync(join(folder, 'page2'))
    writeFileSync(join(folder, 'page', 'index.html'), 'the page')
    writeFileSync(join(folder, 'page', 'assets', 'a b.js'), 'script')
    writeFileSync(join(folder, 'secret.html'), 'secret')
    writeFileSync(join(folder, 'page2', 'secret.html'), 'secret')
    symlinkSync(join(folder, 'secret.html'), join(folder, 'page', 'link.html'))
    symlinkSync(folder, join(folder, 'page', 'folder'))
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    ['', 'the page', 'text/html; charset=utf-8'],
    ['index.html?query#part', 'the page', 'text/html; charset=utf-8'],
    ['assets/a%20b.js', 'script', 'text/javascript; charset=utf-8'],
  ])('%s is served', async (path, text, type) => {
    const response = await get(path)
    expect(response.status).toBe(200)
    expect(await response.text()).toBe(text)
    expect(response.headers.get('Content-Type')).toBe(type)
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(response.headers.get('Content-Security-Policy')).toMatch(/^default-src 'none'; /)
  })

  it.each([
    ['a file that is not there', 'nothing.html'],
    ['a folder', 'assets'],
    ['the folder itself', '.%2f'],
    ['what lies above', '..%2fsecret.html'],
    ['what lies above, further encoded', '%2e%2e%2fsecret.html'],
    ['what lies beside, under a name that begins alike', '..%2fpage2%2fsecret.html'],
    ['a link to a file elsewhere', 'link.html'],
    ['a link to a folder elsewhere', 'folder/secret.html'],
    ['a name with a zero in it', 'index.html%00.js'],
    ['what cannot be decoded', '%ff'],
  ])('%s is not', async (_what, path) => {
    const response = await get(path)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  it('nothing else can be done to them, and no other host be asked', async () => {
    expect((await answer(new Request('app://mebi/index.html', { method: 'POST' }))).status).toBe(405)
    expect((await answer(new Request('app://other/index.html'))).status).toBe(404)
  })
})
