import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { channels } from '../profiler-core/contract/channels.ts'
import type { AnyEvent, Bridge, CallName, HostCallName, Json } from '../profiler-core/contract/index.ts'

// Written in by the build.
declare const CALL_NAMES: readonly CallName[]
declare const HOST_CALL_NAMES: readonly HostCallName[]

type Listener = (event: Json<AnyEvent>) => void
type Invoke = (input: unknown) => Promise<unknown>

const listeners = new Set<Listener>()

ipcRenderer.on(channels.event, (_event, number: number, event: Json<AnyEvent>) => {
  try {
    for (const listener of listeners) listener(event)
  } finally {
    ipcRenderer.send(channels.taken, number)
  }
})
ipcRenderer.send(channels.ready)

function functions(channel: string, names: readonly string[]): Record<string, Invoke> {
  return Object.fromEntries(names.map((name) => [name, (input) => ipcRenderer.invoke(channel, name, input)]))
}

function subscribe(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** `path`: Electron before 32. */
function pathOf(file: File & { readonly path?: string }): string {
  return file.path ?? webUtils.getPathForFile(file)
}

// One function for each name of the contract, as `Bridge` says.
contextBridge.exposeInMainWorld('mebi', {
  calls: functions(channels.call, CALL_NAMES) as unknown as Bridge['calls'],
  host: functions(channels.host, HOST_CALL_NAMES) as unknown as Bridge['host'],
  subscribe,
  pathOf,
} satisfies Bridge)
