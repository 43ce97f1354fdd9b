import { z } from 'zod'
import { OutputChunk, RunDetail, SourceFile } from './run.ts'
import { CallTree, LineSeries, RunStory, StackTree, Timeline } from './story.ts'

// What ties the columns of a record together. A record that breaks it could lead a reader astray, or in circles.

type Columns = readonly (readonly unknown[] | null)[]

const areOfLength = (length: number, columns: Columns) =>
  columns.every((column) => column === null || column.length === length)

const areBelow = (indexes: readonly number[], limit: number) => indexes.every((index) => index < limit)

const comeAfterParents = (parents: readonly number[]) => parents.every((parent, index) => parent < index)

const SoundStacks = StackTree.refine(
  ({ parents, placeOf }) => parents.length === placeOf.length,
  'parents and places of nodes differ in length',
)
  .refine(({ parents }) => comeAfterParents(parents), 'a node comes before its parent')
  .refine(({ places, placeOf }) => areBelow(placeOf, places.length), 'a node has a place that there is not')

const SoundTimeline = Timeline.extend({ stacks: SoundStacks.nullable().default(null) })
  .refine(({ timesNs, bytes }) => timesNs.length === bytes.length, 'times and bytes differ in length')
  .refine(
    ({ timesNs, childrenBytes, residentBytes, stackAt }) =>
      areOfLength(timesNs.length, [childrenBytes, residentBytes, stackAt]),
    'a column differs from the times in length',
  )
  .refine(
    ({ stacks, stackAt }) => stackAt === null || areBelow(stackAt, stacks?.parents.length ?? 0),
    'a point has a stack that there is not',
  )

const SoundCallTree = CallTree.refine(
  ({ functions: _, parents, ...columns }) => areOfLength(parents.length, Object.values(columns)),
  'the columns differ in length',
)
  .refine(({ parents }) => comeAfterParents(parents), 'a node comes before its parent')
  .refine(
    ({ functions, functionOf }) => areBelow(functionOf, functions.length),
    'a node has a function that there is not',
  )

const SoundSeries = LineSeries.refine(
  ({ functions }) =>
    functions.every(
      ({ at, calls, lines }) =>
        areOfLength(at.length, [calls]) &&
        lines.every(({ line: _, ...columns }) => areOfLength(columns.at.length, Object.values(columns))),
    ),
  'the columns differ in length',
).refine(
  ({ edgesNs, functions }) =>
    functions.every(({ at, lines }) =>
      [at, ...lines.map((line) => line.at)].every((steps) => areBelow(steps, edgesNs.length - 1)),
    ),
  'a step lies in a stretch that there is not',
)

const SoundStory = RunStory.extend({
  callTree: SoundCallTree.nullable().default(null),
  series: SoundSeries.nullable().default(null),
})

/** Everything that is kept of one run. The store gives `detail.id`; what stands there before is ignored. */
export const StoredRun = z.object({
  detail: RunDetail,
  sources: z.array(SourceFile),
  timeline: SoundTimeline,
  story: SoundStory,
  output: z.array(OutputChunk),
})
export type StoredRun = z.infer<typeof StoredRun>
