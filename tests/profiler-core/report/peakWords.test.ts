import { expect, it } from 'vitest'
import type { PeakReport } from '../../../profiler-core/contract/index.ts'
import { peakSentence } from '../../../profiler-core/report/peakWords.ts'

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
    'Peak 812 MiB at 3.2 s in the module level line 3, of which line 9 of load() holds 400 MiB.',
  ],
  [[at('load', 14)], [{ ...at('load', 9), bytes: 4 * MIB }], 'Peak 812 MiB at 3.2 s in load() line 14.'],
  [[], [], 'Peak 812 MiB at 3.2 s.'],
])('%#', (frames, lines, sentence) => {
  expect(peakSentence(peak(frames, lines), 12 * MIB, style)).toBe(sentence)
})
