// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is on.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the keys.
import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react'
import {
  childrenOf,
  columnValue,
  type Found,
  type FrameTree,
  isOpen,
  type Metric,
  type TreeSorting,
  treeRows,
} from '../../../profiler-core/analysis/callTree/index.ts'
import '../source/heatStyles.ts'
import { selectFrame, setOpen, sortTree, useExplored, useMarks } from './callTreeState.ts'
import { goToFrame } from './goToFrame.ts'
import { INDENTED_LEVELS, TreeTableRow } from './TreeTableRow.tsx'
import { columnCharacters, columnsOf, type TreeColumn } from './treeTableColumns.ts'
import { type TableKeys, tableKey } from './treeTableKeys.ts'

const ROW_HEIGHT = 24

interface Props {
  readonly tree: FrameTree
  readonly metric: Metric
  readonly found: Found | null
}

/** The call tree as a table, unfolded by and by; only the rows in sight exist. */
export function TreeTable({ tree, metric, found }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const id = useId()
  const { selected, open } = useMarks(tree)
  const wanted = useExplored((explored) => explored.sorting)
  const sorting = useMemo(() => wanted ?? byMetric(metric), [wanted, metric])
  const rows = useMemo(
    () =>
      treeRows(tree, {
        open,
        found,
        direction: sorting.direction,
        sortValue: (frame) => columnValue(tree, frame, sorting.column, metric),
      }),
    [tree, open, found, sorting, metric],
  )
  const columns = useMemo(() => columnsOf(metric), [metric])
  const template = useMemo(() => gridColumns(tree, columns, metric), [tree, columns, metric])
  const index = useMemo(() => rows.frames.indexOf(selected), [rows, selected])
  const virtualizer = useVirtualizer({
    count: rows.frames.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    // The header takes the first row of what is seen.
    scrollPaddingEnd: ROW_HEIGHT,
  })
  useEffect(() => {
    if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' })
  }, [index, virtualizer])

  const onKeyDown = (event: KeyboardEvent) => {
    // A header's button has its own Enter.
    if (event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2)
    const keys: TableKeys = {
      tree,
      metric,
      rows,
      index,
      page,
      isOpen: (frame) => isOpen(frame, { open, found }),
    }
    if (tableKey(event.key, keys)) event.preventDefault()
  }
  return (
    <div
      ref={scroller}
      className="tree-table number"
      role="treegrid"
      tabIndex={0}
      data-focus="callTree"
      aria-label="Call tree"
      aria-rowcount={rows.frames.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={index < 0 ? undefined : `${id}-${index}`}
      style={template}
      onKeyDown={onKeyDown}
    >
      <Header columns={columns} sorting={sorting} />
      <div role="rowgroup" className="tree-table-sheet" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index: at, start, key }) => {
          const frame = rows.frames[at] ?? -1
          const hasChildren = childrenOf(tree, frame).length > 0
          const isUnfolded = isOpen(frame, { open, found })
          return (
            <TreeTableRow
              key={key}
              id={`${id}-${at}`}
              index={at}
              top={start}
              tree={tree}
              metric={metric}
              columns={columns}
              frame={frame}
              position={rows.positions[at] ?? 1}
              siblings={rows.siblings[at] ?? 1}
              isOpen={hasChildren ? isUnfolded : null}
              isSelected={at === index}
              isFound={found?.matches[frame] === 1}
              onPick={() => {
                selectFrame(tree, frame)
                goToFrame(tree, frame)
              }}
              onToggle={() => setOpen(tree, [frame], !open.has(frame))}
            />
          )
        })}
      </div>
    </div>
  )
}

function byMetric(metric: Metric): TreeSorting {
  return { column: metric === 'memory' ? 'growth' : 'time', direction: 'descending' }
}

function Header({
  columns,
  sorting,
}: {
  readonly columns: readonly TreeColumn[]
  readonly sorting: TreeSorting
}) {
  return (
    <div role="row" className="tree-table-row tree-table-header" aria-rowindex={1}>
      {columns.map(({ id, title, unit, meaning }) => {
        const direction = sorting.column === id ? sorting.direction : null
        return (
          <div
            key={id}
            role="columnheader"
            className={id === 'name' ? 'tree-cell name' : 'tree-cell'}
            aria-sort={direction ?? 'none'}
          >
            <button type="button" title={`${meaning}. Click to sort.`} onClick={() => sortTree(id, sorting)}>
              {direction !== null && (
                <span aria-hidden>{direction === 'ascending' ? '\u2191' : '\u2193'} </span>
              )}
              {title}
              {unit !== null && <span className="quiet"> {unit}</span>}
            </button>
          </div>
        )
      })}
    </div>
  )
}

/** Blanks beside a cell's text and an arrow, in characters. */
const CELL_PADDING = 3

/** Pixels that a name has at least, and a level that it is set in by. */
const NAME_WIDTH = 140
const INDENT = 12

/** The columns of each row's grid, and how wide a row is at least. */
function gridColumns(tree: FrameTree, columns: readonly TreeColumn[], metric: Metric): CSSProperties {
  const characters = columnCharacters(tree, columns, metric)
    .filter((width) => width > 0)
    .map((width) => width + CELL_PADDING)
  const name = NAME_WIDTH + INDENT * Math.min(tree.levels, INDENTED_LEVELS)
  return {
    '--columns': `minmax(${name}px, 1fr) ${characters.map((width) => `${width}ch`).join(' ')}`,
    '--indent': `${INDENT}px`,
    '--least-width': `calc(${name}px + ${characters.reduce((sum, width) => sum + width, 0)}ch)`,
  } as CSSProperties
}
