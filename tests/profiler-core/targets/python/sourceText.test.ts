import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeSource, readSource } from '../../../../profiler-core/targets/python/sourceText.ts'
import { anInterpreter, folderWith, temporaryFolder } from './support.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

const cases: Record<string, Buffer> = {
  'UTF-8': Buffer.from('x = "größe \u{1f40d}"\n'),
  'a byte order mark': Buffer.from('\ufeffx = "größe"\n'),
  'latin-1': latin1('# -*- coding: latin-1 -*-\nx = "gr\xf6\xdfe \x93"\n'),
  'iso-8859-15 with the euro': latin1('# vim: set fileencoding=iso-8859-15 :\nx = "\xa4"\n'),
  'cp1252 in the second line': latin1('#!/usr/bin/python\n# coding: cp1252\nx = "\x93\x94"\n'),
  'koi8-r': latin1('# coding=koi8-r\nx = "\xd4"\n'),
  shift_jis: latin1('# coding: shift_jis\nx = "\x82\xa0"\n'),
  'a coding line that comes too late': Buffer.from('x = 1\ny = 2\n# coding: latin-1\nz = "ß"\n'),
  'a coding line after code': Buffer.from('x = "ß"\n# coding: latin-1\n'),
}

describe('decoding as Python does', () => {
  for (const [name, bytes] of Object.entries(cases)) {
    test(name, async () => {
      const folder = await folderWith({ 'a.py': bytes })
      const script =
        'import sys, tokenize; sys.stdout.buffer.write(tokenize.open(sys.argv[1]).read().encode("utf-8"))'
      const { path } = await anInterpreter()
      const expected = execFileSync(path, ['-c', script, join(folder, 'a.py')], { encoding: 'utf8' })
      expect(decodeSource(bytes)).toBe(expected)
    })
  }

  test('line ends, tabs and a missing last line end stay', () => {
    expect(decodeSource(Buffer.from('a = 1\r\n\tb\rc'))).toBe('a = 1\r\n\tb\rc')
  })

  test('an encoding that nobody knows keeps every byte', () => {
    expect(decodeSource(latin1('# coding: nonsense\n\xff'))).toBe('# coding: nonsense\n\xff')
  })

  test('an empty file is an empty text', () => {
    expect(decodeSource(Buffer.alloc(0))).toBe('')
  })

  test('a file that cannot be read is null', async () => {
    expect(await readSource(join(await temporaryFolder(), 'gone.py'))).toBeNull()
  })
})
