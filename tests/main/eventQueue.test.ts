import { describe, expect, test } from 'vitest'
import { EventQueue, OUTPUT_PIECE } from '../../main/eventQueue.ts'
import type { AnyEvent, FunctionResult } from '../../profiler-core/contract/index.ts'

const output = (text: string, stream: 'stdout' | 'stderr' = 'stdout', key = 'a'): AnyEvent => ({
  name: 'run.output',
  payload: { key, stream, text },
})
const memory = (bytes: number, key = 'a'): AnyEvent => ({
  name: 'run.memory',
  payload: { key, bytes, firstProcessBytes: bytes, elapsedNs: 1, peakBytes: bytes, line: null },
})
const lines = (...functions: FunctionResult[]): AnyEvent => ({
  name: 'run.lines',
  payload: { key: 'a', functions },
})
const called = (name: string, calls: number, firstLine = 1): FunctionResult => ({
  file: '/x.py',
  name,
  firstLine,
  lastLine: 9,
  calls,
  baselineBytes: 0,
  lines: [],
})
const changed = (projectDir: string, files: string[], listing: boolean): AnyEvent => ({
  name: 'project.changed',
  payload: { projectDir, files, listing, problem: null },
})
const command = (id: string): AnyEvent => ({ name: 'host.command', payload: { id } })

function through(...events: AnyEvent[]): AnyEvent[] {
  const queue = new EventQueue()
  for (const event of events) queue.add(event)
  return rest(queue)
}

function rest(queue: EventQueue): AnyEvent[] {
  const taken: AnyEvent[] = []
  for (let event = queue.next(); event !== undefined; event = queue.next()) taken.push(event)
  return taken
}

describe('events that wait', () => {
  test('keep their order, each of them, where each counts', () => {
    expect(through(command('a'), command('a'), command('b'))).toEqual([
      command('a'),
      command('a'),
      command('b'),
    ])
  })

  test('are the newest where they only say how things stand, a run and a project apart', () => {
    expect(through(memory(1), memory(1, 'b'), command('x'), memory(2))).toEqual([
      memory(1, 'b'),
      command('x'),
      memory(2),
    ])
    const [change] = [{ name: 'history.changed', payload: {} } as const]
    expect(through(change, change, change)).toEqual([change])
  })

  test('keep functions that a later event does not repeat', () => {
    const merged = through(lines(called('f', 1), called('g', 1)), lines(called('f', 2), called('f', 1, 20)))
    expect(merged).toEqual([lines(called('f', 2), called('g', 1), called('f', 1, 20))])
  })

  test('keep every changed file of a project', () => {
    const merged = through(changed('/p', ['a', 'b'], true), changed('/p', ['b', 'c'], false))
    expect(merged).toEqual([changed('/p', ['a', 'b', 'c'], true)])
  })
})

describe('output that waits', () => {
  test('is joined as long as it comes from one run and stream', () => {
    const pieces = [output('a'), output('b'), output('!', 'stderr'), output('c'), output('d')]
    expect(through(...pieces)).toEqual([output('ab'), output('!', 'stderr'), output('cd')])
    const runs = [output('1'), output('x', 'stdout', 'b'), memory(1), output('2')]
    expect(through(...runs)).toEqual([output('12'), output('x', 'stdout', 'b'), memory(1)])
  })

  test('is not joined to what has been taken out', () => {
    const queue = new EventQueue()
    queue.add(output('a'))
    expect(queue.next()).toEqual(output('a'))
    queue.add(output('b'))
    expect(rest(queue)).toEqual([output('b')])
  })

  test('comes in pieces of a bounded length, and is counted', () => {
    const half = 'x'.repeat(OUTPUT_PIECE / 2)
    const queue = new EventQueue()
    for (let count = 0; count < 5; count += 1) queue.add(output(half))
    expect(queue.outputLength).toBe(2.5 * OUTPUT_PIECE)
    const lengths = rest(queue).map((event) => (event.name === 'run.output' ? event.payload.text.length : 0))
    expect(lengths).toEqual([OUTPUT_PIECE, OUTPUT_PIECE, OUTPUT_PIECE / 2])
    expect(queue.outputLength).toBe(0)
  })
})
