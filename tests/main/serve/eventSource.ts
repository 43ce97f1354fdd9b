import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { AnyEvent } from '../../../profiler-core/contract/index.ts'

/** A page's connection for events, as a browser's `EventSource` reads it. */
export class EventConnection {
  readonly response: IncomingMessage
  readonly events: AnyEvent[] = []
  comments = 0
  isClosed = false
  readonly #request: ClientRequest
  #rest = ''

  constructor(request: ClientRequest, response: IncomingMessage, reads: boolean) {
    this.#request = request
    this.response = response
    response
      .on('error', () => {})
      .on('close', () => {
        this.isClosed = true
      })
    // Without a listener nothing is read, and the way fills up.
    if (reads) response.setEncoding('utf8').on('data', (text: string) => this.#take(text))
  }

  /** As when the page is closed. */
  leave(): void {
    this.#request.destroy()
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split('\n\n')
    this.#rest = blocks.pop() ?? ''
    for (const block of blocks) {
      if (block.startsWith(':')) this.comments += 1
      const data = block.split('\n').flatMap((line) => (line.startsWith('data: ') ? [line.slice(6)] : []))
      if (data.length > 0) this.events.push(JSON.parse(data.join('\n')) as AnyEvent)
    }
  }
}

/** Resolves when the connection is open. `reads: false`: one that sleeps. */
export function connect(port: number, token: string, { reads = true } = {}): Promise<EventConnection> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    const sent = request(
      { host: '127.0.0.1', port, path: '/api/events', headers, agent: false },
      (response) => resolve(new EventConnection(sent, response, reads)),
    )
    sent.on('error', reject)
    sent.end()
  })
}
