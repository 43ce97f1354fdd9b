import { connect, type Socket } from 'node:net'

/** How long an answer may take, milliseconds. */
const PATIENCE_MS = 10_000

/** Sends bytes as they are, which no client would; returns the statuses of the answers, `[]` where the server hung up. */
export function sendRaw(port: number, text: string): Promise<number[]> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let answer = ''
    const end = () => {
      clearTimeout(timer)
      socket.destroy()
      resolve([...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status)))
    }
    const timer = setTimeout(end, PATIENCE_MS)
    socket.setEncoding('latin1')
    socket.on('data', (piece: string) => {
      answer += piece
    })
    socket.on('close', end).on('error', end)
    socket.end(text, 'latin1')
  })
}

/** A connection that begins a request and never ends it. */
export function halfOpen(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write('POST /api/call/runs.list HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n')
      resolve(socket)
    })
    socket.on('error', reject)
  })
}
