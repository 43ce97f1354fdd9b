import type { ReactNode } from 'react'
import type { RunDetail, RunStory } from '../../../profiler-core/contract/index.ts'
import { type StoryPart, useStory } from '../../state/story.ts'
import { useView } from '../../state/view.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'

/** A run of the history. */
export type SavedRun = RunDetail & { readonly id: number }

/** What is only known of a run when it has ended and is in the history. `what`: "its call tree stands here". */
export function PastRun({
  what,
  children,
}: {
  readonly what: string
  readonly children: (run: SavedRun) => ReactNode
}) {
  const shown = useView((view) => view.shown)
  if (shown === null) return <Empty>Profile a function, or open one of the runs: {what}.</Empty>
  if (shown.kind === 'live') return <Empty>The program runs. When it has ended, {what}.</Empty>
  const { id } = shown.run
  if (id === null)
    return <Empty>This run was not saved, so that only its lines and its output are known.</Empty>
  return children({ ...shown.run, id })
}

/** Parts of the story of a run, when they are there. */
export function StoryOf<P extends StoryPart>({
  run,
  parts,
  children,
}: {
  readonly run: SavedRun
  readonly parts: readonly P[]
  readonly children: (story: Pick<RunStory, P>) => ReactNode
}) {
  const { story, problem } = useStory(run.id, ...parts)
  if (problem !== null) return <Empty>{problem}</Empty>
  if (story === null) return <Skeleton />
  return children(story)
}
