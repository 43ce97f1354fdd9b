import { describe, expect, test } from 'vitest'
import type { FileOutline } from '../../../profiler-core/contract/index.ts'
import { compareFound, SearchIndex } from '../../../renderer/state/searchIndex.ts'

function outline(file: string, ...names: string[]): [string, FileOutline] {
  const items = names.map((name, index) => ({
    kind: /^[A-Z]\w*$/.test(name) ? ('class' as const) : ('function' as const),
    name,
    firstLine: index * 10 + 1,
    defLine: index * 10 + 1,
    lastLine: index * 10 + 9,
    parameters: [],
    isAsync: false,
  }))
  return [file, { file, items, problem: null }]
}

function find(index: SearchIndex, query: string, limit = 50): string[] {
  const shards = Array.from({ length: index.size }, (_, shard) => index.search(shard, query, limit))
  return shards
    .flat()
    .sort(compareFound)
    .map(({ name }) => name)
}

const known = new Map([
  outline('/p/train.py', 'fit', 'load_model', 'main'),
  outline('/p/src/loader.py', 'Loader', 'Loader.__init__', 'Loader.load', 'load', 'reload'),
  outline('/p/src/preload.py', 'warm'),
])
const files = [...known.keys()]

function indexed(): SearchIndex {
  const index = new SearchIndex()
  index.update('/p', files, known)
  return index
}

describe('ranking', () => {
  test('the very name comes first, then methods of that name, then what begins so', () => {
    const found = find(indexed(), 'load')
    expect(found.slice(0, 2)).toEqual(['load', 'Loader.load'])
    expect(found.indexOf('load_model')).toBeLessThan(found.indexOf('reload'))
  })

  test.each([
    ['ldmodel', 'load_model'],
    ['Loader.l', 'Loader.load'],
    ['LINI', 'Loader.__init__'],
    ['train', 'train.py'],
    ['preload', 'src/preload.py'],
    ['src/lo', 'src/loader.py'],
  ])('%s finds %s', (query, first) => {
    expect(find(indexed(), query)[0]).toBe(first)
  })

  test('a function can be narrowed down by its file, in either way', () => {
    expect(find(indexed(), 'loader load')[0]).toBe('load')
    expect(find(indexed(), 'train.py:fit')).toEqual(['fit'])
  })

  test('what does not fit is not found, and nothing is found by nothing', () => {
    expect(find(indexed(), 'xyz')).toEqual([])
    expect(find(indexed(), '  ')).toEqual([])
  })

  test('classes are no functions', () => {
    expect(find(indexed(), 'Loader')).not.toContain('Loader')
  })

  test('the characters that were found are told', () => {
    const [first] = indexed().search(0, 'lm', 50).sort(compareFound)
    expect(first).toMatchObject({ name: 'load_model', matched: [0, 5] })
  })
})

describe('changes', () => {
  test('a file that was outlined anew has its new functions only', () => {
    const index = indexed()
    find(index, 'load')
    index.update('/p', files, new Map([...known, outline('/p/train.py', 'fit_again')]))
    expect(find(index, 'fit')).toEqual(['fit_again'])
    expect(find(index, 'load')[0]).toBe('load')
  })

  test('a file that went is not found any more, one that came is', () => {
    const index = indexed()
    index.update('/p', ['/p/train.py', '/p/new.py'], new Map([...known, outline('/p/new.py', 'fresh')]))
    expect(find(index, 'load')).toEqual(['load_model'])
    expect(find(index, 'fresh')).toEqual(['fresh'])
  })

  test('files are found before they are outlined', () => {
    const index = new SearchIndex()
    index.update('/p', files, new Map())
    expect(find(index, 'loader')).toEqual(['src/loader.py'])
  })

  test('another project starts anew', () => {
    const index = indexed()
    index.update('/q', ['/q/a.py'], new Map([outline('/q/a.py', 'other')]))
    expect(find(index, 'load')).toEqual([])
    expect(find(index, 'other')).toEqual(['other'])
  })

  test('every file of many is in some shard', () => {
    const many = Array.from({ length: 1000 }, (_, n) => `/p/d${n % 7}/file${n}.py`)
    const index = new SearchIndex()
    index.update('/p', many, new Map())
    expect(index.size).toBeGreaterThan(1)
    expect(find(index, 'file', 1000)).toHaveLength(1000)
  })
})
