import { ChevronDown, ChevronRight, Play } from 'lucide-react'
import { type MouseEvent, memo, type ReactNode } from 'react'
import type { FunctionHistory } from '../../../profiler-core/contract/index.ts'
import { OVERLAP_FOOTNOTE, overlapMark } from '../../../profiler-core/report/overlap.ts'
import { profile } from '../../commands/actions.ts'
import { useExplorer } from '../../state/explorer.ts'
import { attempt } from '../../state/notices.ts'
import { formatCount, formatDelta, formatSize } from '../../ui/format.ts'
import { Matched } from '../../ui/Matched.tsx'
import { OverlapMark } from '../../ui/Overlap.tsx'
import { barLength, type Heat } from './heat.ts'
import { canProfile, profileWords, subjectOf } from './subjects.ts'
import type { Row } from './tree.ts'

interface RowViewProps {
  readonly row: Row
  readonly index: number
  /** Pixels from the top of the list. */
  readonly top: number
  readonly elementId: string
  readonly isActive: boolean
  readonly heat: Heat
  /** It is the file that runs now. */
  readonly isRunning: boolean
  /** It is the function that is executing now. */
  readonly isExecuting: boolean
  /** It is what the middle shows. */
  readonly isShown: boolean
}

export const RowView = memo(function RowView(props: RowViewProps) {
  const { row, index, top, elementId, isActive, heat, isRunning, isExecuting, isShown } = props
  const isSelected = useExplorer(({ selected }) => selected.has(row.id))
  const history = historyOf(row, heat)
  const state = [
    isActive ? 'active' : '',
    isShown ? 'shown' : '',
    row.problem === null ? '' : 'dim',
    row.kind,
  ].join(' ')
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus is the tree's, which names its active line.
    <div
      id={elementId}
      className={`row ${state}`}
      style={{ transform: `translateY(${top}px)`, '--level': row.level } as never}
      role="treeitem"
      aria-label={labelOf(row, history, isExecuting || isRunning)}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={row.isOpen ?? undefined}
      aria-selected={isSelected}
      aria-current={isShown || undefined}
      data-index={index}
      title={titleOf(row, history)}
    >
      <span className="row-chevron" aria-hidden>
        {row.isOpen !== null && chevron(row.isOpen)}
      </span>
      <span className={`row-label ${row.item === null ? '' : 'code'}`}>
        {row.kind === 'class' && <span className="quiet">class </span>}
        <Matched text={row.label} at={row.matched} />
      </span>
      {row.place !== null && <span className="row-place quiet small">{row.place}</span>}
      {(isExecuting || isRunning) && (
        <span className={isExecuting ? 'row-mark executing' : 'row-mark'} title="Running now" />
      )}
      <span className="row-end">
        {history !== undefined && <Increment history={history} largest={heat.largest} />}
        {canProfile(row) && <ProfileButton row={row} />}
      </span>
    </div>
  )
})

function chevron(isOpen: boolean): ReactNode {
  const Icon = isOpen ? ChevronDown : ChevronRight
  return <Icon size={14} strokeWidth={1.75} />
}

function Increment({ history, largest }: { readonly history: FunctionHistory; readonly largest: number }) {
  const { incrementBytes, overlapped } = history
  const tone = incrementBytes < 0 ? 'release' : 'growth'
  const text = formatDelta(incrementBytes)
  const isZero = /^[0.]+$/.test(text)
  return (
    <>
      <span className="row-bar" aria-hidden>
        <span className={tone} style={{ width: `${barLength(incrementBytes, largest) * 100}%` }} />
      </span>
      <span className={`row-number number ${isZero ? 'quiet' : tone}`}>
        {text}
        <OverlapMark isOverlapped={overlapped} />
      </span>
    </>
  )
}

/** For the mouse; the keys for it are Ctrl+Enter and the menu. */
function ProfileButton({ row }: { readonly row: Row }) {
  const words = profileWords(row)
  const onClick = (event: MouseEvent) => {
    event.stopPropagation()
    attempt(profile(subjectOf(row)))
  }
  return (
    <button
      type="button"
      className="row-action icon-button"
      tabIndex={-1}
      aria-label={words}
      title={words}
      onClick={onClick}
    >
      <Play size={13} strokeWidth={2} aria-hidden />
    </button>
  )
}

function historyOf({ kind, path, item }: Row, heat: Heat): FunctionHistory | undefined {
  if (kind === 'function') return heat.functions.get(`${path}:${item?.name ?? ''}`)
  return kind === 'file' ? heat.files.get(path) : undefined
}

function titleOf({ item, label, kind, path, problem }: Row, history: FunctionHistory | undefined): string {
  const name = item === null ? path : item.name
  if (problem !== null) return `${label}: ${problem}`
  if (history === undefined) return name
  const { incrementBytes, peakBytes, runs, overlapped } = history
  const which = kind === 'file' ? `${history.name} of the last run` : 'Last run'
  const count = runs === 1 ? '1 run' : `${formatCount(runs)} runs`
  const note = overlapped ? `\n${OVERLAP_FOOTNOTE}` : ''
  return `${name}\n${which}: ${formatDelta(incrementBytes)} MiB${overlapMark(overlapped)}, peak ${formatSize(peakBytes)}; ${count} called it${note}`
}

function labelOf({ label, kind, problem }: Row, history: FunctionHistory | undefined, runs: boolean): string {
  const words = [
    kind === 'class' ? `class ${label}` : label,
    problem,
    history && `${formatDelta(history.incrementBytes)} MiB${overlapMark(history.overlapped)}`,
    runs && 'running now',
  ]
  return words.filter(Boolean).join(', ')
}
