import type {
  AnyEvent,
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
  Result,
} from '../../profiler-core/contract/index.ts'

/** A host of the core that is running, as one of its pages sees it. */
export interface Host {
  /** Sends anything under any name: what a broken or hostile page could. */
  dispatch(name: string, input: unknown): Promise<Result<unknown>>
  /** What was heard so far, in order. */
  readonly events: readonly AnyEvent[]
  close(): Promise<void>
}

/** The value of a call, its error thrown. */
export async function ask<N extends CallName>(
  host: Host,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const result = await host.dispatch(name, input)
  if (!result.ok) throw new Error(`${name}: ${result.error.code}: ${result.error.message}`)
  return result.value as CallOutput<N>
}

/** What was heard of one kind, payloads alone. */
export function heard<N extends EventName>({ events }: Host, name: N): EventPayload<N>[] {
  return events.filter((event) => event.name === name).map((event) => event.payload as EventPayload<N>)
}
