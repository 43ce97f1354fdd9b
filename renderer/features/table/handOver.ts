import type { FunctionResult } from '../../../profiler-core/contract/index.ts'
import { functionTable } from '../../../profiler-core/report/classicTable.ts'
import { csvReport } from '../../../profiler-core/report/csv.ts'
import { lastWords } from '../../../profiler-core/report/lastWords.ts'
import { sourceReader } from '../../../profiler-core/report/sourceLines.ts'
import { plainFileName, saveText } from '../../commands/saveText.ts'
import { notify } from '../../state/notices.ts'
import { tableFunctions } from '../../state/processes.ts'
import { useRuns } from '../../state/runs.ts'
import { shownFunction } from '../../state/shown.ts'
import { useView } from '../../state/view.ts'

export type TableFormat = 'text' | 'csv'

/** Puts the shown function's table on the clipboard: as text, what the command line prints of it. */
export async function copyTable(format: TableFormat): Promise<void> {
  const table = tableAs(format)
  if (table === null) return
  await copyText(table.content)
  notify(`The table of ${table.name} was copied${format === 'csv' ? ' as CSV' : ''}.`)
}

/** Saves it to a file: by the system's dialog, or, in a browser, as a download. */
export async function saveTable(format: TableFormat): Promise<void> {
  const table = tableAs(format)
  if (table === null) return
  await saveText(`${plainFileName(table.name)}.${format === 'csv' ? 'csv' : 'txt'}`, table.content)
}

function tableAs(format: TableFormat): { name: string; content: string } | null {
  const { file, functionName } = useView.getState()
  const watched = shownFunction(tableFunctions(), file, functionName)
  if (watched === null) return null
  const content = format === 'csv' ? csvOf(watched) : textOf(watched)
  return content === null ? null : { name: watched.name, content }
}

function textOf(watched: FunctionResult): string | null {
  const { shown } = useView.getState()
  const run =
    shown?.kind === 'past' ? shown.run : useRuns.getState().running.find(({ key }) => key === shown?.key)
  if (run === undefined) return null
  const end = shown?.kind === 'past' ? lastWords(shown.run) : null
  return functionTable(watched, run.request, sourceReader(shownSources()), end)
}

function csvOf(watched: FunctionResult): string {
  return csvReport({ functions: [watched] }, shownSources())
}

function shownSources(): { file: string; text: string }[] {
  return [...useView.getState().sources].map(([file, text]) => ({ file, text }))
}

async function copyText(text: string): Promise<void> {
  // Away from this machine a page has a clipboard only where it came over HTTPS.
  if (!window.isSecureContext)
    throw new Error('The browser lets this page use no clipboard: save the table instead.')
  await navigator.clipboard.writeText(text)
}
