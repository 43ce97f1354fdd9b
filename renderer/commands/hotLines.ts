import { hotLines } from '../../profiler-core/analysis/index.ts'
import { shownLines } from '../state/shown.ts'
import { reveal, useView } from '../state/view.ts'

/** Goes to the next hot line of the open file, or the one before, and round again at the end. */
export function stepHotLine(direction: 1 | -1): void {
  const hot = hotLines(shownLines())
  const at = useView.getState().line ?? 0
  const next =
    direction === 1
      ? (hot.find((line) => line > at) ?? hot[0])
      : (hot.findLast((line) => line < at) ?? hot.at(-1))
  if (next !== undefined) reveal(next)
}
