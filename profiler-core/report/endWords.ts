import type { RunSummary, SourceLine } from '../contract/index.ts'
import { oneLine } from './visible.ts'

const MIB = 2 ** 20
const GIB = 2 ** 30
/** Longest piece of an exception's message in a sentence. */
const MESSAGE_LIMIT = 200

type Ended = Pick<
  RunSummary,
  'cause' | 'signal' | 'exitCode' | 'durationNs' | 'error' | 'lastLine' | 'request'
>
type Cause = NonNullable<RunSummary['cause']>

/**
 * What ended a program, in one sentence: `The kernel killed the program at 7.9 GiB while line 31 of train.py was executing,
 * because the machine had no memory left.` `null` where it ended by itself.
 */
export function endSentence(run: Ended): string | null {
  const { cause } = run
  if (cause === null) return null
  const where = `${at(cause)}${executing(run.lastLine)}`
  switch (cause.kind) {
    case 'kernel-oom':
      return `The kernel killed the program${where}, because the machine had no memory left.`
    case 'cgroup-oom':
      return `The kernel killed the program${where}, because its container's limit${of(cause.limitBytes)} was reached.`
    case 'memory-limit':
      return `Mebi stopped the program${beyondLimit(cause, executing(run.lastLine))}.`
    case 'time-limit':
      return `Mebi stopped the program after its time limit${seconds(run.request.timeoutNs)}${aside(where)}.`
    case 'person':
      return `The program was stopped${seconds(run.durationNs, ' after ')}${aside(where + interruptedAt(run))}.`
    case 'out-of-memory':
      return outOfMemory(run, cause)
    case 'fatal-error':
      return `Python itself could not go on (${run.signal ?? 'a fatal error'})${where}; its output says why.`
    case 'signal':
      return bySignal(run, where)
    case 'exit':
      return `The program ended itself without the interpreter's orderly end, as os._exit does${aside(where)}.`
  }
}

/** The sentence where it tells more than a run's status does: what the person, or the program itself, did is no news. */
export function unexpectedEnd(run: Ended): string | null {
  const kind = run.cause?.kind
  return kind === 'person' || kind === 'time-limit' || kind === 'exit' ? null : endSentence(run)
}

/** The same in a few words, to go behind the line that was executing; `null` where it ended by itself. */
export function endMark({ cause, signal }: Pick<RunSummary, 'cause' | 'signal'>): string | null {
  switch (cause?.kind) {
    case undefined:
      return null
    case 'kernel-oom':
      return `killed by the kernel${at(cause)}: no memory left`
    case 'cgroup-oom':
      return `killed by the kernel${at(cause)}: container's limit reached`
    case 'memory-limit':
      return `stopped${at(cause)}: memory limit${of(cause.limitBytes, ' ')} crossed`
    case 'time-limit':
      return 'stopped here by the time limit'
    case 'person':
      return 'stopped here'
    case 'out-of-memory':
      return `out of memory${at(cause)}`
    case 'fatal-error':
      return `fatal error of Python (${signal ?? 'no signal'})`
    case 'signal':
      return signal !== null && faults[signal] !== undefined
        ? `crashed with ${signal}`
        : `killed by ${signal ?? 'a signal'}`
    case 'exit':
      return 'ended here, as with os._exit'
  }
}

/** What a program does to itself. */
const faults: Partial<Record<string, string>> = {
  SIGSEGV: 'The program crashed with SIGSEGV, an access to memory that is not its own',
  SIGBUS: 'The program crashed with SIGBUS, an access to memory that is not there',
  SIGFPE: 'The program crashed with SIGFPE, a division that has no result',
  SIGILL: 'The program crashed with SIGILL, an instruction that this processor does not have',
  SIGTRAP: 'The program crashed with SIGTRAP',
  SIGABRT: 'The program gave itself up (SIGABRT)',
}

function bySignal({ signal }: Ended, where: string): string {
  const fault = signal === null ? undefined : faults[signal]
  if (fault !== undefined) return `${fault}${fault.includes(',') ? aside(where) : where}.`
  return `${signal ?? 'A signal'}, not sent by Mebi, ended the program${where}.`
}

function outOfMemory({ error, lastLine }: Ended, cause: Cause): string {
  if (error === null) return `The program ran out of memory${at(cause)}${executing(lastLine)}.`
  const { type, message, file, line } = error
  const place = file === null || line === null ? 'the program' : `line ${line} of ${fileName(file)}`
  const name = oneLine(type.slice(type.lastIndexOf('.') + 1))
  const text = oneLine(message)
  const said =
    text === '' ? '' : `: ${text.length > MESSAGE_LIMIT ? `${text.slice(0, MESSAGE_LIMIT - 1)}…` : text}`
  return `The program ran out of memory${at(cause)}: ${place} asked for more than it could get (${name}${said}).`
}

/** Ctrl-C that a program does not catch: its KeyboardInterrupt says which line was executing. */
function interruptedAt({ error, lastLine }: Ended): string {
  if (lastLine !== null || error?.type !== 'KeyboardInterrupt') return ''
  if (error.file === null || error.line === null) return ''
  return executing({ file: error.file, line: error.line })
}

/** Behind a comma, where there is something. */
function aside(words: string): string {
  return words === '' ? '' : `,${words}`
}

/** ` at 2.1 GiB, above the limit of 2.0 GiB`. What was above it by a hair must not read `2.0, above 2.0`. */
function beyondLimit(cause: Cause, where: string): string {
  const { limitBytes } = cause
  if (limitBytes === null) return `${at(cause)}${where}`
  const [memory, limit] = [size(cause.memoryBytes), size(limitBytes)]
  if (memory === limit) return ` at its limit of ${limit}${where}`
  return ` at ${memory}, above the limit of ${limit}${aside(where)}`
}

function at({ memoryBytes }: Cause): string {
  return memoryBytes > 0 ? ` at ${size(memoryBytes)}` : ''
}

function of(bytes: number | null, word = ' of '): string {
  return bytes === null ? '' : `${word}${size(bytes)}`
}

function executing(line: SourceLine | null): string {
  return line === null ? '' : ` while line ${line.line} of ${fileName(line.file)} was executing`
}

function seconds(ns: number | undefined, word = ' of '): string {
  if (ns === undefined) return ''
  const value = ns / 1e9
  return `${word}${value < 100 ? Number(value.toFixed(1)) : Math.round(value)} s`
}

/** Memory within a sentence: `812.0 MiB`, `7.9 GiB`. */
function size(bytes: number): string {
  return bytes < GIB ? `${(bytes / MIB).toFixed(1)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`
}

function fileName(path: string): string {
  return oneLine(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1))
}
