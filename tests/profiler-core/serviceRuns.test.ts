import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { ActiveRun, type EventPayload, type FunctionResult } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { ask, HELLO, next, places, runToEnd, WAITS } from './serviceFixture.ts'

const place = places()

/** Resolves when the program's output contains a text. */
function printed(service: ProfilerService, text: string): Promise<void> {
  let before = ''
  return new Promise((resolve) => {
    const undo = service.subscribe('run.output', (event) => {
      const output = before + event.text
      before = output.slice(-text.length)
      if (!output.includes(text)) return
      undo()
      resolve()
    })
  })
}

const textOf = (chunks: readonly { text: string }[]) => chunks.map(({ text }) => text).join('')

describe('a page that comes later', () => {
  test('gets all that those know who have heard every event', async () => {
    const here = place()
    const service = here.service()
    const functions = new Map<string, FunctionResult>()
    const memory: EventPayload<'run.memory'>[] = []
    let output = ''
    service.subscribe('run.lines', (event) => {
      for (const each of event.functions) functions.set(each.name, each)
    })
    service.subscribe('run.memory', (event) => {
      memory.push(event)
    })
    service.subscribe('run.output', ({ text }) => {
      output += text
    })
    const request = here.request(
      'import sys, time\ndef work():\n    kept = "x" * 5_000_000\n    print("out", flush=True)\n    print("err", file=sys.stderr)\n    time.sleep(60)\nwork()\n',
    )
    const started = next(service, 'run.started')
    const both = Promise.all([printed(service, 'out\n'), printed(service, 'err\n')])
    const { key } = await ask(service, 'runs.start', request)
    const { pid, startedAt } = await started
    await both
    while (!functions.has('work')) await next(service, 'run.lines')
    const { running, waiting } = await ask(service, 'runs.active', {})
    expect(waiting).toEqual([])
    expect(running).toHaveLength(1)
    const active = ActiveRun.parse(running[0])
    expect(active).toMatchObject({ key, pid, startedAt, request: { projectDir: here.project, save: true } })
    expect(active.functions).toEqual([...functions.values()])
    const { elapsedNs, bytes, firstProcessBytes, peakBytes, line } = active
    expect(memory.at(-1)).toEqual({ key, elapsedNs, bytes, firstProcessBytes, peakBytes, line })
    expect(line?.line).toBe(6)
    expect(textOf(active.output)).toBe(output)
    expect(new Set(active.output.map(({ stream }) => stream))).toEqual(new Set(['stdout', 'stderr']))
    await ask(service, 'runs.stop', { key })
    expect((await ask(service, 'runs.active', {})).running).toEqual([])
  })

  test('gets the latest mebibyte of a program that prints 100 MB', async () => {
    const here = place()
    const service = here.service()
    const program = `
line = "x" * 99 + "\\n"
for block in range(1_000):
    print(line * 1_000, end="")
print("done", flush=True)
import time
time.sleep(60)
`
    let length = 0
    service.subscribe('run.output', ({ text }) => {
      length += text.length
    })
    const done = printed(service, 'done\n')
    const { key } = await ask(service, 'runs.start', here.request(program))
    await done
    expect(length).toBe(100_000_005)
    const { running } = await ask(service, 'runs.active', {})
    const shown = textOf(running[0]?.output ?? [])
    expect(shown.endsWith('xx\ndone\n')).toBe(true)
    expect(shown.length).toBeLessThanOrEqual(2 ** 20)
    expect(shown.length).toBeGreaterThan(2 ** 19)
    const ended = next(service, 'run.ended')
    await ask(service, 'runs.stop', { key })
    const { run } = await ended
    expect(run.warnings.map(({ code }) => code)).toContain('output-truncated')
    const kept = textOf(await ask(service, 'runs.output', { id: run.id ?? 0 }))
    expect(kept.length).toBeLessThan(9 * 2 ** 20)
    expect(kept.endsWith('done\n')).toBe(true)
  })
})

