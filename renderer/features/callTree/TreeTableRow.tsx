// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is on.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys.
import { ChevronDown, ChevronRight } from 'lucide-react'
import type { CSSProperties, MouseEvent } from 'react'
import type { FrameTree, Metric } from '../../../profiler-core/analysis/callTree/index.ts'
import { isNodeOverlapped } from '../../../profiler-core/report/overlap.ts'
import { OverlapMark } from '../../ui/Overlap.tsx'
import { frameLabel, framePlace } from './frameWords.ts'
import { goToCaller } from './goToFrame.ts'
import { cellTone, numberText, type TreeColumn } from './treeTableColumns.ts'

/** Levels that are set in; deeper ones would leave no room for the name, and say their number instead. */
export const INDENTED_LEVELS = 10

interface Props {
  readonly id: string
  readonly index: number
  /** Pixels. */
  readonly top: number
  readonly tree: FrameTree
  readonly metric: Metric
  readonly columns: readonly TreeColumn[]
  readonly frame: number
  readonly position: number
  readonly siblings: number
  /** `null`: it called nothing. */
  readonly isOpen: boolean | null
  readonly isSelected: boolean
  readonly isFound: boolean
  readonly onPick: () => void
  readonly onToggle: () => void
}

export function TreeTableRow(props: Props) {
  const { tree, metric, columns, frame, isOpen, isSelected } = props
  return (
    <div
      id={props.id}
      role="row"
      className="tree-table-row"
      aria-rowindex={props.index + 2}
      aria-level={(tree.depths[frame] ?? 0) + 1}
      aria-posinset={props.position}
      aria-setsize={props.siblings}
      aria-expanded={isOpen ?? undefined}
      aria-selected={isSelected}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={props.onPick}
    >
      {columns.map((column) =>
        column.id === 'name' ? (
          <NameCell key="name" {...props} />
        ) : (
          <div key={column.id} role="gridcell" className={`tree-cell ${cellTone(tree, frame, column.id)}`}>
            {numberText(tree, frame, column, metric)}
            <OverlapMark isOverlapped={isGrowth(column.id, metric) && isNodeOverlapped(tree.source, frame)} />
          </div>
        ),
      )}
    </div>
  )
}

function isGrowth(id: TreeColumn['id'], metric: Metric): boolean {
  return id === 'growth' || id === 'selfGrowth' || (id === 'perCall' && metric === 'memory')
}

function NameCell({ tree, frame, isOpen, isFound, onToggle }: Props) {
  const depth = tree.depths[frame] ?? 0
  const line = tree.source.callerLines[frame] ?? 0
  const Chevron = isOpen === true ? ChevronDown : ChevronRight
  const onChevron = (event: MouseEvent) => {
    event.stopPropagation()
    onToggle()
  }
  const isEstimated = tree.source.functions[tree.source.functionOf[frame] ?? -1]?.estimated === true
  return (
    <div
      role="gridcell"
      className="tree-cell name"
      style={{ '--level': Math.min(depth, INDENTED_LEVELS) } as CSSProperties}
      title={framePlace(tree, frame)}
    >
      <span className="tree-chevron" aria-hidden onClick={isOpen === null ? undefined : onChevron}>
        {isOpen !== null && <Chevron size={14} strokeWidth={1.75} />}
      </span>
      {depth > INDENTED_LEVELS && <span className="quiet small">{depth} </span>}
      <span className={`ellipsis ${isFound ? 'tree-found' : ''}`}>{frameLabel(tree, frame)}</span>
      {isEstimated && (
        <span className="quiet small" title="Scaled up from a part of its calls">
          estimated
        </span>
      )}
      {line > 0 && (
        <button
          type="button"
          className="link-button small tree-caller"
          tabIndex={-1}
          title="Go to the line that calls it (c)"
          onClick={(event) => {
            event.stopPropagation()
            goToCaller(tree, frame)
          }}
        >
          line {line}
        </button>
      )}
    </div>
  )
}
