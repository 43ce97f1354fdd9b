import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { EventPayload } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { ask, HELLO, next, places, WAITS } from './serviceFixture.ts'

const place = places()

/** What happens to the queue and to runs, in words, as it comes. */
function listen(service: ProfilerService): string[] {
  const heard: string[] = []
  service.subscribe('queue.changed', ({ waiting }) =>
    heard.push(`waiting ${waiting.map(({ request }) => request.label).join()}`.trim()),
  )
  service.subscribe('queue.failed', ({ request }) => heard.push(`${request.label} failed`))
  service.subscribe('run.started', ({ request }) => heard.push(`${request.label} started`))
  service.subscribe('run.ended', ({ run }) => heard.push(`${run.label} ended`))
  return heard
}

function until(service: ProfilerService, label: string): Promise<EventPayload<'run.ended'>> {
  return new Promise((resolve) => {
    service.subscribe('run.ended', (event) => {
      if (event.run.label === label) resolve(event)
    })
  })
}

describe('the queue', () => {
  test('starts one run after the other, in the order in which they came', async () => {
    const here = place()
    const service = here.service()
    const heard = listen(service)
    const last = until(service, 'c')
    for (const label of ['a', 'b', 'c']) await ask(service, 'runs.enqueue', here.request(HELLO, { label }))
    await last
    const runs = heard.filter((each) => /started|ended/.test(each))
    expect(runs).toEqual(['a started', 'a ended', 'b started', 'b ended', 'c started', 'c ended'])
    expect(heard.filter((each) => each.startsWith('waiting')).at(-1)).toBe('waiting')
    expect((await ask(service, 'runs.list', {})).map(({ label }) => label)).toEqual(['c', 'b', 'a'])
  })

  test('waits for a run that was started by itself', async () => {
    const here = place()
    const service = here.service()
    const heard = listen(service)
    const printed = next(service, 'run.output')
    const { key } = await ask(service, 'runs.start', here.request(WAITS, { label: 'first' }))
    await printed
    const last = until(service, 'second')
    const { ticket } = await ask(service, 'runs.enqueue', here.request(HELLO, { label: 'second' }))
    expect((await ask(service, 'runs.active', {})).waiting).toMatchObject([
      { ticket, request: { label: 'second', backend: 'rss' } },
    ])
    await ask(service, 'runs.stop', { key })
    await last
    expect(heard).toEqual([
      'first started',
      'waiting second',
      'first ended',
      'waiting',
      'second started',
      'second ended',
    ])
  })

  test('lets go of a run that is taken out', async () => {
    const here = place()
    const service = here.service()
    const printed = next(service, 'run.output')
    const { key } = await ask(service, 'runs.start', here.request(WAITS, { label: 'first' }))
    await printed
    const heard = listen(service)
    const { ticket } = await ask(service, 'runs.enqueue', here.request(WAITS, { label: 'second' }))
    const last = until(service, 'third')
    await ask(service, 'runs.enqueue', here.request(HELLO, { label: 'third' }))
    expect(await ask(service, 'runs.dequeue', { ticket })).toEqual({})
    expect(await service.call('runs.dequeue', { ticket })).toMatchObject({ error: { code: 'not-queued' } })
    await ask(service, 'runs.stop', { key })
    await last
    expect(heard).not.toContain('second started')
  })

  test('tells of a run that cannot be started, and goes on with the next', async () => {
    const here = place()
    const service = here.service()
    const failed = next(service, 'queue.failed')
    const last = until(service, 'good')
    const target = { kind: 'script', path: 'missing.py' } as const
    const { ticket } = await ask(service, 'runs.enqueue', {
      ...here.request(HELLO, { label: 'bad' }),
      target,
    })
    await ask(service, 'runs.enqueue', here.request(HELLO, { label: 'good' }))
    expect(await failed).toMatchObject({
      ticket,
      request: { label: 'bad' },
      error: { code: 'script-not-found', message: expect.stringContaining('missing.py') },
    })
    expect((await last).run.status).toBe('finished')
  })

  test('is empty when the service closes, and starts nothing then', async () => {
    const here = place()
    const service = here.service()
    const printed = next(service, 'run.output')
    await ask(service, 'runs.start', here.request(WAITS, { label: 'first' }))
    await printed
    const heard = listen(service)
    await ask(service, 'runs.enqueue', here.request(HELLO, { label: 'second' }))
    await service.close()
    expect(heard).toEqual(['waiting second', 'waiting', 'first ended'])
    expect(await service.call('runs.start', here.request(HELLO))).toMatchObject({
      error: { code: 'closing' },
    })
  })

  test('a run that is just being started is stopped and kept when the service closes', async () => {
    const here = place()
    const service = here.service()
    await ask(service, 'runs.list', {})
    const ended = next(service, 'run.ended')
    const started = service.call('runs.start', here.request(WAITS))
    await setImmediate()
    await service.close()
    expect(await started).toMatchObject({ ok: true })
    expect((await ended).run).toMatchObject({ id: 1, status: 'stopped' })
    expect((await ask(service, 'runs.active', {})).running).toEqual([])
  })
})
