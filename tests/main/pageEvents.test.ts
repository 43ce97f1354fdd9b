import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { OUTPUT_PIECE } from '../../main/eventQueue.ts'
import { pageEvents, type SendEvent } from '../../main/pageEvents.ts'
import type { AnyEvent } from '../../profiler-core/contract/index.ts'
import { EventHub } from '../../profiler-core/service/events.ts'
import { OutputTap } from '../../profiler-core/service/outputTap.ts'

const never = () => new Promise<void>(() => {})
const memory = (bytes: number) => ({
  key: 'a',
  bytes,
  firstProcessBytes: bytes,
  elapsedNs: 1,
  peakBytes: bytes,
  line: null,
})

/** The parts of the core that events come from, and a page that listens. */
function page(send: SendEvent, patienceMs?: number) {
  const hub = new EventHub()
  const tap = new OutputTap()
  const page = { lost: 0 }
  const end = pageEvents(
    {
      subscribe: (name, listener) => hub.subscribe(name, listener),
      tapOutput: (listener) => tap.add(listener),
    },
    send,
    { onLost: () => (page.lost += 1), ...(patienceMs === undefined ? {} : { patienceMs }) },
  )
  const print = (text: string) =>
    tap.deliver('a', { stream: 'stdout', text, bytes: new TextEncoder().encode(text) })
  return { hub, print, end, page }
}

/** A page that takes an event only when it is told to. */
function slowPage() {
  const taken: AnyEvent[] = []
  let take: () => void = () => {}
  const send = (event: AnyEvent) => {
    taken.push(event)
    return new Promise<void>((resolve) => {
      take = resolve
    })
  }
  const takeNext = async () => {
    take()
    await sleep(1)
  }
  return { taken, send, takeNext }
}

describe('a page', () => {
  test('hears of everything, in order', async () => {
    const taken: AnyEvent[] = []
    const { hub, print, end } = page((event) => void taken.push(event))
    await print('before ')
    await print('the end')
    hub.emit('history.changed', {})
    await expect.poll(() => taken.map(({ name }) => name)).toEqual(['run.output', 'history.changed'])
    expect(taken[0]?.payload).toEqual({ key: 'a', stream: 'stdout', text: 'before the end' })
    end()
  })

  test('gets output also when nothing else happens', async () => {
    const taken: AnyEvent[] = []
    const { print, end } = page((event) => void taken.push(event))
    await print('x')
    expect(taken).toEqual([])
    await expect.poll(() => taken.length).toBe(1)
    end()
  })

  test('that is slow gets the newest numbers only', async () => {
    const { taken, send, takeNext } = slowPage()
    const { hub, end } = page(send)
    for (let bytes = 1; bytes <= 100; bytes += 1) hub.emit('run.memory', memory(bytes))
    await takeNext()
    await takeNext()
    expect(taken.map(({ payload }) => payload)).toEqual([memory(1), memory(100)])
    end()
  })

  test('that is slow slows the program down, and loses nothing', async () => {
    const { taken, send, takeNext } = slowPage()
    const { print, end } = page(send)
    let printed = 0
    const piece = 'x'.repeat(OUTPUT_PIECE)
    const program = (async () => {
      for (; printed < 20; printed += 1) await print(piece)
    })()
    await sleep(20)
    expect(printed).toBeLessThan(6)
    await expect
      .poll(async () => {
        await takeNext()
        return taken.length
      })
      .toBe(20)
    await program
    end()
  })

  test('that takes nothing any more is lost, and the program goes on', async () => {
    const { print, page: seen } = page(never, 50)
    for (let count = 0; count < 20; count += 1) await print('x'.repeat(OUTPUT_PIECE))
    expect(seen.lost).toBe(1)
  })

  test('that cannot be reached is lost', async () => {
    const { hub, page: seen } = page(() => Promise.reject(new Error('gone')))
    hub.emit('history.changed', {})
    await expect.poll(() => seen.lost).toBe(1)
  })

  test('that has left gets nothing, and holds no program up', async () => {
    const { taken, send } = slowPage()
    const { hub, print, end, page: seen } = page(send, 60_000)
    hub.emit('run.memory', memory(1))
    const waits = Promise.all(Array.from({ length: 9 }, () => print('x'.repeat(OUTPUT_PIECE))))
    end()
    await waits
    await print('more')
    hub.emit('run.memory', memory(2))
    await sleep(100)
    expect(taken).toHaveLength(1)
    expect(seen.lost).toBe(0)
  })
})
