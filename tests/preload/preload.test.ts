import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { channels } from '../../profiler-core/contract/channels.ts'
import { callNames, hostCallNames } from '../../profiler-core/contract/index.ts'

/** As `npm test` has built it. */
const bundle = join(import.meta.dirname, '..', '..', 'out', 'preload', 'preload.cjs')

interface Bridge {
  calls: Record<string, (input: unknown) => unknown>
  host: Record<string, (input: unknown) => unknown>
  subscribe: (listener: (event: string) => void) => () => void
  pathOf: (file: object) => string
}

type Hear = (event: unknown, number: number, text: string) => void

/** Runs the script as Electron does in a sandbox: there is `electron` to require, and nothing else. */
function load(): { bridge: Bridge; sent: unknown[][]; hear: Hear } {
  const sent: unknown[][] = []
  const exposed: Record<string, unknown> = {}
  let hear: Hear = () => {}
  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, value: unknown) => {
        exposed[name] = value
      },
    },
    ipcRenderer: {
      on: (channel: string, listener: Hear) => {
        if (channel === channels.event) hear = listener
      },
      send: (...args: unknown[]) => sent.push(args),
      invoke: (...args: unknown[]) => args,
    },
    webUtils: { getPathForFile: () => '/new/way' },
  }
  const require = (name: string) => {
    if (name === 'electron') return electron
    throw new Error(`a sandboxed script cannot require ${name}`)
  }
  runInNewContext(readFileSync(bundle, 'utf8'), { require, exports: {}, module: {} })
  expect(Object.keys(exposed)).toEqual(['mebi'])
  return { bridge: exposed['mebi'] as Bridge, sent, hear: (...args) => hear(...args) }
}

describe('the preload script', () => {
  it('has one function for each call of the contract, and no other', () => {
    const { bridge } = load()
    expect(Object.keys(bridge.calls)).toEqual([...callNames])
    expect(Object.keys(bridge.host)).toEqual([...hostCallNames])
    expect(bridge.calls['runs.get']?.({ id: 1 })).toEqual([channels.call, 'runs.get', { id: 1 }])
    expect(bridge.host['host.pickFolder']?.({})).toEqual([channels.host, 'host.pickFolder', {}])
  })

  it('says that it is there, hands events on, and says that they were taken', () => {
    const { bridge, sent, hear } = load()
    const heard: string[] = []
    const undo = bridge.subscribe((event) => heard.push(event))
    hear({}, 7, 'one')
    undo()
    hear({}, 8, 'two')
    expect(heard).toEqual(['one'])
    expect(sent).toEqual([[channels.ready], [channels.taken, 7], [channels.taken, 8]])
  })

  it('says that an event was taken although a listener failed', () => {
    const { bridge, sent, hear } = load()
    bridge.subscribe(() => {
      throw new Error('a fault in the page')
    })
    expect(() => hear({}, 7, 'one')).toThrow('a fault in the page')
    expect(sent.at(-1)).toEqual([channels.taken, 7])
  })

  it('knows the path of a dropped file on old and new Electrons', () => {
    const { bridge } = load()
    expect(bridge.pathOf({ path: '/old/way' })).toBe('/old/way')
    expect(bridge.pathOf({})).toBe('/new/way')
  })

  it('is small: the schemas are not in it', () => {
    expect(statSync(bundle).size).toBeLessThan(10_000)
  })
})
