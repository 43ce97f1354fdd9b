import { expect, it } from 'vitest'
import { whenWords } from '../../../../renderer/features/history/whenWords.ts'

const now = new Date(2026, 2, 10, 15, 30)
const words = (...at: [year: number, month: number, day: number, hour: number, minute: number]) =>
  whenWords(new Date(...at).toISOString(), now)

it('is short, and the shorter the longer ago', () => {
  expect(words(2026, 2, 10, 15, 30)).toBe('just now')
  expect(words(2026, 2, 10, 15, 28)).toBe('2 min ago')
  expect(words(2026, 2, 10, 9, 5)).toMatch(/^0?9.05/)
  expect(words(2026, 2, 9, 23, 59)).toBe('yesterday')
  expect(words(2026, 2, 8, 23, 59)).toMatch(/8/)
  expect(words(2026, 2, 8, 23, 59)).not.toMatch(/2026/)
  expect(words(2025, 11, 31, 12, 0)).toMatch(/2025/)
})
