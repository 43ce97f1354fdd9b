import { expect, test } from 'vitest'
import { endWords, runFacts, runName, runTitle } from '../../../../renderer/features/source/runWords.ts'
import { sampleRun } from '../../../profiler-core/report/sampleRun.ts'

test.each([
  [{ status: 'finished' }, null],
  [{ status: 'failed', exitCode: 2 }, 'failed with exit code 2'],
  [{ status: 'killed', signal: 'SIGKILL' }, 'killed by SIGKILL'],
  [{ status: 'stopped' }, 'stopped'],
  [{ status: 'limit' }, 'stopped by its time limit'],
  [
    { status: 'limit', cause: { kind: 'memory-limit', memoryBytes: 2, limitBytes: 1 } },
    'stopped by its memory limit',
  ],
  [
    { status: 'killed', signal: 'SIGKILL', cause: { kind: 'kernel-oom', memoryBytes: 2, limitBytes: null } },
    'killed by the kernel, out of memory',
  ],
  [{ status: 'interrupted' }, 'interrupted'],
] as const)('%o ended: %s', (given, expected) => {
  expect(endWords(sampleRun(given))).toBe(expected)
})

test('a run has a name with its number, or without one', () => {
  expect([runName({ id: 41 }), runTitle({ id: 41 })]).toEqual(['run 41', 'Run 41'])
  expect([runName({ id: null }), runTitle({ id: null })]).toEqual(['this run', 'Run, not saved'])
})

test('when it was, and what it took', () => {
  const run = sampleRun({ startedAt: '2026-03-03T12:00:00Z', peakBytes: 812 * 2 ** 20 })
  expect(runFacts(run, new Date('2026-03-03T12:02:00Z'))).toEqual(['2 min ago', 'peak 812 MiB'])
})
