import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
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

test('those of servers that were killed are cleared away, and nothing else is', () => {
  const data = place()
  const killed = dirname(fileURLToPath(writeLeadIn(data, ADDRESS).url))
  const going = dirname(fileURLToPath(writeLeadIn(data, ADDRESS).url))
  const ofPerson = ['mebi-open-source', 'mebi-open-things', 'mebi-open-abc123']
  for (const name of ofPerson) {
    mkdirSync(join(data, name))
    writeFileSync(join(data, name, 'notes.txt'), '')
  }
  const before = new Date(Date.now() - 7_200_000)
  for (const folder of [killed, ...ofPerson.map((name) => join(data, name))])
    utimesSync(folder, before, before)
  writeLeadIn(data, ADDRESS).remove()
  expect(readdirSync(data).toSorted()).toEqual([basename(going), ...ofPerson].toSorted())
  for (const name of ofPerson) expect(readdirSync(join(data, name))).toEqual(['notes.txt'])
})

test('where browsers are snaps, it lies where a snap may read it', () => {
  expect(leadInPlace('/home/me/.local/share/mebi', '/home/me', false)).toBe('/home/me/.local/share/mebi')
  expect(leadInPlace('/home/me/.local/share/mebi', '/home/me', true)).toBe('/home/me')
})
