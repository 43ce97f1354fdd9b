import { expect, test } from 'vitest'
import { worthPrinting } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { lines, MIB, type Reading, watched } from '../report/sampleRun.ts'

const named = (name: string, readings: Record<number, Reading>): FunctionResult =>
  watched({ name, lines: lines(readings) })

const small = named('small', { 2: [50, 0.2, 1], 3: [50, 0, 1] })
const large = named('large', { 2: [90, 40, 1], 3: [90, 0.5, 1] })
const freed = named('freed', { 2: [10, -60, 1] })
/** Keeps nothing, but needs 300 MiB for a moment. */
const steep = named('steep', { 2: [50, 0, 1, 350] })
const all = [small, large, freed, steep]

const pick = (wanted: Parameters<typeof worthPrinting>[2], always?: (each: FunctionResult) => boolean) =>
  worthPrinting(all, (each) => each, wanted, always)

test('nothing is left out unless it is wished', () => {
  expect(pick({})).toEqual({ functions: all, leftOut: 0, isWorth: undefined })
})

test('the functions of the largest increments, up or down, in the order in which they came', () => {
  expect(pick({ top: 2 })).toMatchObject({ functions: [large, freed], leftOut: 2 })
  expect(pick({ top: 9 })).toMatchObject({ functions: all, leftOut: 0 })
})

test('lines in which less happened do not count, those in which memory rose and fell again do', () => {
  const { functions, leftOut, isWorth } = pick({ minIncrementBytes: MIB })
  expect(functions).toEqual([large, freed, steep])
  expect(leftOut).toBe(1)
  expect([isWorth?.(large, 2), isWorth?.(large, 3), isWorth?.(steep, 2)]).toEqual([true, false, true])
})

test('what is to be there always is, and counts among the top', () => {
  const isSmall = (each: FunctionResult) => each === small
  expect(pick({ top: 1 }, isSmall)).toMatchObject({ functions: [small], leftOut: 3 })
  expect(pick({ minIncrementBytes: 45 * MIB }, isSmall).functions).toEqual([small, freed, steep])
})

test('of a function whose lines are not known nobody says that nothing happened', () => {
  const whole = watched({ name: 'whole', lines: [] })
  expect(worthPrinting([whole], (each) => each, { minIncrementBytes: MIB }).functions).toEqual([whole])
})
