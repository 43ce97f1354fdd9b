import { expect, test } from 'vitest'
import {
  deltaText,
  formatTimeDelta,
  isBeyondNoise,
  noiseWords,
  sideText,
  spreadWords,
  toneOf,
} from '../../../../renderer/features/compare/changeWords.ts'
import { comparisonName } from '../../../../renderer/features/compare/runFacts.ts'
import { change, MIB } from './sample.ts'

test('numbers are written as their kind asks for', () => {
  const spread = { low: MIB, median: 2 * MIB, high: 3 * MIB }
  expect(sideText(spread, 'growth')).toBe('+2.0')
  expect(sideText(spread, 'level')).toBe('2.0')
  expect(sideText({ ...spread, median: 85e6 }, 'time')).toBe('85 ms')
  expect(sideText(null, 'level')).toBe('\u2013')
  expect(deltaText(-400 * MIB, 'level')).toBe('\u2212400.0')
})

test('a difference in time has its sign and unit', () => {
  expect(formatTimeDelta(3.2e9)).toBe('+3.2 s')
  expect(formatTimeDelta(-85e6)).toBe('\u221285 ms')
  expect(formatTimeDelta(0)).toBe('0 s')
})

test('a spread is told of the side that has one', () => {
  expect(spreadWords(change(1, 2), 'level')).toBeNull()
  const spread = { ...change(MIB, 0), now: { low: MIB, median: 2 * MIB, high: 4 * MIB } }
  expect(spreadWords(spread, 'level')).toBe('Now 1.0 to 4.0 MiB, median 2.0 MiB')
})

test('whether a difference is beyond the noise is said only where it can be told', () => {
  expect([null, 0.2, 0.05, 0.01].map((pValue) => isBeyondNoise({ pValue }))).toEqual([
    null,
    false,
    false,
    true,
  ])
  expect(noiseWords({ pValue: 0.0286 })).toBe('Beyond the noise (Mann-Whitney U test, p = 0.029)')
  expect(noiseWords({ pValue: 0.0001 })).toContain('p < 0.001')
  expect(noiseWords({ pValue: 0.3 })).toContain('Within the noise')
})

test('a difference below the threshold has no colour', () => {
  expect([2, -2, 0, 0.5].map((delta) => toneOf(delta, 1))).toEqual(['growth', 'release', 'quiet', 'quiet'])
})

test('a comparison is named by its runs, of long groups by the first of them', () => {
  const side = (...ids: number[]) => ({ run: { id: ids[0] ?? null }, ids }) as never
  expect(comparisonName({ base: side(40), now: side(41) })).toBe('Run 41 compared with run 40')
  expect(comparisonName({ base: side(1, 2), now: side(3, 4, 6, 7, 8, 9) })).toBe(
    'Runs 3, 4, 6, 7 and 2 more compared with runs 1, 2',
  )
  expect(comparisonName({ base: side(3, 4, 5, 6, 7), now: side(8) })).toBe('Run 8 compared with runs 3 to 7')
})
