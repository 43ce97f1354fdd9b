import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromFsPath, realPath, toFsPath } from '../../../../profiler-core/targets/python/fsPath.ts'
import { temporaryFolder } from './support.ts'

describe('paths of any bytes', () => {
  test('bytes that are not UTF-8 stand as lone surrogates, as in Python', () => {
    expect(fromFsPath(Buffer.from('caf\xe9.py', 'latin1'))).toBe('caf\udce9.py')
    expect(toFsPath('caf\udce9.py')).toEqual(Buffer.from('caf\xe9.py', 'latin1'))
  })

  test('a path of valid text stays a string', () => {
    expect(toFsPath('/tmp/größe/\u{1f40d} x.py')).toBe('/tmp/größe/\u{1f40d} x.py')
  })

  test('any bytes survive the way there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(Buffer.from(toFsPath(fromFsPath(Buffer.from(bytes))))).toEqual(Buffer.from(bytes))
      }),
    )
  })

  test('any text survives the way there and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fromFsPath(Buffer.from(toFsPath(text)))).toBe(text)
      }),
    )
  })

  test.skipIf(process.platform !== 'linux')('the real path of a folder whose name is not UTF-8', async () => {
    const folder = await temporaryFolder()
    const odd = Buffer.concat([Buffer.from(`${folder}/`), Buffer.of(0x64, 0xff)])
    await mkdir(odd)
    await writeFile(Buffer.concat([odd, Buffer.from('/a.py')]), '')
    expect(await realPath(join(folder, 'd\udcff', 'a.py'))).toBe(join(folder, 'd\udcff', 'a.py'))
    expect(await readdir(toFsPath(join(folder, 'd\udcff')))).toEqual(['a.py'])
  })
})
