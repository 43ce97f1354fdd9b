import { expect, test } from 'vitest'
import type { OutlineItem } from '../../../../profiler-core/contract/index.ts'
import { functionPlaces, placeAt } from '../../../../renderer/features/source/places.ts'
import { watched } from '../../../profiler-core/report/sampleRun.ts'

const FILE = '/project/example.py'

function item(
  name: string,
  [firstLine, defLine, lastLine]: [number, number, number],
  kind: OutlineItem['kind'],
) {
  return { kind, name, firstLine, defLine, lastLine, parameters: [], isAsync: false }
}

const outline = [
  item('Loader', [1, 1, 20], 'class'),
  item('Loader.load', [3, 4, 12], 'function'),
  item('Loader.load.<locals>.parse', [6, 6, 8], 'function'),
  item('main', [22, 22, 30], 'function'),
]

test('the functions of the outline can be profiled, classes not', () => {
  expect(functionPlaces(outline, [], FILE)).toEqual([
    { name: 'Loader.load', line: 3, defLine: 4, lastLine: 12 },
    { name: 'Loader.load.<locals>.parse', line: 6, defLine: 6, lastLine: 8 },
    { name: 'main', line: 22, defLine: 22, lastLine: 30 },
  ])
})

test('an older text, which has no outline, has the functions that its run called, in the order of the source', () => {
  const measured = [
    watched({ name: 'main', firstLine: 20, lastLine: 28 }),
    watched({ name: '<module>', firstLine: 1, lastLine: 40 }),
    watched({ name: 'load', firstLine: 3, lastLine: 9 }),
    watched({ name: 'elsewhere', file: '/project/other.py' }),
  ]
  expect(functionPlaces([], measured, FILE).map(({ name }) => name)).toEqual(['load', 'main'])
})

test.each([
  [1, undefined],
  [3, 'Loader.load'],
  [7, 'Loader.load.<locals>.parse'],
  [9, 'Loader.load'],
  [21, undefined],
  [30, 'main'],
])('line %d belongs to %s', (line, expected) => {
  expect(placeAt(functionPlaces(outline, [], FILE), line)?.name).toBe(expected)
})
