import { expect, test } from 'vitest'
import { baselineOf, candidatesFor, pairOf, previousOf } from '../../../renderer/state/candidates.ts'
import { functionKey } from '../../../renderer/state/functionKey.ts'
import { compared, place } from '../features/compare/sample.ts'
import { entry } from '../features/history/entry.ts'

const history = [
  entry(6, { group: 'g' }),
  entry(5, { group: 'g' }),
  entry(4, { target: 'other.py', baseline: true }),
  entry(3),
  entry(2, { baseline: true }),
  entry(1, { target: 'other.py' }),
]

test('the runs of the same target come first, the newest first, and never the run itself', () => {
  expect(candidatesFor(history, 3).map(({ id }) => id)).toEqual([6, 5, 2, 4, 1])
  expect(candidatesFor(history, 99).map(({ id }) => id)).toEqual([6, 5, 4, 3, 2, 1])
})

test('the previous run is of the same target and no repetition of the run itself', () => {
  expect(previousOf(history, 6)?.id).toBe(3)
  expect(previousOf(history, 4)?.id).toBe(1)
  expect(previousOf(history, 2)).toBeNull()
  expect(previousOf(history, 99)).toBeNull()
})

test('the baseline is that of the same target, unless it is the run itself', () => {
  expect(baselineOf(history, 6)?.id).toBe(2)
  expect(baselineOf(history, 1)?.id).toBe(4)
  expect(baselineOf(history, 2)).toBeNull()
})

test('two runs are a pair, and so are two groups; a third thing makes none', () => {
  const [first, second, other, third] = history
  if (!(first && second && other && third)) throw new Error('There are more.')
  expect(pairOf([first, second])).toEqual([6, 5])
  expect(pairOf([first, second, third])?.toSorted()).toEqual([3, 5])
  expect(pairOf([first, second, third, other])).toBeNull()
  expect(pairOf([first])).toBeNull()
})

test('a function keeps its key when base and now are exchanged', () => {
  const renamed = compared('new', { base: place('old') })
  expect(functionKey(renamed)).toBe(functionKey({ base: renamed.now, now: renamed.base }))
  expect(functionKey(renamed)).not.toBe(functionKey(compared('new')))
})
