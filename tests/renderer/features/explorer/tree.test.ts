import { describe, expect, test } from 'vitest'
import type { FileOutline, OutlineItem } from '../../../../profiler-core/contract/index.ts'
import { functionAtLine, outlineTree } from '../../../../renderer/features/explorer/outlineTree.ts'
import {
  foldersAround,
  folderTree,
  parentOf,
  type Row,
  typedAhead,
  visibleRows,
} from '../../../../renderer/features/explorer/tree.ts'

function item(name: string, firstLine: number, lastLine: number, kind: OutlineItem['kind'] = 'function') {
  return { kind, name, firstLine, defLine: firstLine, lastLine, parameters: [], isAsync: false }
}

const loader = [
  item('Loader', 1, 20, 'class'),
  item('Loader.__init__', 2, 4),
  item('Loader.load', 6, 12),
  item('Loader.load.<locals>.inner', 7, 9),
  item('load', 22, 30),
]

const files = ['/p/a10.py', '/p/a2.py', '/p/src/deep/er/x.py', '/p/lib/one.py', '/p/lib/two/b.py']

function outlines(...known: [string, OutlineItem[], string?][]): Map<string, FileOutline> {
  return new Map(known.map(([file, items, problem = null]) => [file, { file, items, problem }]))
}

function shown(rows: readonly Row[]): string[] {
  return rows.map(({ level, label }) => `${'  '.repeat(level - 1)}${label}`)
}

describe('the tree of a project', () => {
  test('has folders before files, numbers in their order, and folders with nothing else in one line', () => {
    const rows = visibleRows(folderTree(files, '/p'), new Map(), () => true)
    expect(shown(rows)).toEqual([
      'lib',
      '  two',
      '    b.py',
      '  one.py',
      'src/deep/er',
      '  x.py',
      'a2.py',
      'a10.py',
    ])
    expect(rows.find(({ label }) => label === 'src/deep/er')).toMatchObject({
      path: '/p/src/deep/er',
      names: ['/p/src/deep/er:*'],
    })
  })

  test('is the same for the root of a disk, and for paths of Windows', () => {
    expect(shown(visibleRows(folderTree(['/a.py', '/b/c.py'], '/'), new Map(), () => true))).toEqual([
      'b',
      '  c.py',
      'a.py',
    ])
    const windows = folderTree(['C:\\p\\a.py', 'C:\\p\\s\\b.py'], 'C:\\p')
    expect(shown(visibleRows(windows, new Map(), () => true))).toEqual(['s', '  b.py', 'a.py'])
  })

  test('shows what is unfolded, and no more', () => {
    const root = folderTree(files, '/p')
    const open = new Set(['/p/lib'])
    const rows = visibleRows(root, new Map(), (id) => open.has(id))
    expect(shown(rows)).toEqual(['lib', '  two', '  one.py', 'src/deep/er', 'a2.py', 'a10.py'])
    expect(rows.map(({ isOpen }) => isOpen)).toEqual([true, false, false, false, false, false])
  })

  test('is unfolded by itself where a project has a few files', () => {
    const byItself = (all: string[]) => {
      const said: boolean[] = []
      visibleRows(folderTree(all, '/p'), new Map(), (_, open) => said.push(open) > 0)
      return said
    }
    expect(byItself(['/p/a.py'])).toEqual([true])
    expect(byItself(Array.from({ length: 7 }, (_, n) => `/p/${n}.py`))).not.toContain(true)
  })

  test('has classes and functions as they lie within each other', () => {
    const rows = visibleRows(folderTree(['/p/l.py'], '/p'), outlines(['/p/l.py', loader]), () => true)
    expect(shown(rows)).toEqual(['l.py', '  Loader', '    __init__', '    load', '      inner', '  load'])
    expect(rows.find(({ kind }) => kind === 'class')?.names).toEqual([
      '/p/l.py:Loader.__init__',
      '/p/l.py:Loader.load',
    ])
    expect(rows.find(({ label }) => label === 'inner')?.names).toEqual(['/p/l.py:Loader.load.<locals>.inner'])
  })

  test('knows the position of each line among its siblings', () => {
    const rows = visibleRows(folderTree(files, '/p'), new Map(), () => false)
    expect(rows.map(({ position, siblings }) => `${position}/${siblings}`)).toEqual([
      '1/4',
      '2/4',
      '3/4',
      '4/4',
    ])
  })

  test('has an own line for each of two functions of the same name', () => {
    const twice = [item('f', 1, 2), item('f', 4, 5)]
    const rows = visibleRows(folderTree(['/p/l.py'], '/p'), outlines(['/p/l.py', twice]), () => true)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3)
  })

  test('says why a file cannot be profiled, and has nothing to unfold in it', () => {
    const known = outlines(['/p/b.py', [], 'b.py is not text.'])
    const [row] = visibleRows(folderTree(['/p/b.py'], '/p'), known, () => true)
    expect(row).toMatchObject({ problem: 'b.py is not text.', isOpen: null })
  })
})

test('the folders around a file are those that have a line of their own', () => {
  const root = folderTree(files, '/p')
  expect(foldersAround(root, '/p/lib/two/b.py')).toEqual(['/p/lib', '/p/lib/two'])
  expect(foldersAround(root, '/p/src/deep/er/x.py')).toEqual(['/p/src/deep/er'])
  expect(foldersAround(root, '/p/a2.py')).toEqual([])
})

describe('keys', () => {
  const rows = visibleRows(folderTree(['/p/l.py'], '/p'), outlines(['/p/l.py', loader]), () => true)

  test('a line belongs to the one above with a lower level', () => {
    const at = rows.map((_, index) => parentOf(rows, index))
    expect(at).toEqual([null, 0, 1, 1, 3, 0])
  })

  test('a letter goes to the next line that begins so, and round; a word stays where it fits', () => {
    expect(typedAhead(rows, 0, 'l')).toBe(1)
    expect(typedAhead(rows, 1, 'l')).toBe(3)
    expect(typedAhead(rows, 5, 'l')).toBe(0)
    expect(typedAhead(rows, 3, 'loa')).toBe(3)
    expect(typedAhead(rows, 3, 'inn')).toBe(4)
    expect(typedAhead(rows, 3, 'x')).toBeNull()
  })
})

describe('an outline', () => {
  test('of functions in branches is not thrown off by what lies between', () => {
    const tree = outlineTree([
      item('f', 1, 3),
      item('C', 5, 9, 'class'),
      item('C.g', 6, 7),
      item('h', 11, 12),
    ])
    expect(tree.map(({ item: { name }, children }) => [name, children.length])).toEqual([
      ['f', 0],
      ['C', 1],
      ['h', 0],
    ])
  })

  test('tells the innermost function of a line', () => {
    expect(functionAtLine(loader, 8)?.name).toBe('Loader.load.<locals>.inner')
    expect(functionAtLine(loader, 11)?.name).toBe('Loader.load')
    expect(functionAtLine(loader, 5)).toBeNull()
    expect(functionAtLine(loader, 40)).toBeNull()
  })
})
