import process from 'node:process'
import type { Result, RunDetail, RunRequestInput } from '../../profiler-core/contract/index.ts'
import type { OutputPiece, ProfilerService } from '../../profiler-core/service.ts'
import type { Context } from './context.ts'
import { ProgressLine } from './progress.ts'

/** What a terminal or another program sends us. The first SIGINT is the program's to answer, all else stops the run. */
const HOST_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
export type HostSignal = (typeof HOST_SIGNALS)[number]

export interface Followed {
  readonly run: RunDetail
  /** The signal on which the run was stopped. */
  readonly signal: HostSignal | null
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
    service.subscribe('run.memory', (memory) => progress.update(memory)),
    ...(quiet ? [] : [service.tapOutput(({ piece }) => passThrough(context, progress, piece))]),
  ]
  try {
    // Listened to before the start: a short program may have ended when the call returns.
    const ended = new Promise<RunDetail>((resolve) => {
      unsubscribe.push(service.subscribe('run.ended', ({ run }) => resolve(run)))
    })
    const started = await service.call('runs.start', request)
    if (!started.ok) return started
    signals.begin(started.value.key)
    const run = await ended
    return { ok: true, value: { run, signal: signals.stoppedBy() } }
  } finally {
    progress.clear()
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
  output.write(bytes)
  if (output.isTerminal) progress.afterOutput(output.atLineStart)
  return output.room()
}

interface Signals {
  /** The run exists: signals that came before are acted upon now. */
  begin(key: string): void
  stoppedBy(): HostSignal | null
  end(): void
}

function watchSignals(service: ProfilerService): Signals {
  let key: string | null = null
  let interrupted = false
  let stoppedBy: HostSignal | null = null
  const stop = (signal: HostSignal) => {
    stoppedBy ??= signal
    // Its outcome is the end of the run, which is awaited elsewhere.
    if (key !== null) void service.call('runs.stop', { key })
  }
  const receive = (signal: HostSignal) => {
    if (signal === 'SIGINT' && !interrupted && key !== null) {
      interrupted = true
      service.interrupt(key)
    } else stop(signal)
  }
  const listeners = HOST_SIGNALS.map((signal) => ({ signal, listen: () => receive(signal) }))
  for (const { signal, listen } of listeners) process.on(signal, listen)
  return {
    begin: (started) => {
      key = started
      if (stoppedBy !== null) stop(stoppedBy)
    },
    stoppedBy: () => stoppedBy,
    end: () => {
      for (const { signal, listen } of listeners) process.off(signal, listen)
    },
  }
}