describe('sources', () => {
  test('are there by key while the run goes on, as they were when it began', async () => {
    const here = place()
    const service = here.service()
    const up = printed(service, 'up')
    const { key } = await ask(service, 'runs.start', here.request(WAITS))
    await up
    here.request('# another program\n')
    expect(await ask(service, 'runs.sources', { key })).toMatchObject([{ text: WAITS }])
    await ask(service, 'runs.stop', { key })
    expect(await ask(service, 'runs.sources', { key })).toMatchObject([{ text: WAITS }])
    expect(await ask(service, 'runs.sources', { id: 1 })).toMatchObject([{ text: WAITS }])
  })

  test('are there by key for a run that was not saved', async () => {
    const here = place()
    const service = here.service()
    const { key } = await runToEnd(service, here.request(HELLO, { save: false }))
    expect(await ask(service, 'runs.sources', { key })).toMatchObject([{ text: HELLO }])
    expect(await service.call('runs.sources', { key: 'never' })).toMatchObject({
      error: { code: 'run-not-found' },
    })
  })
})

describe('standard input', () => {
  const ASKS = `
name = input("Name? ")
print("Hello,", name)
import sys
print(len(sys.stdin.read()), "more")
`
  const startPiped = async (program: string) => {
    const here = place()
    const service = here.service({ stdin: 'pipe' })
    const ended = next(service, 'run.ended')
    const ready = printed(service, '? ')
    const { key } = await ask(service, 'runs.start', here.request(program))
    await ready
    return { service, key, ended }
  }

  test('reaches a program that asks, and ends when it is told to', async () => {
    const { service, key, ended } = await startPiped(ASKS)
    const greeted = printed(service, 'Hello, Ada Größe')
    await ask(service, 'runs.input', { key, text: 'Ada ' })
    await ask(service, 'runs.input', { key, text: 'Größe\n' })
    await greeted
    await ask(service, 'runs.input', { key, text: 'x'.repeat(500_000) })
    await ask(service, 'runs.input', { key, text: null })
    await ask(service, 'runs.input', { key, text: null })
    expect(await service.call('runs.input', { key, text: 'late' })).toMatchObject({
      error: { code: 'input-ended' },
    })
    const { run } = await ended
    expect(run.status).toBe('finished')
    expect(textOf(await ask(service, 'runs.output', { id: 1 }))).toContain('500000 more')
    expect(await service.call('runs.input', { key, text: 'x' })).toMatchObject({
      error: { code: 'run-not-running' },
    })
  })

  test('of a program that does not read fills up, and that is said', async () => {
    const { service, key } = await startPiped('import time\nprint("? ", flush=True)\ntime.sleep(60)\n')
    const text = 'x'.repeat(100_000)
    let taken = 0
    let result = await service.call('runs.input', { key, text })
    for (; result.ok && taken < 100; taken += 1) result = await service.call('runs.input', { key, text })
    expect(result).toMatchObject({ error: { code: 'input-full' } })
    expect(taken).toBeLessThan(20)
    expect(await ask(service, 'runs.stop', { key })).toEqual({ status: 'stopped' })
  })

  test('that a program has closed is no fault of anybody', async () => {
    const { service, key, ended } = await startPiped(
      'import os, time\nos.close(0)\nprint("? ", flush=True)\ntime.sleep(1)\n',
    )
    expect(await service.call('runs.input', { key, text: 'x\n' })).toMatchObject({ ok: true })
    let result = await service.call('runs.input', { key, text: 'x\n' })
    while (result.ok) {
      await setTimeout(5)
      result = await service.call('runs.input', { key, text: 'x\n' })
    }
    expect(result).toMatchObject({ error: { code: 'input-ended' } })
    expect((await ended).run.status).toBe('finished')
  })

  test('that does not come from Mebi cannot be written', async () => {
    const here = place()
    const service = here.service()
    const up = printed(service, 'up')
    const { key } = await ask(service, 'runs.start', here.request(WAITS))
    await up
    expect(await service.call('runs.input', { key, text: 'x' })).toMatchObject({
      error: { code: 'input-not-ours' },
    })
    await ask(service, 'runs.stop', { key })
  })
})
