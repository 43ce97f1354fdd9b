import { expect, test, vi } from 'vitest'
import { places } from '../../profiler-core/serviceFixture.ts'
import { realBridge } from '../realBridge.ts'

const newPlace = places()

const PROGRAM = `def keep():
    return bytearray(30_000_000)

keep()
`

test('parts of the story of a run are asked for once', async () => {
  const place = newPlace()
  const service = place.service()
  const bridge = realBridge(service)
  const asked: unknown[] = []
  vi.stubGlobal('window', {
    mebi: {
      ...bridge,
      calls: {
        ...bridge.calls,
        'runs.story': (input: never) => {
          asked.push(input)
          return bridge.calls['runs.story'](input)
        },
      },
    },
  })
  const { loadStory, useStories } = await import('../../../renderer/state/story.ts')
  const ended = new Promise((resolve) => service.subscribe('run.ended', resolve))
  await service.call('runs.start', place.request(PROGRAM))
  await ended

  const once = loadStory(1, ['callTree', 'peak'])
  await Promise.all([once, loadStory(1, ['callTree'])])
  await loadStory(1, ['callTree', 'series'])
  expect(asked).toEqual([
    { id: 1, parts: ['callTree', 'peak'] },
    { id: 1, parts: ['series'] },
  ])
  const known = useStories.getState().byRun.get(1)
  expect(Object.keys(known?.parts ?? {}).toSorted()).toEqual(['callTree', 'peak', 'series'])
  const names = known?.parts.callTree?.functions.map(({ name }) => name)
  expect(names).toContain('keep')

  await loadStory(7, ['callTree'])
  expect(useStories.getState().byRun.get(7)).toEqual({
    parts: {},
    problems: { callTree: expect.stringContaining('no run 7') },
  })
  await loadStory(7, ['callTree'])
  expect(asked).toHaveLength(4)

  for (const id of [8, 9, 10]) await loadStory(id, ['callTree'])
  expect([...useStories.getState().byRun.keys()]).toEqual([7, 8, 9, 10])
})
