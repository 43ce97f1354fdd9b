import { describe, expect, test } from 'vitest'
import { causeOf, type HowItEnded, oomWarnings } from '../../../../profiler-core/run/limits/cause.ts'

const GIB = 2 ** 30
const end: HowItEnded = {
  status: 'failed',
  exitCode: 1,
  signal: null,
  error: null,
  stoppedFor: null,
  crossedBytes: null,
  maxMemoryBytes: null,
  oom: null,
  started: true,
  exited: true,
  replaced: false,
  lastErrors: '',
  memoryBytes: 1000,
}
const error = (type: string) => ({ type, message: '', file: null, line: null })
const died = (signal: string) => ({ status: 'killed' as const, exitCode: null, signal, exited: false })
const oom = { scarce: 'machine' as const, kills: 1, limitBytes: null, ofMachine: false }
const ofCgroup = { ...oom, scarce: 'cgroup' as const, limitBytes: 8 * GIB }
const none = { ...oom, scarce: null, kills: 0 }

describe('what ended a program', () => {
  test.each<[Partial<HowItEnded>, string | null]>([
    [{ status: 'finished', exitCode: 0 }, null],
    [{}, null],
    [{ error: error('ValueError') }, null],
    [{ ...died('SIGKILL'), oom }, 'kernel-oom'],
    [{ ...died('SIGKILL'), oom: ofCgroup }, 'cgroup-oom'],
    [{ ...died('SIGKILL'), oom: none }, 'signal'],
    [died('SIGKILL'), 'signal'],
    [{ ...died('SIGTERM'), oom }, 'signal'],
    [{ exitCode: 137, exited: false, oom: ofCgroup }, 'cgroup-oom'],
    [{ exitCode: 137, exited: true, oom: ofCgroup }, null],
    [{ error: error('MemoryError') }, 'out-of-memory'],
    [{ error: error('numpy.core._exceptions._ArrayMemoryError') }, 'out-of-memory'],
    [{ error: error('torch.OutOfMemoryError') }, null],
    [{ status: 'finished', exitCode: 0, error: error('MemoryError') }, null],
    [
      { ...died('SIGABRT'), lastErrors: "terminate called after throwing 'std::bad_alloc'\n" },
      'out-of-memory',
    ],
    [{ ...died('SIGABRT'), lastErrors: 'memory allocation of 8589934592 bytes failed\n' }, 'out-of-memory'],
    [{ ...died('SIGKILL'), lastErrors: 'std::bad_alloc' }, 'signal'],
    [{ ...died('SIGSEGV'), lastErrors: 'Fatal Python error: Segmentation fault\n' }, 'fatal-error'],
    [{ ...died('SIGSEGV'), lastErrors: 'nothing of note' }, 'signal'],
    [{ exitCode: 5, exited: false }, 'exit'],
    [{ status: 'finished', exitCode: 0, exited: false }, 'exit'],
    [{ exited: false, replaced: true }, null],
    [{ exited: false, started: false }, null],
    [{ ...died('SIGTERM'), status: 'stopped', stoppedFor: 'person' }, 'person'],
    [{ ...died('SIGINT'), status: 'stopped' }, 'person'],
    [{ ...died('SIGKILL'), status: 'limit', stoppedFor: 'time-limit', oom }, 'time-limit'],
  ])('%j: %s', (given, kind) => {
    expect(causeOf({ ...end, ...given })?.kind ?? null).toBe(kind)
  })

  test('the memory is that of the process, and of all of them where the limit is about all', () => {
    expect(causeOf({ ...end, ...died('SIGKILL'), oom: ofCgroup })).toEqual({
      kind: 'cgroup-oom',
      memoryBytes: 1000,
      limitBytes: 8 * GIB,
    })
    const limit = { stoppedFor: 'memory-limit', crossedBytes: 2100, maxMemoryBytes: 2000 } as const
    expect(causeOf({ ...end, ...died('SIGKILL'), status: 'limit', ...limit })).toEqual({
      kind: 'memory-limit',
      memoryBytes: 2100,
      limitBytes: 2000,
    })
  })
})

describe('processes that the kernel killed beside the program', () => {
  const told = (given: Partial<HowItEnded>) => oomWarnings({ ...end, ...given }).map(({ message }) => message)

  test('are told', () => {
    expect(told({ oom: { ...ofCgroup, kills: 2 } })).toEqual([
      "While the program ran, the kernel killed 2 processes of the program's memory cgroup, because its limit was reached: it was most likely some that the program had started.",
    ])
    expect(told({ oom: { ...oom, ofMachine: true } })[0]).toMatch(/a process of this machine.*may have been/)
    expect(told({ ...died('SIGKILL'), oom: { ...oom, kills: 3 } })[0]).toContain('killed 2 processes')
  })

  test('unless the one was the program, it has nothing to do with them, or Mebi stopped it', () => {
    expect(told({ oom: none })).toEqual([])
    expect(told({ ...died('SIGKILL'), oom })).toEqual([])
    expect(told({ status: 'finished', exitCode: 0, oom: { ...oom, ofMachine: true } })).toEqual([])
    expect(told({ stoppedFor: 'memory-limit', oom: { ...oom, kills: 2 } })).toEqual([])
  })
})
