import type { AnyEvent } from '../../profiler-core/contract/index.ts'
import type { Connection } from './api.ts'
import { keyHeaders, nextKey } from './session.ts'

/** How long until it is tried again. */
const RETRY_MS = 1000

interface Hearers {
  readonly onEvent: (event: AnyEvent) => void
  readonly onConnection: (connection: Connection) => void
}

/** Hears the server's events as an `EventSource` does, which could not send the key. Connects again by itself, for ever. */
export async function hearEvents(hearers: Hearers): Promise<never> {
  for (;;) {
    const end = await hear(hearers).catch((): Connection => 'lost')
    hearers.onConnection(end)
    await (end === 'refused' ? nextKey() : pause())
  }
}

/** Hears until the connection ends; returns how. */
async function hear({ onEvent, onConnection }: Hearers): Promise<Connection> {
  const response = await fetch('/api/events', { headers: keyHeaders(), cache: 'no-store' })
  if (response.status === 401) return 'refused'
  if (!response.ok || response.body === null) return 'lost'
  onConnection('open')
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return 'lost'
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      // Each event is one line of JSON; what has no data says only that the server is there.
      if (block.startsWith('data: ')) onEvent(JSON.parse(block.slice('data: '.length)) as AnyEvent)
    }
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, RETRY_MS)
  })
}
