import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openReportFile } from '../../../main/cli/reportFile.ts'

describe('a report in a file', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'mebi-report-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  test('is not there before it is complete, and nothing else is left behind', () => {
    const file = openReportFile('out.txt', folder)
    expect(readdirSync(folder)).toEqual([])
    file.write('all of it\n')
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('all of it\n')
    expect(readdirSync(folder)).toEqual(['out.txt'])
  })

  test('replaces an older one, keeping its permissions', () => {
    const path = join(folder, 'out.txt')
    writeFileSync(path, 'old')
    chmodSync(path, 0o640)
    openReportFile(path, '/').write('new')
    expect(readFileSync(path, 'utf8')).toBe('new')
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })

  test('goes where a symbolic link leads', () => {
    writeFileSync(join(folder, 'real.txt'), 'old')
    symlinkSync('real.txt', join(folder, 'link.txt'))
    openReportFile('link.txt', folder).write('new')
    expect(readFileSync(join(folder, 'real.txt'), 'utf8')).toBe('new')
    expect(readdirSync(folder).sort()).toEqual(['link.txt', 'real.txt'])
  })

  test('keeps bytes that are not UTF-8', () => {
    openReportFile('\udce9.txt', folder).write('Filename: \udce9.py\n')
    const [name] = readdirSync(folder, { encoding: 'buffer' })
    expect(name).toEqual(Buffer.from([0xe9, 0x2e, 0x74, 0x78, 0x74]))
    const bytes = readFileSync(Buffer.concat([Buffer.from(`${folder}/`), name ?? Buffer.of()]))
    expect(bytes.toString('latin1')).toBe('Filename: \u00e9.py\n')
  })

  test('may be a device', () => {
    openReportFile('/dev/null', folder).write('gone')
    expect(existsSync('/dev/null')).toBe(true)
  })

  test.each([
    ['missing/out.txt', 'cannot write missing/out.txt: its folder does not exist'],
    ['file/out.txt', 'cannot write file/out.txt: a part of its path is a file'],
    ['sub', 'cannot write sub: it is a folder'],
    ['a\nb/x', 'cannot write a\\nb/x: its folder does not exist'],
    [`${'n'.repeat(300)}`, `cannot write ${'n'.repeat(300)}: the name is too long`],
  ])('that cannot be written is found out at once: %s', (path, message) => {
    writeFileSync(join(folder, 'file'), '')
    mkdirSync(join(folder, 'sub'))
    expect(() => openReportFile(path, folder)).toThrow(expect.objectContaining({ message, exitCode: 2 }))
  })

  test.runIf(existsSync('/dev/full'))('on a full disk says so', () => {
    const file = openReportFile('/dev/full', folder)
    expect(() => file.write('text')).toThrow('cannot write /dev/full: the disk is full')
  })
})
