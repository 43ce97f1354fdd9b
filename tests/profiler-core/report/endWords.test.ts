import { describe, expect, test } from 'vitest'
import type { EndCause, RunDetail } from '../../../profiler-core/contract/index.ts'
import { endMark, endSentence, unexpectedEnd } from '../../../profiler-core/report/endWords.ts'
import { MIB, sampleRun } from './sampleRun.ts'

const GIB = 1024 * MIB
const at = { file: '/project/train.py', line: 31 }

function run(cause: Partial<EndCause>, given: Partial<RunDetail> = {}): RunDetail {
  const whole = { kind: 'signal' as const, memoryBytes: 7.9 * GIB, limitBytes: null, ...cause }
  return sampleRun({ status: 'killed', signal: 'SIGKILL', lastLine: at, cause: whole, ...given })
}
const error = { type: 'MemoryError', message: '', file: '/project/load.py', line: 9 }
const array = {
  ...error,
  type: 'numpy.core._exceptions._ArrayMemoryError',
  message: 'Unable to allocate 7.45 GiB for an array',
}
const request = { ...sampleRun().request, timeoutNs: 60e9 }

describe('the sentence about an end', () => {
  test.each<[RunDetail, string]>([
    [
      run({ kind: 'kernel-oom' }),
      'The kernel killed the program at 7.9 GiB while line 31 of train.py was executing, because the machine had no memory left.',
    ],
    [
      run({ kind: 'cgroup-oom', limitBytes: 8 * GIB }),
      "The kernel killed the program at 7.9 GiB while line 31 of train.py was executing, because its container's limit of 8.0 GiB was reached.",
    ],
    [
      run({ kind: 'cgroup-oom' }, { lastLine: null }),
      "The kernel killed the program at 7.9 GiB, because its container's limit was reached.",
    ],
    [
      run({ kind: 'memory-limit', memoryBytes: 2.1 * GIB, limitBytes: 2 * GIB }),
      'Mebi stopped the program at 2.1 GiB, above the limit of 2.0 GiB, while line 31 of train.py was executing.',
    ],
    [
      run({ kind: 'memory-limit', memoryBytes: 2 * GIB + 5, limitBytes: 2 * GIB }),
      'Mebi stopped the program at its limit of 2.0 GiB while line 31 of train.py was executing.',
    ],
    [
      run({ kind: 'memory-limit', memoryBytes: 2.1 * GIB, limitBytes: 2 * GIB }, { lastLine: null }),
      'Mebi stopped the program at 2.1 GiB, above the limit of 2.0 GiB.',
    ],
    [
      run({ kind: 'time-limit', memoryBytes: 512 * MIB }, { request }),
      'Mebi stopped the program after its time limit of 60 s, at 512.0 MiB while line 31 of train.py was executing.',
    ],
    [
      run({ kind: 'time-limit', memoryBytes: 0 }, { request, lastLine: null }),
      'Mebi stopped the program after its time limit of 60 s.',
    ],
    [
      run({ kind: 'person', memoryBytes: 512 * MIB }, { durationNs: 3.21e9 }),
      'The program was stopped after 3.2 s, at 512.0 MiB while line 31 of train.py was executing.',
    ],
    [
      run({ kind: 'person', memoryBytes: 0 }, { lastLine: null, durationNs: 3.21e9 }),
      'The program was stopped after 3.2 s.',
    ],
    [
      run(
        { kind: 'person', memoryBytes: 512 * MIB },
        { lastLine: null, durationNs: 3.21e9, error: { ...error, type: 'KeyboardInterrupt' } },
      ),
      'The program was stopped after 3.2 s, at 512.0 MiB while line 9 of load.py was executing.',
    ],
    [
      run({ kind: 'out-of-memory' }, { error }),
      'The program ran out of memory at 7.9 GiB: line 9 of load.py asked for more than it could get (MemoryError).',
    ],
    [
      run({ kind: 'out-of-memory' }, { error: array }),
      'The program ran out of memory at 7.9 GiB: line 9 of load.py asked for more than it could get (_ArrayMemoryError: Unable to allocate 7.45 GiB for an array).',
    ],
    [
      run({ kind: 'out-of-memory' }),
      'The program ran out of memory at 7.9 GiB while line 31 of train.py was executing.',
    ],
    [
      run({ kind: 'fatal-error' }, { signal: 'SIGABRT' }),
      'Python itself could not go on (SIGABRT) at 7.9 GiB while line 31 of train.py was executing; its output says why.',
    ],
    [
      run({}),
      'SIGKILL, not sent by Mebi, ended the program at 7.9 GiB while line 31 of train.py was executing.',
    ],
    [
      run({}, { signal: 'SIGSEGV' }),
      'The program crashed with SIGSEGV, an access to memory that is not its own, at 7.9 GiB while line 31 of train.py was executing.',
    ],
    [run({ memoryBytes: 0 }, { signal: 'SIGABRT', lastLine: null }), 'The program gave itself up (SIGABRT).'],
    [
      run({ kind: 'exit', memoryBytes: 60 * MIB }, { signal: null, exitCode: 5 }),
      "The program ended itself without the interpreter's orderly end, as os._exit does, at 60.0 MiB while line 31 of train.py was executing.",
    ],
    [
      run({ kind: 'exit', memoryBytes: 0 }, { signal: null, lastLine: null }),
      "The program ended itself without the interpreter's orderly end, as os._exit does.",
    ],
  ])('%#', (ended, sentence) => {
    expect(endSentence(ended)).toBe(sentence)
  })

  test('there is none where a program ended by itself', () => {
    expect([endSentence(sampleRun()), endMark(sampleRun())]).toEqual([null, null])
  })

  test('what the person or the program did is not unexpected', () => {
    for (const kind of ['person', 'time-limit', 'exit'] as const)
      expect(unexpectedEnd(run({ kind }))).toBe(null)
    expect(unexpectedEnd(run({ kind: 'kernel-oom' }))).toMatch(/^The kernel/)
  })

  test('names that would break the line do not, and long messages are cut', () => {
    const odd = { ...error, message: `a\nb${'x'.repeat(500)}`, file: '/p/a\nb.py' }
    const sentence = endSentence(run({ kind: 'out-of-memory' }, { error: odd })) ?? ''
    expect(sentence).not.toContain('\n')
    expect(sentence.length).toBeLessThan(330)
  })
})

test.each<[EndCause['kind'], string]>([
  ['kernel-oom', 'killed by the kernel at 7.9 GiB: no memory left'],
  ['cgroup-oom', "killed by the kernel at 7.9 GiB: container's limit reached"],
  ['memory-limit', 'stopped at 7.9 GiB: memory limit 7.0 GiB crossed'],
  ['time-limit', 'stopped here by the time limit'],
  ['person', 'stopped here'],
  ['signal', 'killed by SIGKILL'],
  ['exit', 'ended here, as with os._exit'],
])('behind the line, %s', (kind, words) => {
  expect(endMark(run({ kind, limitBytes: 7 * GIB }))).toBe(words)
})
