import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import { findBrowser } from '../e2e/browser.ts'

const folder = mkdtempSync(join(tmpdir(), 'mebi-browser-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the browser of the end-to-end tests', () => {
  test('is the one that CHROME_PATH names, which must be a program', () => {
    expect(findBrowser({ CHROME_PATH: process.execPath })).toBe(process.execPath)
    expect(() => findBrowser({ CHROME_PATH: join(folder, 'none') })).toThrow(
      /CHROME_PATH names .*none, which is no program/,
    )
  })

  test.runIf(process.platform === 'linux')('is found on PATH, where it is a program', () => {
    const chrome = join(folder, 'chromium')
    writeFileSync(chrome, '')
    chmodSync(chrome, 0o644)
    expect(findBrowser({ PATH: folder })).not.toBe(chrome)
    chmodSync(chrome, 0o755)
    expect(findBrowser({ PATH: `/nowhere:${folder}` })).toBe(chrome)
  })
})
