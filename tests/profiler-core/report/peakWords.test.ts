import { expect, it } from 'vitest'
import type { PeakReport } from '../../../profiler-core/contract/index.ts'
import { addsUp, peakSentence } from '../../../profiler-core/report/peakWords.ts'

const MIB = 2 ** 20
const style = {
  size: (bytes: number) => `${Math.round(bytes / MIB)} MiB`,
  duration: (ns: number) => `${(ns / 1e9).toFixed(1)} s`,
}
const at = (name: string, line: number) => ({ file: '/a.py', name, line })

function peak(frames: PeakReport['threads'][number]['frames'], lines: PeakReport['lines']): PeakReport {
  const thread = { pid: 1, threadId: 1, name: null, isMain: true, frames }
  return {
    timeNs: 3.2e9,
    bytes: 812 * MIB,
    processes: [],
    threads: [thread],
    lines,
    linesAtBytes: 812 * MIB,
    allocations: null,
    allocationsAtBytes: 0,
  }
}

it.each([
  [
    [at('main', 3), at('load', 14)],
    [{ ...at('load', 9), bytes: 400 * MIB }],
    'Peak 812 MiB at 3.2 s in load() line 14, of which line 9 holds 400 MiB.',
  ],
  [
    [at('load', 14)],
    [{ ...at('load', 14), bytes: 700 * MIB }],
    'Peak 812 MiB at 3.2 s in load() line 14, which holds 700 MiB of it.',
  ],
  [
    [at('<module>', 3)],
    [{ ...at('load', 9), bytes: 400 * MIB }],
    'Peak 812 MiB at 3.2 s in line 3 of the module level, of which line 9 of load() holds 400 MiB.',
  ],
  [[at('load', 14)], [{ ...at('load', 9), bytes: 4 * MIB }], 'Peak 812 MiB at 3.2 s in load() line 14.'],
  [[], [], 'Peak 812 MiB at 3.2 s.'],
])('%#', (frames, lines, sentence) => {
  expect(peakSentence(peak(frames, lines), 12 * MIB, style)).toBe(sentence)
})

it('says of no line that it holds what cannot all have been there', () => {
  const threads = peak(
    [at('main', 12)],
    [
      { ...at('work', 5), bytes: 14_014 * MIB },
      { ...at('work', 7), bytes: 12_131 * MIB },
    ],
  )
  expect(peakSentence(threads, 12 * MIB, style)).toBe('Peak 812 MiB at 3.2 s in main() line 12.')
  expect(addsUp(threads, 12 * MIB)).toBe(false)
  const freed = [
    { ...at('load', 9), bytes: 2000 * MIB },
    { ...at('load', 10), bytes: -1200 * MIB },
  ]
  expect(addsUp(peak([], freed), 12 * MIB)).toBe(false)
  expect(addsUp(peak([], [{ ...at('load', 9), bytes: 800 * MIB }]), 12 * MIB)).toBe(true)
})

it('of several processes says how many had it together, and which had most of it', () => {
  const alone = peak([at('load', 14)], [])
  const processes = [
    { pid: 1, command: 'main.py', bytes: 100 * MIB },
    { pid: 2, command: 'python worker.py', bytes: 700 * MIB },
    { pid: 3, command: 'sort', bytes: 12 * MIB },
  ]
  const of = (...pids: number[]) => pids.map((pid) => ({ ...alone.threads[0]!, pid }))
  const sentence = (threads: PeakReport['threads'], bytes = 700) =>
    peakSentence(
      {
        ...alone,
        threads,
        processes: processes.map((each) => (each.pid === 2 ? { ...each, bytes: bytes * MIB } : each)),
      },
      0,
      style,
    )
  expect(sentence(of(1, 2))).toBe(
    'Peak 812 MiB at 3.2 s in load() line 14 of process 2 (worker.py), in 3 processes together.',
  )
  expect(sentence(of(1))).toBe('Peak 812 MiB at 3.2 s in process 2 (worker.py), in 3 processes together.')
  expect(sentence(of(1, 2), 50)).toBe('Peak 812 MiB at 3.2 s in load() line 14, in 3 processes together.')
  // As much as the largest, and it is known what it did.
  expect(sentence(of(1), 101)).toBe('Peak 812 MiB at 3.2 s in load() line 14, in 3 processes together.')
})
