import type { EndCause, RunError, RunStatus, RunWarning, Timeline } from '../../contract/index.ts'
import type { OomEvidence } from './oomCounters.ts'

/** What is known of how a program ended. */
export interface HowItEnded {
  status: RunStatus
  exitCode: number | null
  signal: string | null
  error: RunError | null
  /** Why Mebi ended it; `null` where it did not. */
  stoppedFor: 'person' | 'time-limit' | 'memory-limit' | null
  /** Memory of all processes when their limit was crossed, bytes; `null` where it was not. */
  crossedBytes: number | null
  maxMemoryBytes: number | null
  oom: OomEvidence | null
  /** The agent was at work. */
  started: boolean
  /** The interpreter came to an orderly end. */
  exited: boolean
  /** The program replaced itself with another one (`exec`). */
  replaced: boolean
  /** The end of what the program wrote to its standard error. */
  lastErrors: string
  /** Memory of the process as last seen, bytes. */
  memoryBytes: number
}

/** What ended a program; `null` where it ended by itself, as programs do. */
export function causeOf(end: HowItEnded): EndCause | null {
  const { memoryBytes, status, oom } = end
  const cause = (kind: EndCause['kind'], limitBytes: number | null = null): EndCause => {
    return { kind, memoryBytes, limitBytes }
  }
  if (end.stoppedFor === 'memory-limit') {
    const limit = cause('memory-limit', end.maxMemoryBytes)
    return { ...limit, memoryBytes: end.crossedBytes ?? memoryBytes }
  }
  if (end.stoppedFor !== null) return cause(end.stoppedFor)
  if (status === 'stopped') return cause('person')
  if (wasKilledForMemory(end)) {
    return oom?.scarce === 'cgroup' ? cause('cgroup-oom', oom.limitBytes) : cause('kernel-oom')
  }
  if (status !== 'finished' && (isOutOfMemory(end.error) || lastWordsAre(end, FAILED_ALLOCATION))) {
    return cause('out-of-memory')
  }
  if (end.signal !== null) {
    return cause(
      FAULTS.has(end.signal) && lastWordsAre(end, /Fatal Python error:/) ? 'fatal-error' : 'signal',
    )
  }
  if (end.started && !end.exited && !end.replaced && status !== 'interrupted') return cause('exit')
  return null
}

/**
 * An exception unwinds, and what the program held is gone before it ends: the memory is that of the moment in which the
 * exception was about to end it.
 *
 * @param timeline of the run
 */
export function atFailure(cause: EndCause | null, timeline: Timeline): EndCause | null {
  if (cause?.kind !== 'out-of-memory') return cause
  const { marks, timesNs, bytes } = timeline
  const mark = marks.findLast(({ kind }) => kind === 'exception')
  const index = mark === undefined ? -1 : timesNs.findLastIndex((timeNs) => timeNs <= mark.timeNs)
  return { ...cause, memoryBytes: bytes[index] ?? cause.memoryBytes }
}

/** What there is to say about processes that the kernel killed, where that was not the end of the program itself. */
export function oomWarnings(end: HowItEnded): RunWarning[] {
  const { oom } = end
  if (oom === null || oom.scarce === null || end.stoppedFor !== null) return []
  const others = wasKilledForMemory(end) ? oom.kills - 1 : oom.kills
  // Of other processes of the machine only a program that failed has to hear.
  if (others <= 0 || (oom.ofMachine && (end.status === 'finished' || wasKilledForMemory(end)))) return []
  const what = others === 1 ? 'a process' : `${others} processes`
  const where = oom.ofMachine ? 'of this machine' : "of the program's memory cgroup"
  const why =
    oom.scarce === 'cgroup' ? 'because its limit was reached' : 'because the machine had no memory left'
  const guess = oom.ofMachine ? 'may have been' : 'was most likely'
  const one = others === 1 ? 'one' : 'some'
  return [
    {
      code: 'child-oom',
      message: `While the program ran, the kernel killed ${what} ${where}, ${why}: it ${guess} ${one} that the program had started.`,
      atNs: null,
    },
  ]
}

const SIGKILL_EXIT = 128 + 9
/** What a processor, or a library that gives up, ends a program with. */
const FAULTS: ReadonlySet<string> = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP'])
/** What C++ and Rust say before they abort. */
const FAILED_ALLOCATION = /std::bad_alloc|memory allocation of \d+ bytes failed/
const MEMORY_ERROR = /^(.*\.)?(MemoryError|_?ArrayMemoryError|ArrowMemoryError)$/

/** Also where a wrapper that started the interpreter hands its end on. */
function wasKilledForMemory({ signal, exitCode, exited, oom }: HowItEnded): boolean {
  const wasKilled = signal === 'SIGKILL' || (exitCode === SIGKILL_EXIT && !exited)
  return wasKilled && oom !== null && oom.scarce !== null
}

function isOutOfMemory(error: RunError | null): boolean {
  return error !== null && MEMORY_ERROR.test(error.type)
}

/** Whether a program that was ended by a fault said so at last. */
function lastWordsAre({ signal, lastErrors }: HowItEnded, words: RegExp): boolean {
  return signal !== null && FAULTS.has(signal) && words.test(lastErrors)
}
