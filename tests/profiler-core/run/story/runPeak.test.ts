import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PeakReport, ProcessResult, Timeline } from '../../../../profiler-core/contract/index.ts'
import { togetherBytes } from '../../../../profiler-core/contract/index.ts'
import { runPeak } from '../../../../profiler-core/run/story/runPeak.ts'

const timeline = (bytes: number[], childrenBytes: number[] | null): Timeline => ({
  timesNs: bytes.map((_, index) => index * 10),
  bytes,
  childrenBytes,
  together: true,
  residentBytes: null,
  stacks: null,
  stackAt: null,
  marks: [],
})
const place = { file: '/a.py', name: 'work', line: 5 }
const report = (processes: PeakReport['processes']): PeakReport => ({
  timeNs: 20,
  bytes: 150,
  processes,
  threads: [1, 2].map((pid) => ({
    pid,
    threadId: pid,
    name: null,
    isMain: true,
    frames: [{ ...place, line: pid }],
  })),
  lines: [],
  linesAtBytes: 0,
  allocations: null,
  allocationsAtBytes: 0,
})
const process = (pid: number, peakBytes: number, startNs = 15): ProcessResult => ({
  pid,
  parentPid: pid === 1 ? null : 1,
  command: pid === 1 ? 'main.py' : 'worker.py',
  startNs,
  endNs: startNs + 1,
  peakBytes,
  functions: [
    {
      ...place,
      firstLine: 1,
      lastLine: 9,
      calls: 1,
      baselineBytes: 0,
      lines: [4, 5].map((line) => ({
        line,
        occurrences: 1,
        incrementBytes: 0,
        memoryBytes: 1,
        peakBytes: line === 5 ? peakBytes : 1,
        timeNs: 1,
        overlapped: false,
      })),
    },
  ],
})
const sampled = {
  firstBytes: 100,
  togetherBytes: 0,
  countsOthers: true,
  timeline: timeline([10, 100, 50], [0, 0, 100]),
  report: report([
    { pid: 1, command: 'main.py', bytes: 50 },
    { pid: 2, command: 'sort', bytes: 110 },
  ]),
  processes: [],
}

describe('the peak of a run', () => {
  test('is the highest of all processes together; who had most of it, and what it executed', () => {
    expect(runPeak(sampled)).toMatchObject({
      peakBytes: 150,
      firstProcessPeakBytes: 100,
      peakProcess: { pid: 2, isFirst: false, command: 'sort', place: { line: 2 } },
    })
  })

  test('of a process that was alone then nothing more is said', () => {
    expect(runPeak({ ...sampled, report: report([]) }).peakProcess).toBeNull()
  })

  test('where others were not looked at it is the first process’s, and that is all', () => {
    const peak = runPeak({ ...sampled, countsOthers: false, processes: [process(1, 100), process(2, 900)] })
    expect(peak).toMatchObject({ peakBytes: 100, firstProcessPeakBytes: null, peakProcess: null })
  })

  test('a child that was never sampled tells its own highest memory, which is then in every view', () => {
    const peak = runPeak({ ...sampled, processes: [process(1, 100), process(7, 300)] })
    expect(peak).toMatchObject({
      peakBytes: 300,
      peakProcess: { pid: 7, isFirst: false, place },
      report: { bytes: 300, timeNs: 15, processes: [{ pid: 1 }, { pid: 7, bytes: 300 }] },
    })
    expect(peak.timeline.timesNs).toEqual([0, 10, 15, 20])
    expect(togetherBytes(peak.timeline)).toEqual([10, 100, 300, 150])
  })

  test('what the host has seen and the disk had no room for is in every view', () => {
    const peak = runPeak({ ...sampled, togetherBytes: 400 })
    expect(peak).toMatchObject({ peakBytes: 400, firstProcessPeakBytes: 100, report: { bytes: 400 } })
    expect(Math.max(...togetherBytes(peak.timeline))).toBe(400)
    expect(Math.max(...peak.timeline.bytes)).toBe(100)
  })

  test('what the agent has read after the last sample is in every view, too', () => {
    const peak = runPeak({ ...sampled, firstBytes: 170 })
    expect(peak).toMatchObject({
      peakBytes: 170,
      firstProcessPeakBytes: 170,
      report: { bytes: 170, timeNs: 20 },
    })
    expect(Math.max(...togetherBytes(peak.timeline))).toBe(170)
    expect(Math.max(...peak.timeline.bytes)).toBe(170)
  })

  test('is never less than any process had by itself, and the timeline’s highest point is the same number', () => {
    const level = fc.nat(1000)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(level, level), { minLength: 1, maxLength: 9 }),
        fc.array(fc.tuple(level, fc.nat(200)), { maxLength: 4 }),
        (points, children) => {
          const bytes = points.map(([own]) => own)
          const processes = [
            process(1, 0),
            ...children.map(([peak, startNs], at) => process(at + 2, peak, startNs)),
          ]
          const given = timeline(
            bytes,
            points.map(([, others]) => others),
          )
          const firstBytes = Math.max(...bytes)
          const peak = runPeak({ ...sampled, firstBytes, timeline: given, processes, report: null })
          expect(peak.peakBytes).toBe(Math.max(...togetherBytes(peak.timeline)))
          expect(peak.peakBytes).toBeGreaterThanOrEqual(firstBytes)
          for (const [own] of children) expect(peak.peakBytes).toBeGreaterThanOrEqual(own)
          expect(peak.timeline.timesNs).toEqual([...peak.timeline.timesNs].sort((a, b) => a - b))
        },
      ),
    )
  })
})
