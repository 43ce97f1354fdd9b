import { z } from 'zod'
import type { CallInput, CallName, CallOutput } from './calls.ts'
import type { EventName, EventPayload } from './events.ts'
import type { Json } from './json.ts'
import type { Result } from './result.ts'
import { Path } from './units.ts'

const Nothing = z.object({})

/** What a page asks of the program that shows it, not of the core. A browser offers `initialProject` only. */
export const hostCalls = {
  /** The folder that was named when the host was started, once; `null` where there was none. */
  'host.initialProject': { input: Nothing, output: Path.nullable() },
  /** The system's dialog; `null` where it was cancelled. */
  'host.pickFolder': { input: Nothing, output: Path.nullable() },
  /** The system's dialog, then the file; `null` where it was cancelled. */
  'host.saveText': {
    input: z.object({
      name: z.string(),
      text: z.string(),
      /** Of `text`: a file that is no text comes in base64. */
      encoding: z.enum(['utf8', 'base64']).default('utf8'),
    }),
    output: Path.nullable(),
  },
  /** Shows a file or folder in the system's file manager. */
  'host.reveal': { input: z.object({ path: Path }), output: Nothing },
  /** Opens a page of the allow-list in the system's browser. */
  'host.openExternal': { input: z.object({ url: z.url() }), output: Nothing },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type HostCallName = keyof typeof hostCalls
export type HostCallInput<N extends HostCallName> = z.input<(typeof hostCalls)[N]['input']>
export type HostCallOutput<N extends HostCallName> = z.output<(typeof hostCalls)[N]['output']>
export const hostCallNames = Object.keys(hostCalls) as readonly HostCallName[]

/** What the host tells its page. */
export const hostEvents = {
  /** A command of the menu was chosen; the ids are those of the page's commands. */
  'host.command': z.object({ id: z.string() }),
  /** A folder was handed over: `mebi open DIR`, a second instance, a folder dropped on the icon. */
  'host.openProject': z.object({ dir: Path }),
} as const satisfies Record<string, z.ZodType>

export type HostEventName = keyof typeof hostEvents
export type HostEventPayload<N extends HostEventName> = z.output<(typeof hostEvents)[N]>

/** An event of the core or the host, by name, as it travels to a page. */
export type AnyEvent =
  | { [N in EventName]: { name: N; payload: EventPayload<N> } }[EventName]
  | { [N in HostEventName]: { name: N; payload: HostEventPayload<N> } }[HostEventName]

/** `window.mebi`: what the preload script puts there. */
export interface Bridge {
  readonly calls: {
    readonly [N in CallName]: (input: CallInput<N>) => Promise<Json<Result<CallOutput<N>>>>
  }
  readonly host: {
    readonly [N in HostCallName]: (input: HostCallInput<N>) => Promise<Json<Result<HostCallOutput<N>>>>
  }
  /** Returns what undoes it. */
  readonly subscribe: (listener: (event: Json<AnyEvent>) => void) => () => void
  /** The path of a dropped file or folder; `File` is not known here. */
  readonly pathOf: (file: never) => string
}
