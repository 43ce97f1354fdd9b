import { expect, test } from 'vitest'
import { importWords } from '../../../renderer/commands/importWords.ts'

test.each<[readonly number[], number, string]>([
  [[42], 0, 'Run 42 was imported from a.mebi.'],
  [[42, 43], 0, '2 runs were imported from a.mebi.'],
  [[42, 43], 1, '1 run was imported from a.mebi. One more was here already.'],
  [[42, 43, 44], 2, '1 run was imported from a.mebi. 2 more were here already.'],
  [[42], 1, 'The run of a.mebi is here already, as run 42.'],
  [[42, 43, 44], 3, 'All 3 runs of a.mebi are here already.'],
])('%j, of which %j were known', (ids, known, words) => {
  expect(importWords('a.mebi', ids, known)).toBe(words)
})
