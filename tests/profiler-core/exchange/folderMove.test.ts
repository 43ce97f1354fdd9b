import { expect, test } from 'vitest'
import { folderMove } from '../../../profiler-core/exchange/mebi/folderMove.ts'

test.each([
  ['/home/ada/fit/load.py', '/home/bob/x/load.py'],
  ['/home/ada/fit', '/home/bob/x'],
  ['/home/ada/fit/', '/home/bob/x/'],
  ['/home/ada/fit/a\\b.py', '/home/bob/x/a\\b.py'],
  ['/home/ada/fit2/load.py', '/home/ada/fit2/load.py'],
  ['/usr/lib/python3/csv.py', '/usr/lib/python3/csv.py'],
  ['load.py', 'load.py'],
  // Leads out of the folder: left where it was.
  ['/home/ada/fit/../../../etc/passwd', '/home/ada/fit/../../../etc/passwd'],
  ['/home/ada/fit/a\udc80.py', '/home/bob/x/a\udc80.py'],
])('%s lies in %s', (path, moved) => {
  expect(folderMove('/home/ada/fit', '/home/bob/x')(path)).toBe(moved)
})

test('separators become those of the other system', () => {
  expect(folderMove('C:\\Users\\ada\\fit', '/home/bob')('C:\\Users\\ada\\fit\\src\\io.py')).toBe(
    '/home/bob/src/io.py',
  )
  expect(folderMove('C:\\Users\\ada', '/home/bob')('C:\\Users\\ada\\..\\x.py')).toBe(
    'C:\\Users\\ada\\..\\x.py',
  )
  expect(folderMove('/home/ada/', 'D:\\work')('/home/ada/src/io.py')).toBe('D:\\work\\src\\io.py')
})

test('the root of a disk is a folder like another', () => {
  expect(folderMove('/', '/home/bob')('/src/io.py')).toBe('/home/bob/src/io.py')
  expect(folderMove('/home/ada', '/')('/home/ada/io.py')).toBe('/io.py')
})
