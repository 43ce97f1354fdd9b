import { FileInput, Flag, Pin, StickyNote } from 'lucide-react'
import type { HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { datasetWords } from '../details/datasetWords.ts'

/** What a run was, in the rest of its second line: its label and data, else what was watched, and its marks. */
export function RunMarks({ entry }: { readonly entry: HistoryEntry }) {
  const { label, dataset, watched, note, pinned, baseline, origin } = entry
  const data = dataset === null ? '' : datasetWords(dataset)
  const mark = { size: 13, strokeWidth: 1.75 }
  return (
    <>
      <span className="run-what quiet ellipsis">
        {label !== null && <span className="run-label">{label}</span>}
        {label !== null && data !== '' && ', '}
        {data}
        {label === null && data === '' && watched}
      </span>
      {origin !== null && (
        <FileInput className="run-mark" {...mark} aria-label={`Imported from ${origin.fileName}`} />
      )}
      {note !== null && <StickyNote className="run-mark" {...mark} aria-label="Note" />}
      {baseline && <Flag className="run-mark baseline" {...mark} aria-label="Baseline" />}
      {pinned && <Pin className="run-mark pinned" {...mark} aria-label="Pinned" />}
    </>
  )
}
