import { expect, test } from 'vitest'
import type { FunctionHistory } from '../../../../profiler-core/contract/index.ts'
import { barLength, heatOf } from '../../../../renderer/features/explorer/heat.ts'

const MIB = 2 ** 20

function known(...all: [file: string, name: string, mib: number][]): Map<string, FunctionHistory> {
  return new Map(
    all.map(([file, name, mib]) => [
      `${file}:${name}`,
      { file, name, runs: 1, runId: 1, incrementBytes: mib * MIB, peakBytes: 0, overlapped: false },
    ]),
  )
}

test('a file has the number of its hottest function, be that growth or release', () => {
  const { files } = heatOf(known(['a.py', 'f', 10], ['a.py', 'g', -40], ['b.py', 'h', 1]))
  expect(files.get('a.py')?.name).toBe('g')
  expect(files.get('b.py')?.name).toBe('h')
})

test('there is room for the longest number', () => {
  expect(heatOf(known(['a.py', 'f', 1], ['a.py', 'g', 123456.7])).width).toBe('+123 456.7'.length)
  expect(heatOf(new Map())).toMatchObject({ largest: 0, width: 0 })
})

test('a bar is as long as the square root of its share', () => {
  expect(barLength(100, 100)).toBe(1)
  expect(barLength(-25, 100)).toBe(0.5)
  expect(barLength(0, 100)).toBe(0)
  expect(barLength(0, 0)).toBe(0)
})
