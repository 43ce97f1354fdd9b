import { expect, test } from 'vitest'
import { asFolder, commonBeginning, splitTyped } from '../../../../renderer/features/welcome/folderPath.ts'

test.each([
  ['', { folder: '', begun: '' }],
  ['/home/ann/pro', { folder: '/home/ann/', begun: 'pro' }],
  ['/home/ann/', { folder: '/home/ann/', begun: '' }],
  ['/', { folder: '/', begun: '' }],
  ['C:\\Users\\an', { folder: 'C:\\Users\\', begun: 'an' }],
])('%j is a folder and the beginning of a name', (typed, expected) => {
  expect(splitTyped(typed)).toEqual(expected)
})

test('a folder ends in the separator of its system, once', () => {
  expect(['/', '/a', '/a/', 'C:\\a', 'C:\\'].map(asFolder)).toEqual(['/', '/a/', '/a/', 'C:\\a\\', 'C:\\'])
})

test('names are completed as far as they agree', () => {
  expect(commonBeginning(['project-a', 'project-b'])).toBe('project-')
  expect(commonBeginning(['Data', 'database'])).toBe('Data')
  expect(commonBeginning(['a', 'b'])).toBe('')
  expect(commonBeginning([])).toBe('')
})
