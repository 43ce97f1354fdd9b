import type {
  AnyEvent,
  CallError,
  CallInput,
  CallName,
  CallOutput,
  HostCallInput,
  HostCallName,
  HostCallOutput,
} from '../../profiler-core/contract/index.ts'

/** What a call came to that could not be answered: a sentence, and what to do about it. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly hint: string | null

  constructor({ code, message, hint }: CallError) {
    super(message)
    this.code = code
    this.hint = hint
  }
}

/** How a page stands to the core: connected; waiting for it; or not let in, which waiting does not change. */
export type Connection = 'open' | 'lost' | 'refused'

/** Of a page that is not let in, or not any more. */
export const REFUSED: CallError = {
  code: 'unauthorized',
  message: 'This page may not talk to mebi serve, or not any more.',
  hint: 'Open the address that mebi serve printed; it is another one whenever it is started.',
}

/** The way to the core, whichever host shows this page. */
export interface Api {
  readonly host: 'desktop' | 'browser'
  /** Rejects with an `ApiError`. */
  call<N extends CallName>(name: N, input: CallInput<N>): Promise<CallOutput<N>>
  /** What only the host can do. Rejects with an `ApiError`, `not-offered` where this host cannot. */
  ask<N extends HostCallName>(name: N, input: HostCallInput<N>): Promise<HostCallOutput<N>>
  subscribe(listener: (event: AnyEvent) => void): void
  /** Told when the way to the core breaks and when it is there again; what happened meanwhile was not heard. */
  onConnection(listener: (connection: Connection) => void): void
  /** Path of a dropped file or folder; `null` where the host does not tell. */
  pathOf(file: File): string | null
}
