import { expect, it } from 'vitest'
import {
  cleanedWords,
  planWords,
  typedCount,
  usageWords,
} from '../../../../renderer/features/history/cleanUpWords.ts'

const MIB = 2 ** 20
const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

it('the room is said of all projects, and how much of it is of this one', () => {
  expect(usageWords({ runs: 456, bytes: 45.2 * MIB, projectRuns: 456 })).toBe(
    'The history has 456 runs, which take 45.2 MiB on disk.',
  )
  expect(usageWords({ runs: 1234, bytes: 300 * MIB, projectRuns: 1 })).toBe(
    'This project has 1 of 1\u202f234 runs; together they take 300 MiB on disk.',
  )
})

it('what would go is said before it goes', () => {
  expect(planWords({ ids: ids(123), bytes: 45 * MIB, damaged: 0 }, 456)).toBe(
    'Removes 123 of 456 runs, about 45.0 MiB.',
  )
  expect(planWords({ ids: ids(1), bytes: 2048, damaged: 0 }, 1)).toBe('Removes 1 of 1 run, about 2.0 KiB.')
  expect(planWords({ ids: [], bytes: 0, damaged: 0 }, 7)).toBe('Removes nothing: the rules keep all 7 runs.')
  expect(planWords({ ids: [], bytes: 0, damaged: 0 }, 0)).toBe('There is nothing to remove.')
  expect(planWords({ ids: [], bytes: 0, damaged: 2 }, 7)).toBe(
    'Removes what is left of 2 runs that could not be read.',
  )
  expect(planWords({ ids: ids(1), bytes: 2048, damaged: 1 }, 1)).toBe(
    'Removes 1 of 1 run, about 2.0 KiB, and what is left of 1 run that could not be read.',
  )
})

it('what went is said after', () => {
  expect(cleanedWords({ ids: ids(2), bytes: 3 * MIB, damaged: 0 })).toBe(
    '2 runs were removed, about 3.0 MiB.',
  )
  expect(cleanedWords({ ids: ids(1), bytes: 3 * MIB, damaged: 0 })).toBe('1 run was removed, about 3.0 MiB.')
  expect(cleanedWords({ ids: [], bytes: 0, damaged: 0 })).toBe('No run was removed: the rules keep them all.')
})

it('a number to keep is whole, and nothing else', () => {
  expect(['50', ' 1 000 ', '0'].map(typedCount)).toEqual([50, 1000, 0])
  expect(['', '-1', '1.5', 'all', '1e3', '9999999999'].map(typedCount)).toEqual(Array(6).fill(null))
})
