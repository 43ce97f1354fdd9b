import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { leadInPlace, writeLeadIn } from '../../../main/serve/leadIn.ts'

const ADDRESS = 'http://127.0.0.1:7363/#ticket=abc'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-lead-in-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'data')
}

test('the file that leads a browser on is in a folder that others cannot enter, under a name of its own', () => {
  const data = place()
  const { url, remove } = writeLeadIn(data, ADDRESS)
  const other = writeLeadIn(data, ADDRESS)
  const file = fileURLToPath(url)
  expect(readFileSync(file, 'utf8')).toContain(`content="0; url=${ADDRESS}"`)
  expect(url).not.toBe(other.url)
  if (process.platform !== 'win32') {
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(statSync(dirname(file)).mode & 0o777).toBe(0o700)
  }
  remove()
  other.remove()
  remove()
  expect(readdirSync(data)).toEqual([])
})

test('where browsers are snaps, it lies where a snap may read it', () => {
  expect(leadInPlace('/home/me/.local/share/mebi', '/home/me', false)).toBe('/home/me/.local/share/mebi')
  expect(leadInPlace('/home/me/.local/share/mebi', '/home/me', true)).toBe('/home/me')
})
