import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MebiError } from '../../profiler-core/contract/index.ts'
import type { ServiceDeps } from '../../profiler-core/service.ts'
import { memoryStore, type RunStore } from '../../profiler-core/store/index.ts'
import { ask, HELLO, places, runToEnd } from './serviceFixture.ts'

const place = places()

describe('a run that is not kept', () => {
  test('because that was asked for: no warning, no trace, its sources still there', async () => {
    const here = place()
    const service = here.service()
    const run = await runToEnd(service, here.request(HELLO, { save: false }))
    expect(run).toMatchObject({ id: null, status: 'finished', warnings: [] })
    expect(service.sourcesOf(run)).toMatchObject([{ text: HELLO }])
    expect(await ask(service, 'runs.list', {})).toEqual([])
    expect(readdirSync(here.data)).not.toContain('running')
    expect(readdirSync(here.temp)).toEqual([])
  })

  const damaged = new MebiError('database-damaged', 'The history is damaged.', 'Restore it.')
  const readOnly = new MebiError(
    'database-read-only',
    'The history can be read but not written.',
    'Make it writable.',
  )
  const refusing = (store: RunStore, error: MebiError): RunStore => ({
    ...store,
    add: () => {
      throw error
    },
  })

  test.each<[string, Partial<ServiceDeps>, string]>([
    [
      'because the history cannot be opened',
      {
        openStore: () => {
          throw damaged
        },
      },
      'The run was not saved: The history is damaged. Restore it.',
    ],
    [
      'because it can only be read',
      { openStore: () => ({ ...memoryStore(), obstacle: readOnly }) },
      'The run was not saved: The history can be read but not written. Make it writable.',
    ],
    [
      'because it is damaged, as is found at the end',
      { openStore: () => refusing(memoryStore(), damaged) },
      'The run is not in the history yet: The history is damaged. Restore it. It will be taken in at the next start of Mebi that finds the history in order.',
    ],
    [
      'because the disk is full at the end',
      { openStore: () => refusing(memoryStore(), new MebiError('disk-full', 'The disk is full.')) },
      'The run is not in the history yet: The disk is full. It will be taken in at the next start of Mebi that finds the history in order.',
    ],
    [
      'because another program has locked it all the time',
      {
        openStore: () => {
          throw new MebiError('database-busy', 'The history is locked.')
        },
      },
      'The run is not in the history yet: The history is locked. It will be taken in at the next start of Mebi that finds the history in order.',
    ],
  ])('%s: it goes through, with a warning', async (_, given, message) => {
    const here = place()
    const service = here.service(given)
    const run = await runToEnd(service, here.request(HELLO))
    expect(run).toMatchObject({ id: null, status: 'finished', functions: [{}, {}] })
    const isLeft = message.startsWith('The run is not in the history yet')
    expect(run.warnings).toEqual([{ code: isLeft ? 'saved-later' : 'not-saved', message, atNs: null }])
    expect(existsSync(join(here.data, 'running')) && readdirSync(join(here.data, 'running'))).toEqual(
      isLeft ? [run.key] : false,
    )
    expect(service.sourcesOf(run)).toMatchObject([{ text: HELLO }])
    expect(readdirSync(here.temp)).toEqual([])
  })

  test('because the disk was full at the end: a host that lives on takes it in when another run could be kept', async () => {
    const here = place()
    const store = memoryStore()
    let isFull = true
    const add: RunStore['add'] = (run) => {
      if (isFull) throw new MebiError('disk-full', 'The disk is full.')
      return store.add(run)
    }
    const service = here.service({ openStore: () => ({ ...store, add }) })
    const first = await runToEnd(service, here.request('import sys\nsys.exit(3)\n'))
    const long = new Date(Date.now() - 120_000)
    utimesSync(join(here.data, 'running', first.key, 'ending.json'), long, long)
    isFull = false
    await runToEnd(service, here.request(HELLO))
    await expect.poll(() => store.list({ limit: 9 }).length, { timeout: 10_000 }).toBe(2)
    // Which of the two comes first is a matter of moments.
    const kept = store.list({ limit: 9 }).find(({ key }) => key === first.key)
    expect(kept).toMatchObject({ status: 'failed', exitCode: 3 })
    await expect.poll(() => readdirSync(join(here.data, 'running')), { timeout: 10_000 }).toEqual([])
  })

  test('because no run folder can be made: it goes through in a temporary one', async () => {
    const here = place()
    writeFileSync(join(here.folder, 'file'), '')
    const service = here.service({ dataFolder: join(here.folder, 'file', 'data') })
    const run = await runToEnd(service, here.request(HELLO))
    expect(run).toMatchObject({ id: null, status: 'finished' })
    expect(run.warnings).toMatchObject([{ code: 'not-saved' }])
    expect(readdirSync(here.temp)).toEqual([])
  })

  test('because of a fault in Mebi: it ends all the same, and the fault is reported', async () => {
    const here = place()
    const faults: unknown[] = []
    const fault = new TypeError('nothing is here')
    const add = () => {
      throw fault
    }
    const service = here.service({
      openStore: () => ({ ...memoryStore(), add }),
      reportFault: (error) => faults.push(error),
    })
    const { id, status, warnings } = await runToEnd(service, here.request(HELLO))
    expect({ id, status }).toEqual({ id: null, status: 'finished' })
    expect(warnings).toMatchObject([
      { code: 'saved-later', message: expect.stringContaining('nothing is here') as string },
    ])
    expect(faults).toEqual([fault])
    expect((await ask(service, 'runs.active', {})).running).toEqual([])
  })
})
