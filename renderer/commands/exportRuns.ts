import { api } from '../api/index.ts'
import { shownId } from './comparing.ts'
import { saveBase64, saveText } from './saveText.ts'

/** Saves whole runs as one file, for another Mebi. */
export async function exportRuns(ids: readonly number[]): Promise<void> {
  const { name, base64 } = await api.call('runs.export', { ids: [...ids] })
  await saveBase64(name, base64)
}

/** Saves a run as a page that needs nothing else. */
export async function saveReport(id: number): Promise<void> {
  const { name, text } = await api.call('runs.report', { id })
  await saveText(name, text)
}

export async function exportShown(): Promise<void> {
  const id = shownId()
  if (id !== null) await exportRuns([id])
}

export async function saveShownReport(): Promise<void> {
  const id = shownId()
  if (id !== null) await saveReport(id)
}
