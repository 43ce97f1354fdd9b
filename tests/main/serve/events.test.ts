import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { EventHub } from '../../../profiler-core/service/events.ts'
import { OutputTap } from '../../../profiler-core/service/outputTap.ts'
import type { ProfilerService } from '../../../profiler-core/service.ts'
import { connect } from './eventSource.ts'
import { servers } from './fixture.ts'

const server = servers()
const MEGABYTE = 'x'.repeat(1_000_000)

/** The parts of the core that events come from, and how many listen. */
function core() {
  const hub = new EventHub()
  const tap = new OutputTap()
  const seen = { listeners: 0 }
  const counted = (undo: () => void) => {
    seen.listeners += 1
    return () => {
      seen.listeners -= 1
      undo()
    }
  }
  const service = {
    subscribe: (name, listener) => counted(hub.subscribe(name, listener)),
    tapOutput: (listener) => counted(tap.add(listener)),
  } as Pick<ProfilerService, 'subscribe' | 'tapOutput'> as ProfilerService
  const print = (text: string) =>
    tap.deliver('a', { stream: 'stdout', text, bytes: new TextEncoder().encode(text) })
  return { service, seen, hub, print }
}

describe('a page that is connected', () => {
  test('hears of everything, in order, also of text that is not Unicode', async () => {
    const { service, hub, print } = core()
    const { port, token } = await server({ service })
    const page = await connect(port, token)
    expect(page.response.headers['content-type']).toBe('text/event-stream')
    await print('two\nlines \udcff')
    hub.emit('history.changed', {})
    await expect
      .poll(() => page.events)
      .toEqual([
        { name: 'run.output', payload: { key: 'a', stream: 'stdout', text: 'two\nlines \udcff' } },
        { name: 'history.changed', payload: {} },
      ])
  })

  test('is told now and then that the server is there', async () => {
    const { service } = core()
    const { port, token } = await server({ service, events: { heartbeatMs: 10, patienceMs: 1000 } })
    const page = await connect(port, token)
    await expect.poll(() => page.comments).toBeGreaterThan(2)
  })

  test('leaves nothing behind when it goes', async () => {
    const { service, seen, print } = core()
    const { port, token } = await server({ service })
    const pages = [await connect(port, token), await connect(port, token)]
    const both = seen.listeners
    pages[0]?.leave()
    await expect.poll(() => seen.listeners).toBe(both / 2)
    pages[1]?.leave()
    await expect.poll(() => seen.listeners).toBe(0)
    await print('nobody listens')
  })

  test('loses nothing of much output', async () => {
    const { service, print } = core()
    const { port, token } = await server({ service })
    const page = await connect(port, token)
    for (let count = 0; count < 50; count += 1) await print(MEGABYTE)
    const length = () =>
      page.events.reduce(
        (sum, { name, payload }) => sum + (name === 'run.output' ? payload.text.length : 0),
        0,
      )
    await expect.poll(length, { timeout: 10_000 }).toBe(50 * MEGABYTE.length)
  })
})

describe('a page that sleeps', () => {
  test('holds the program up, so that memory does not grow', async () => {
    const { service, print } = core()
    const { port, token } = await server({ service })
    const page = await connect(port, token, { reads: false })
    let printed = 0
    const program = (async () => {
      for (; printed < 200; printed += 1) await print(MEGABYTE)
    })()
    let before = -1
    await expect
      .poll(
        () => {
          const stands = printed > 0 && printed === before
          before = printed
          return stands
        },
        { interval: 300, timeout: 9000 },
      )
      .toBe(true)
    expect(printed).toBeLessThan(60)
    page.leave()
    await program
  })

  test('is cut off after a while, and the program goes on', async () => {
    const { service, seen, print } = core()
    const events = { heartbeatMs: 60_000, patienceMs: 200 }
    const { port, token } = await server({ service, events })
    const page = await connect(port, token, { reads: false })
    for (let count = 0; count < 200; count += 1) await print(MEGABYTE)
    expect(seen.listeners).toBe(0)
    page.response.resume()
    await expect.poll(() => page.isClosed).toBe(true)
  })
})

test('the end of the server ends the connection', async () => {
  const { service, seen } = core()
  const { port, token, close } = await server({ service })
  const page = await connect(port, token)
  await close()
  await expect.poll(() => page.isClosed).toBe(true)
  await sleep(1)
  expect(seen.listeners).toBe(0)
})
