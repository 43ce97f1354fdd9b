import { useMemo, useState } from 'react'
import { type Hotspot, hotspots, withoutReturned } from '../../../profiler-core/analysis/index.ts'
import type { CallTree, LineSeries } from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { findHotspots, profileClosely } from '../../commands/hotspots.ts'
import { attempt } from '../../state/notices.ts'
import { projectDir, useProject } from '../../state/project.ts'
import { useView } from '../../state/view.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount, formatDelta, formatDuration, formatMib } from '../../ui/format.ts'
import { OverlapMark, OverlapNote } from '../../ui/Overlap.tsx'
import { type RankColumn, RankTable } from '../../ui/RankTable.tsx'
import { NothingCalled } from '../story/NothingCalled.tsx'
import { PastRun, type SavedRun, StoryOf } from '../story/PastRun.tsx'
import { goToPlace } from '../story/PlaceButton.tsx'
import './hotspots.css'

/** The functions of a run, ranked; from here to the lines of those that matter. */
export function HotspotsView() {
  const shown = useView((view) => view.shown)
  if (shown === null) {
    return (
      <Empty action={<FindButton />}>
        Run the program once to rank every function of the project by its growth, its peak and its time. Then
        look at the lines of the few that matter.
      </Empty>
    )
  }
  return (
    <PastRun what="its functions stand here, ranked">
      {(run) => (
        <StoryOf run={run} parts={['callTree', 'series']}>
          {({ callTree, series }) =>
            callTree === null || callTree.parents.length === 0 ? (
              <NothingCalled run={run} otherwise={<FindButton />} />
            ) : (
              <Ranking key={run.id} run={run} tree={callTree} series={series} />
            )
          }
        </StoryOf>
      )}
    </PastRun>
  )
}

function FindButton() {
  const isTrusted = useProject(({ project }) => project?.trusted === true)
  return (
    <button
      type="button"
      className="button"
      disabled={!isTrusted}
      title={
        isTrusted
          ? 'Runs the program again, watching all functions of the project as a whole, which costs little'
          : 'Mebi runs programs only from folders that you trust: answer the question above the files first'
      }
      onClick={() => attempt(findHotspots())}
    >
      Find hotspots
    </button>
  )
}

interface RankingProps {
  readonly run: SavedRun
  readonly tree: CallTree
  readonly series: LineSeries | null
}

function Ranking({ run, tree, series }: RankingProps) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const ranked = useMemo(() => hotspots(withoutReturned(tree, series)), [tree, series])
  const isCoarse = run.request.detail === 'functions'
  const toggle = (spot: Hotspot) =>
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(keyOf(spot))) next.add(keyOf(spot))
      return next
    })
  const count = chosen.size
  const isEstimated = ranked.some(({ estimated }) => estimated)
  return (
    <div className="story">
      <div className="story-strip">
        <p>{sentenceOf(ranked)}</p>
        {isEstimated && (
          <span className="quiet small">~ called so often that a part was measured and scaled up</span>
        )}
        {!isCoarse && <FindButton />}
        <button
          type="button"
          className="button primary"
          disabled={count === 0}
          title="Runs the program again with the same arguments, watching the lines of the chosen functions"
          onClick={() => attempt(profileClosely(run, [...chosen]))}
        >
          {count === 0
            ? 'Profile line by line'
            : `Profile ${count === 1 ? '1 function' : `${count} functions`} line by line`}
        </button>
      </div>
      <RankTable
        label="Functions of the run"
        columns={columns}
        rows={ranked}
        sortedBy="selfGrowth"
        keyOf={keyOf}
        onOpen={(spot) => goToPlace({ file: spot.file, line: spot.firstLine, name: spot.name })}
        chosen={{ keys: chosen, toggle }}
      />
      <OverlapNote isMarked={ranked.some(({ overlapped }) => overlapped)} />
    </div>
  )
}

function sentenceOf(ranked: readonly Hotspot[]): string {
  const worst = ranked.reduce<Hotspot | null>(
    (most, each) => (most === null || each.selfGrowthBytes > most.selfGrowthBytes ? each : most),
    null,
  )
  if (worst === null || worst.selfGrowthBytes < 2 ** 20) return 'No function grew much.'
  return `${worst.name} grew the most: ${formatDelta(worst.selfGrowthBytes)} MiB by itself.`
}

/** As functions are named in a request. */
function keyOf({ file, name }: Hotspot): string {
  return `${file}:${name}`
}

const columns: readonly RankColumn<Hotspot>[] = [
  {
    id: 'name',
    title: 'Function',
    meaning: 'Qualified name, and where it is defined',
    width: 16,
    grows: true,
    cell: ({ name, file, firstLine }) => (
      <span className="hotspot-name">
        <span className="code ellipsis" title={name}>
          {name}
        </span>
        <span className="code quiet small ellipsis">
          {pathInProject(file, projectDir())}:{firstLine}
        </span>
      </span>
    ),
    sortBy: ({ name }) => name,
  },
  {
    id: 'selfGrowth',
    title: 'Own growth',
    unit: 'MiB',
    meaning: 'Memory on leaving it minus memory on entering it, without the watched functions that it called',
    width: 14,
    isNumber: true,
    cell: (spot) => <Growth bytes={spot.selfGrowthBytes} of={spot} />,
    sortBy: (spot) => spot.selfGrowthBytes,
  },
  {
    id: 'growth',
    title: 'Growth',
    unit: 'MiB',
    meaning: 'Memory on leaving it minus memory on entering it',
    width: 11.5,
    isNumber: true,
    cell: (spot) => <Growth bytes={spot.growthBytes} of={spot} />,
    sortBy: (spot) => spot.growthBytes,
  },
  {
    id: 'peak',
    title: 'Peak',
    unit: 'MiB',
    meaning: 'The highest memory while it was running',
    width: 9.5,
    isNumber: true,
    cell: (spot) => formatMib(spot.peakBytes),
    sortBy: (spot) => spot.peakBytes,
  },
  {
    id: 'selfTime',
    title: 'Own time',
    meaning: 'On the clock, without the watched functions that it called',
    width: 10.5,
    isNumber: true,
    cell: (spot) => formatDuration(Math.max(0, spot.selfTimeNs)),
    sortBy: (spot) => spot.selfTimeNs,
  },
  {
    id: 'time',
    title: 'Time',
    meaning: 'On the clock, with all that it called',
    width: 11,
    isNumber: true,
    cell: (spot) => formatDuration(spot.timeNs),
    sortBy: (spot) => spot.timeNs,
  },
  {
    id: 'calls',
    title: 'Calls',
    meaning: 'How often it was called',
    width: 9,
    isNumber: true,
    cell: (spot) => `${spot.estimated ? '~ ' : ''}${formatCount(spot.calls)}`,
    sortBy: (spot) => spot.calls,
  },
]

function Growth({ bytes, of }: { readonly bytes: number; readonly of: Hotspot }) {
  const tone = Math.abs(bytes) < 52_429 ? 'quiet' : bytes > 0 ? 'growth' : 'release'
  return (
    <span className={tone}>
      {formatDelta(bytes)}
      <OverlapMark isOverlapped={of.overlapped} />
    </span>
  )
}
