import { expect, test } from 'vitest'
import { peakText } from '../../../main/cli/views/peakView.ts'
import type { PeakReport } from '../../../profiler-core/contract/index.ts'
import { MIB, sampleRun } from '../../profiler-core/report/sampleRun.ts'

const at = (name: string, line: number) => ({ file: '/project/a.py', name, line })
const thread = (pid: number, line: number) => ({
  pid,
  threadId: pid,
  name: 'MainThread',
  isMain: true,
  frames: [at('hold', line)],
})

const report: PeakReport = {
  timeNs: 1e9,
  bytes: 60 * MIB,
  processes: [],
  threads: [thread(7, 3), thread(8, 4)],
  lines: [
    { ...at('hold', 3), bytes: 20 * MIB },
    { ...at('hold', 4), bytes: 1000 },
  ],
  linesAtBytes: 60 * MIB,
  allocations: null,
  allocationsAtBytes: 0,
}
const run = sampleRun()
const noChildren = { childrenBytes: null, together: true }

test('of several processes it is told which executed what, and nothing of what rounds to nothing', () => {
  const text = peakText(report, run, noChildren, 200)
  expect(text).toMatch(/^MainThread of process 7 was executing$/m)
  expect(text).toMatch(/^MainThread of process 8 was executing$/m)
  expect(text).toMatch(/^taken by line until then$/m)
  expect(text).not.toMatch(/ 0\.0 {2}/)
  const alone = peakText({ ...report, threads: [thread(7, 3)] }, run, noChildren, 200)
  expect(alone).toMatch(/^MainThread was executing$/m)
})

test('what child processes took is told where the peak does not count it', () => {
  const children = { childrenBytes: [0, 200 * MIB, 10 * MIB], together: false }
  expect(peakText(report, run, children, 200)).toMatch(
    /^Child processes, not counted in it, took up to 200\.0 MiB\.$/m,
  )
  const counted = { ...run, request: { ...run.request, includeChildren: true } }
  expect(peakText(report, counted, children, 200)).not.toContain('Child processes')
  expect(peakText(report, run, { ...children, together: true }, 200)).not.toContain('Child processes')
})

test('lines that cannot all have been there are introduced so', () => {
  const lines = [{ ...at('hold', 3), bytes: 9000 * MIB }]
  const text = peakText({ ...report, lines }, run, noChildren, 200)
  expect(text).toMatch(/^taken by line until then; more than there was: /m)
  expect(text).not.toContain('holds')
})
