import { create } from 'zustand'
import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { attempt } from '../../state/notices.ts'
import { openFile, reveal, selectFunction, useView } from '../../state/view.ts'
import { type ColumnId, nextSorting, type Sorting } from './tableRows.ts'

interface TableState {
  readonly sorting: Sorting | null
  /** Line of the selected row. */
  readonly selected: number | null
}

export const useTable = create<TableState>(() => ({ sorting: null, selected: null }))

// The selection follows the cursor in the source.
useView.subscribe(({ line }, before) => {
  if (line !== before.line) useTable.setState({ selected: line })
})

export function sortBy(column: ColumnId): void {
  useTable.setState(({ sorting }) => ({ sorting: nextSorting(sorting, column) }))
}

export function select(line: number): void {
  useTable.setState({ selected: line })
}

/** Shows a line of a function in the source. */
export function goToLine({ file, name, firstLine }: FunctionResult, line: number): void {
  const target = Math.max(line, firstLine)
  if (useView.getState().file === file) reveal(target)
  else attempt(openFile(file, { line: target, functionName: name, prefer: 'run' }))
}

/** Shows a function of the run, in the table and in the source. */
export function goToFunction(watched: FunctionResult): void {
  if (useView.getState().file === watched.file) selectFunction(watched.name)
  goToLine(watched, watched.firstLine)
}
