import { describe, expect, test } from 'vitest'
import { commandOf, summaryLine } from '../../../main/cli/describeRun.ts'
import type { RunWarning } from '../../../profiler-core/contract/index.ts'
import { MIB, sampleRun } from '../../profiler-core/report/sampleRun.ts'

describe('the line that ends a run', () => {
  const later: RunWarning[] = [{ code: 'saved-later', message: '', atNs: null }]
  const at = { file: '/project/load.py', line: 12 }
  test.each([
    [{}, 'run 3 finished in 1.24 s, peak 60.0 MiB'],
    [{ id: null }, 'run (not saved) finished in 1.24 s, peak 60.0 MiB'],
    [{ id: null, warnings: later }, 'run (not saved yet) finished in 1.24 s, peak 60.0 MiB'],
    [{ status: 'failed', exitCode: 7 }, 'run 3 failed after 1.24 s, exit code 7, peak 60.0 MiB'],
    [
      { status: 'failed', exitCode: 1, error: { type: 'ValueError', message: 'no', ...at } },
      'run 3 failed after 1.24 s with ValueError at load.py:12, peak 60.0 MiB',
    ],
    [
      { status: 'failed', exitCode: 1, error: { type: 'ValueError', message: 'no', file: null, line: null } },
      'run 3 failed after 1.24 s with ValueError, peak 60.0 MiB',
    ],
    [
      { status: 'killed', exitCode: null, signal: 'SIGKILL', lastLine: at, peakBytes: 345 * MIB },
      'run 3 was killed by SIGKILL after 1.24 s at load.py:12, peak 345.0 MiB',
    ],
    [{ status: 'stopped', lastLine: at }, 'run 3 was stopped after 1.24 s at load.py:12, peak 60.0 MiB'],
    [
      { status: 'stopped', error: { type: 'KeyboardInterrupt', message: '', ...at } },
      'run 3 was stopped after 1.24 s at load.py:12, peak 60.0 MiB',
    ],
    [{ status: 'limit' }, 'run 3 reached its limit after 1.24 s, peak 60.0 MiB'],
    [{ status: 'interrupted' }, 'run 3 was interrupted after 1.24 s, peak 60.0 MiB'],
  ] as const)('%o', (given, line) => {
    expect(summaryLine(sampleRun(given))).toBe(line)
  })
})

describe('what ran, as it was typed', () => {
  const { request } = sampleRun()
  test.each([
    [{ args: ['--epochs', '3'] }, 'example.py --epochs 3'],
    [{ args: ['two words', "it's", ''] }, `example.py 'two words' 'it'\\''s' ''`],
    [{ target: { kind: 'module', name: 'pytest' }, args: ['-q'] }, '-m pytest -q'],
    [{ target: { kind: 'script', path: 'a.py', call: 'f(1)' } }, "-c 'f(1)' a.py"],
    [{ target: { kind: 'script', path: 'a\nb.py' } }, "'a\\nb.py'"],
  ] as const)('%o', (given, text) => {
    expect(commandOf({ ...request, ...given, args: [...('args' in given ? given.args : [])] })).toBe(text)
  })
})
