import { OVERLAP_FOOTNOTE, OVERLAP_MARK, OVERLAP_NOTE } from '../../profiler-core/report/overlap.ts'
import './overlap.css'

/** Behind a number that may be another thread's. It takes no room, so that numbers stay below each other. */
export function OverlapMark({ isOverlapped }: { readonly isOverlapped: boolean }) {
  if (!isOverlapped) return null
  return (
    <span className="overlap-mark" title={OVERLAP_NOTE}>
      {OVERLAP_MARK}
    </span>
  )
}

/** What the mark means, once below a table that has it. */
export function OverlapNote({ isMarked }: { readonly isMarked: boolean }) {
  if (!isMarked) return null
  return <p className="overlap-note quiet small">{OVERLAP_FOOTNOTE}</p>
}
