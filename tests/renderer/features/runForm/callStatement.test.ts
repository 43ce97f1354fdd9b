import { describe, expect, test } from 'vitest'
import type { OutlineItem, Parameter } from '../../../../profiler-core/contract/index.ts'
import {
  callStatement,
  openParameter,
  runsByItself,
} from '../../../../renderer/features/runForm/callStatement.ts'

/** `self, path, cache=None, *args, *, key, **rest`, as a `def` has them. */
function parameters(text: string): Parameter[] {
  let keyword = false
  return text.split(', ').flatMap((part): Parameter[] => {
    if (part === '') return []
    if (part === '*') {
      keyword = true
      return []
    }
    const [name = '', value] = part.replace(/^\*+/, '').split('=')
    const kind = part.startsWith('**')
      ? 'kwargs'
      : part.startsWith('*')
        ? 'varargs'
        : keyword
          ? 'keyword'
          : 'positional'
    return [{ name, kind, default: value ?? null }]
  })
}

function define(name: string, text = '', isAsync = false): OutlineItem {
  return {
    kind: 'function',
    name,
    firstLine: 1,
    defLine: 1,
    lastLine: 2,
    parameters: parameters(text),
    isAsync,
  }
}

const outline = [
  define('load', 'path, cache=None'),
  define('main'),
  define('fit', 'rows, *, key, seed=1'),
  define('collect', '*args, **options'),
  define('fetch', 'url', true),
  define('Loader.__init__', 'self, path, cache=None'),
  define('Loader.load', 'self, count'),
  define('Loader.of', 'cls, text'),
  define('Loader.clean', 'text'),
  define('Plain.go', 'self'),
  define('Outer.Inner.go', 'self, x'),
  define('outer', 'n'),
  define('outer.<locals>.inner', 'x'),
]

describe('the statement that calls a function has a placeholder for each argument that it needs', () => {
  test.each([
    ['load', 'load(path=...)'],
    ['main', 'main()'],
    ['fit', 'fit(rows=..., key=...)'],
    ['collect', 'collect()'],
    ['fetch', 'import asyncio; asyncio.run(fetch(url=...))'],
    ['Loader.load', 'Loader(path=...).load(count=...)'],
    ['Loader.__init__', 'Loader(path=...)'],
    ['Loader.of', 'Loader.of(text=...)'],
    ['Loader.clean', 'Loader.clean(text=...)'],
    ['Plain.go', 'Plain().go()'],
    ['Outer.Inner.go', 'Outer.Inner().go(x=...)'],
    ['outer.<locals>.inner', 'outer(n=...)'],
    ['unknown', 'unknown()'],
  ])('%s: %s', (name, statement) => {
    expect(callStatement(name, outline)).toBe(statement)
  })
})

test('a placeholder that was left is found, and other dots are not', () => {
  expect(openParameter('load(path=...)')).toBe('path')
  expect(openParameter('fit(rows=x, key=..., seed=...)')).toBe('key')
  expect(openParameter('load("...")')).toBeNull()
  expect(openParameter('cut(a[..., 0])')).toBeNull()
})

test.each([
  ['def f():\n    pass\n', false],
  ['import os\nX = os.getcwd()\n', false],
  ['def main():\n    pass\n\nif __name__ == "__main__":\n    main()\n', true],
  ['def main():\n    pass\n\nmain()\n', true],
  ['def main():\n    main()\n', false],
  ['print("hello")  # done\n', true],
])('whether a source is a program: %j', (text, expected) => {
  expect(runsByItself(text)).toBe(expected)
})
