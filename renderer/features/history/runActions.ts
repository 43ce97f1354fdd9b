import { classicTable } from '../../../profiler-core/report/classicTable.ts'
import { api } from '../../api/index.ts'
import { runOnceMore } from '../../commands/actions.ts'
import { notify } from '../../state/notices.ts'

/** Runs once more what a run of the history ran. */
export async function runOfHistory(id: number): Promise<void> {
  await runOnceMore(await api.call('runs.get', { id }))
}

/** Puts the classic tables of some runs into the clipboard. */
export async function copyTables(ids: readonly number[]): Promise<void> {
  const texts = await Promise.all(ids.map(tableOf))
  await navigator.clipboard.writeText(texts.join(''))
  notify(
    ids.length === 1
      ? `The tables of run ${ids[0]} were copied.`
      : `The tables of ${ids.length} runs were copied.`,
  )
}

async function tableOf(id: number): Promise<string> {
  const [detail, sources] = await Promise.all([
    api.call('runs.get', { id }),
    api.call('runs.sources', { id }),
  ])
  return classicTable(detail, sources)
}
