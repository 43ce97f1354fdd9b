import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { threadsNote } from '../../../profiler-core/report/threadsNote.ts'

/** Stands beside growth by function where several threads ran watched code at once. */
export function ThreadsNote({ functions }: { readonly functions: readonly FunctionResult[] }) {
  const note = threadsNote(functions)
  return note === null ? null : <span className="quiet small">{note}</span>
}
