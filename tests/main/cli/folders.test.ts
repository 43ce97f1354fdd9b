import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { projectFolder as find } from '../../../main/cli/folders.ts'

const projectFolder = (start: string, home: string, told: string[] = [], env = {}) =>
  find(start, { home, env }, (sentence) => told.push(sentence))

describe('the project of a script', () => {
  let home: string
  const below = (...parts: string[]) => join(home, ...parts)

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'mebi-home-'))
    mkdirSync(below('code', 'app', 'src', 'deep'), { recursive: true })
  })
  afterEach(() => rmSync(home, { recursive: true }))

  test.each(['.git', 'pyproject.toml', 'setup.py', 'requirements.txt'])('is the folder with %s', (marker) => {
    writeFileSync(below('code', 'app', marker), '')
    expect(projectFolder(below('code', 'app', 'src', 'deep'), home)).toBe(below('code', 'app'))
    expect(projectFolder(below('code', 'app'), home)).toBe(below('code', 'app'))
    expect(projectFolder(below('code'), home)).toBe(below('code'))
  })

  test('is the nearest of several', () => {
    writeFileSync(below('code', 'pyproject.toml'), '')
    writeFileSync(below('code', 'app', 'src', 'setup.py'), '')
    expect(projectFolder(below('code', 'app', 'src', 'deep'), home)).toBe(below('code', 'app', 'src'))
    expect(projectFolder(below('code', 'app'), home)).toBe(below('code'))
  })

  test("is the script's own folder where there is no such file", () => {
    expect(projectFolder(below('code', 'app', 'src'), home)).toBe(below('code', 'app', 'src'))
    expect(projectFolder('/', home)).toBe('/')
  })

  test('is never the home folder, whose repository holds settings', () => {
    mkdirSync(below('.git'))
    expect(projectFolder(below('code', 'app'), home)).toBe(below('code', 'app'))
    expect(projectFolder(home, home)).toBe(home)
  })

  test('is found by a path whose bytes are not UTF-8', () => {
    const odd = `${below('caf')}\udce9`
    const bytes = Buffer.concat([Buffer.from(below('caf')), Buffer.of(0xe9)])
    mkdirSync(bytes)
    writeFileSync(Buffer.concat([bytes, Buffer.from('/setup.py')]), '')
    expect(projectFolder(join(odd, 'src'), home)).toBe(odd)
  })

  test.each(['writable', 'sticky', 'foreign'])('is not found in a folder that is %s', (how) => {
    const isForeign = how === 'foreign'
    if (isForeign && process.getuid?.() !== 0) return // only root can give a folder away
    writeFileSync(below('code', 'pyproject.toml'), '')
    if (isForeign) chownSync(below('code'), 65_534, 65_534)
    else chmodSync(below('code'), how === 'sticky' ? 0o1777 : 0o777)
    const told: string[] = []
    expect(projectFolder(below('code', 'app', 'src'), home, told)).toBe(below('code', 'app', 'src'))
    const why = isForeign ? `${below('code')} belongs to ` : `others can write to ${below('code')}`
    expect(told).toEqual([expect.stringContaining(why)])
    // The folder of the program itself is what the person has named.
    expect(projectFolder(below('code'), home)).toBe(below('code'))
    const env = { MEBI_SAFE_DIRECTORY: below('code') }
    expect(projectFolder(below('code', 'app', 'src'), home, [], env)).toBe(below('code'))
  })
})
