import { z } from 'zod'
import { OutputChunk, RunDetail, SourceFile } from './run.ts'
import { RunStory, Timeline } from './story.ts'

/** Everything that is kept of one run. The store gives `detail.id`; what stands there before is ignored. */
export const StoredRun = z.object({
  detail: RunDetail,
  sources: z.array(SourceFile),
  timeline: Timeline.refine(
    ({ timesNs, bytes }) => timesNs.length === bytes.length,
    'times and bytes differ in length',
  ),
  story: RunStory,
  output: z.array(OutputChunk),
})
export type StoredRun = z.infer<typeof StoredRun>
