import { useDeferredValue, useMemo } from 'react'
import {
  type Found,
  type FrameTree,
  findFrames,
  frameTree,
  layOut,
  type Metric,
  regroup,
} from '../../../profiler-core/analysis/callTree/index.ts'
import { withoutReturned } from '../../../profiler-core/analysis/index.ts'
import type { CallTree, LineSeries } from '../../../profiler-core/contract/index.ts'
import { runCommand } from '../../commands/commands.ts'
import { useStory } from '../../state/story.ts'
import { useView } from '../../state/view.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { OverlapNote } from '../../ui/Overlap.tsx'
import { NothingCalled, useSilentRun } from '../story/NothingCalled.tsx'
import { CallTreeStrip } from './CallTreeStrip.tsx'
import { setWish, useExplored, useMarks, useWishes } from './callTreeState.ts'
import { frameSentence } from './frameWords.ts'
import { IcicleView } from './IcicleView.tsx'
import { TreeTable } from './TreeTable.tsx'
import './callTree.css'

/** Who called whom in the shown run, and what it took. */
export function CallTreeView() {
  const shown = useView((view) => view.shown)
  const id = shown?.kind === 'past' ? shown.run.id : null
  const { story, problem } = useStory(id, 'callTree', 'series')
  if (shown === null) {
    return (
      <Empty>
        Profile a project, or open one of the runs: who called whom, and what it took, stands here.
      </Empty>
    )
  }
  if (shown.kind === 'live') return <Empty>The call tree stands here as soon as the run has ended.</Empty>
  if (id === null) return <Empty>This run was not saved, and its call tree was not kept.</Empty>
  if (problem !== null) return <Empty>{problem}</Empty>
  if (story === null) return <Skeleton />
  if (story.callTree === null || story.callTree.parents.length === 0) return <NoTree />
  return <CallTreePane key={id} read={story.callTree} series={story.series} runId={id} />
}

function NoTree() {
  const silent = useSilentRun()
  if (silent !== null) return <NothingCalled run={silent} />
  return (
    <Empty action={<ProfileProject />}>
      This run has no call tree: it was made before call trees were kept.
    </Empty>
  )
}

function ProfileProject() {
  return (
    <button type="button" className="button" onClick={() => runCommand('profileProject')}>
      Profile every function of the project...
    </button>
  )
}

interface PaneProps {
  /** As it was read. */
  readonly read: CallTree
  readonly series: LineSeries | null
  readonly runId: number
}

function CallTreePane({ read, series, runId }: PaneProps) {
  const callTree = useMemo(() => withoutReturned(read, series), [read, series])
  const { shape, metric, foldRecursion, mergeLines } = useWishes()
  const query = useDeferredValue(useExplored((explored) => explored.query))
  const tree = useMemo(
    () => frameTree(regroup(callTree, { foldRecursion, mergeLines })),
    [callTree, foldRecursion, mergeLines],
  )
  const found = useMemo(() => findFrames(tree, query), [tree, query])
  return (
    <div className="call-tree">
      <CallTreeStrip tree={tree} found={found} runId={runId} />
      {shape === 'tree' ? (
        <TreeTable tree={tree} metric={metric} found={found} />
      ) : (
        <Flame tree={tree} metric={metric} found={found} />
      )}
      <OverlapNote isMarked={tree.source.functions.some(({ overlapped }) => overlapped)} />
      <SelectedLine tree={tree} />
    </div>
  )
}

interface FlameProps {
  readonly tree: FrameTree
  readonly metric: Metric
  readonly found: Found | null
}

function Flame({ tree, metric, found }: FlameProps) {
  const icicle = useMemo(() => layOut(tree, metric), [tree, metric])
  if (icicle.whole > 0) return <IcicleView icicle={icicle} found={found} />
  return metric === 'memory' ? (
    <Empty
      action={
        <button type="button" className="button" onClick={() => setWish({ metric: 'time' })}>
          Show the time instead
        </button>
      }
    >
      Memory grew in none of these functions, so there is nothing to draw. The tree has all numbers.
    </Empty>
  ) : (
    <Empty>No time was measured in these functions. The tree has all numbers.</Empty>
  )
}

/** What is selected, or what there is to do. */
function SelectedLine({ tree }: { readonly tree: FrameTree }) {
  const { selected } = useMarks(tree)
  const isAlone = tree.source.functions.length === 1
  return (
    <p className="call-tree-selected small ellipsis quiet">
      {selected >= 0
        ? frameSentence(tree, selected)
        : isAlone
          ? 'Only one function was watched: profile the whole project to see who calls whom.'
          : 'Click a function to zoom in and see its source; Esc goes back, Ctrl and the wheel zoom.'}
    </p>
  )
}
