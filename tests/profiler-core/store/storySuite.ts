import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { RunStory } from '../../../profiler-core/contract/index.ts'
import type { RunStore } from '../../../profiler-core/store/index.ts'
import { project, sampleRun } from './sample.ts'
import { thrown } from './thrown.ts'

/** What any store does with stories and hints. */
export function storySuite(name: string, open: () => RunStore): void {
  describe(`the stories of ${name}`, () => {
    let store: RunStore
    beforeEach(() => {
      store = open()
    })
    afterEach(() => store.close())

    test('only the parts that are asked for are read', () => {
      const run = sampleRun('a')
      const id = store.add(run)
      expect(store.story(id, ['peak'])).toEqual(RunStory.parse({ peak: run.story.peak }))
      expect(store.story(id, ['callTree', 'objects'])).toEqual(
        RunStory.parse({ callTree: run.story.callTree, objects: run.story.objects }),
      )
    })

    test('a run without a story has an empty one', () => {
      const id = store.add({ ...sampleRun('a'), story: RunStory.parse({}) })
      expect(store.story(id, ['peak', 'series', 'processes'])).toEqual(RunStory.parse({}))
    })

    test('a run that there is not has none', () => {
      expect(thrown(() => store.story(4711, ['peak'])).code).toBe('run-not-found')
    })

    test('a story goes with its run', () => {
      const id = store.add(sampleRun('a'))
      store.remove([id])
      expect(thrown(() => store.story(id, ['peak'])).code).toBe('run-not-found')
    })

    test('"not here" is remembered for one line of one project, and can be taken back', () => {
      const hint = { file: `${project}/\udc80.py`, rule: 'whole-file-read', code: 'x = "\ud83d\udc0d"' }
      store.dismissHint(project, hint, true)
      store.dismissHint(project, hint, true)
      store.dismissHint(project, { ...hint, code: 'y = 1' }, true)
      expect(store.dismissedHints(project)).toHaveLength(2)
      expect(store.dismissedHints(project)).toContainEqual(hint)
      expect(store.dismissedHints('/elsewhere')).toEqual([])
      store.dismissHint(project, hint, false)
      store.dismissHint(project, hint, false)
      expect(store.dismissedHints(project)).toEqual([{ ...hint, code: 'y = 1' }])
    })
  })
}
