import { expect, it } from 'vitest'
import { peakPlace } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult, LineResult } from '../../../profiler-core/contract/index.ts'

const MIB = 2 ** 20
type Given = readonly [line: number, memory: number, increment: number, peak: number, time: number]

function watched(name: string, ...given: Given[]): FunctionResult {
  const lines = given.map(
    ([line, memory, increment, peak, time]): LineResult => ({
      line,
      occurrences: 1,
      incrementBytes: increment * MIB,
      memoryBytes: memory * MIB,
      peakBytes: peak * MIB,
      timeNs: time,
      overlapped: false,
    }),
  )
  return { file: '/p/a.py', name, firstLine: 1, lastLine: 99, calls: 1, baselineBytes: 0, lines }
}

it('is the line that memory rose in, not one that called it', () => {
  const main = watched('main', [20, 100, 80, 100, 900])
  const load = watched('load', [5, 100, 80, 100, 700], [6, 60, -40, 100, 10])
  expect(peakPlace([main, load])).toMatchObject({ line: 5, name: 'load', peakBytes: 100 * MIB })
})

it('is not a line that came after it and only saw it', () => {
  const main = watched('main', [4, 100, 80, 100, 500], [5, 100, 0, 100, 100])
  const parse = watched('parse', [2, 100, 0, 100, 1])
  expect(peakPlace([main, parse])).toMatchObject({ line: 4, name: 'main' })
})

it('may be a rise that is gone when the line ends', () => {
  expect(peakPlace([watched('f', [2, 50, 30, 50, 9], [3, 50, 0, 90, 9])])).toMatchObject({ line: 3 })
})

it('is not a line that still waited for it when the run was stopped', () => {
  const main = watched('main', [24, 0, 0, 110, 0])
  const load = watched('load', [6, 110, 96, 110, 144], [8, 102, 0, 110, 1119])
  expect(peakPlace([main, load])).toMatchObject({ line: 6, name: 'load' })
  expect(peakPlace([main])).toMatchObject({ line: 24 })
})

it('is nowhere where nothing ran', () => {
  expect(peakPlace([])).toBeNull()
  expect(peakPlace([watched('f')])).toBeNull()
})
