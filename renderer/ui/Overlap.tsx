import { OVERLAP_MARK, OVERLAP_NOTE } from '../../profiler-core/report/overlap.ts'
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

/** What the mark means, once beside a table that has it. */
export function OverlapNote({ isMarked }: { readonly isMarked: boolean }) {
  if (!isMarked) return null
  return (
    <span className="overlap-note quiet small ellipsis" title={OVERLAP_NOTE}>
      {OVERLAP_MARK} {OVERLAP_NOTE}
    </span>
  )
}
