import { constants } from 'node:os'
import process from 'node:process'
import type { Result, RunDetail, RunRequestInput } from '../../profiler-core/contract/index.ts'
import type { OutputPiece, ProfilerService } from '../../profiler-core/service.ts'
import type { Context } from './context.ts'
import { Failure } from './failure.ts'
import { ProgressLine } from './progress.ts'
import { isInForeground, ownTerminal } from './terminal.ts'

/** What a terminal or another program sends us. The first SIGINT is the program's to answer, all else stops the run. */
const HOST_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
export type HostSignal = (typeof HOST_SIGNALS)[number]
/** Ctrl-C again within this time, milliseconds, is not for the program: it does not hear, or is not meant to go on. */
const IMPATIENCE_MS = 1000

export interface Followed {
  readonly run: RunDetail
  /** The signal on which the run was stopped. */
  readonly signal: HostSignal | null
  /** Ctrl-C was passed on to the program, whatever that made of it. */
  readonly wasInterrupted: boolean
}

/** Starts a run and goes along with it to its end: output, progress, signals. */
export async function followRun(
  context: Context,
  service: ProfilerService,
  request: RunRequestInput,
  quiet: boolean,
): Promise<Result<Followed>> {
  const progress = new ProgressLine(context.err)
  const signals = watchSignals(service)
  const unsubscribe = [
    service.subscribe('run.memory', (memory) => isInForeground() && progress.update(memory)),
    ...(quiet ? [] : [service.tapOutput(({ piece }) => passThrough(context, progress, piece))]),
  ]
  service.lendTerminal(ownTerminal(quiet, () => signals.pressed()))
  try {
    // Listened to before the start: a short program may have ended when the call returns.
    const ended = new Promise<RunDetail>((resolve) => {
      unsubscribe.push(service.subscribe('run.ended', ({ run }) => resolve(run)))
    })
    // Reading large data may take minutes.
    const started = await Promise.race([service.call('runs.start', request), signals.impatience])
    if (typeof started === 'string')
      throw new Failure('Stopped before the program began.', null, 128 + constants.signals[started])
    if (!started.ok) return started
    signals.begin(started.value.key)
    const run = await ended
    progress.clear()
    for (const output of [context.out, context.err])
      if (output.isTerminal && !output.atLineStart) output.write('\n')
    return { ok: true, value: { run, signal: signals.stoppedBy(), wasInterrupted: signals.wasInterrupted() } }
  } finally {
    progress.clear()
    service.lendTerminal(null)
    signals.end()
    for (const undo of unsubscribe) undo()
  }
}

function passThrough(
  { out, err }: Context,
  progress: ProgressLine,
  { stream, bytes }: OutputPiece,
): Promise<void> | undefined {
  const output = stream === 'stdout' ? out : err
  if (output.isTerminal) progress.clear()
  output.pass(bytes)
  if (output.isTerminal) progress.afterOutput(bytes)
  return output.room()
}

interface Signals {
  /** A second signal came before the run exists. */
  readonly impatience: Promise<HostSignal>
  /** The run exists: signals that came before are acted upon now. */
  begin(key: string): void
  /** Ctrl-C was pressed on the program's own terminal, which has told the program. */
  pressed(): void
  stoppedBy(): HostSignal | null
  wasInterrupted(): boolean
  end(): void
}

function watchSignals(service: ProfilerService): Signals {
  let key: string | null = null
  let interrupted = false
  let pressedAt = Number.NEGATIVE_INFINITY
  let stoppedBy: HostSignal | null = null
  let giveUp: (signal: HostSignal) => void = () => {}
  const impatience = new Promise<HostSignal>((resolve) => {
    giveUp = resolve
  })
  const stop = (signal: HostSignal) => {
    stoppedBy ??= signal
    // Its outcome is the end of the run, which is awaited elsewhere.
    if (key !== null) void service.call('runs.stop', { key })
  }
  const receive = (signal: HostSignal) => {
    if (signal === 'SIGINT' && !interrupted && key !== null) {
      interrupted = true
      service.interrupt(key)
    } else {
      if (key === null && stoppedBy !== null) giveUp(stoppedBy)
      stop(signal)
    }
  }
  const listeners = HOST_SIGNALS.map((signal) => ({ signal, listen: () => receive(signal) }))
  for (const { signal, listen } of listeners) process.on(signal, listen)
  return {
    impatience,
    begin: (started) => {
      key = started
      if (stoppedBy !== null) stop(stoppedBy)
    },
    pressed: () => {
      const now = performance.now()
      interrupted = true
      if (now - pressedAt < IMPATIENCE_MS) stop('SIGINT')
      pressedAt = now
    },
    stoppedBy: () => stoppedBy,
    wasInterrupted: () => interrupted,
    end: () => {
      for (const { signal, listen } of listeners) process.off(signal, listen)
    },
  }
}
