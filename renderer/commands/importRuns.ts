import { MAX_EXCHANGE_BYTES } from '../../profiler-core/contract/exchange.ts'
import { ApiError, api } from '../api/index.ts'
import { loadHistory } from '../state/history.ts'
import { attempt, notify, notifyError } from '../state/notices.ts'
import { projectDir, useProject } from '../state/project.ts'
import { showRun } from '../state/view.ts'
import { formatSize } from '../ui/format.ts'
import { importWords } from './importWords.ts'

/** Endings of the files that runs are taken in from: of Mebi, of `mprof`, tables of `memory_profiler`. */
export const RUN_FILES = ['.mebi', '.dat', '.txt'] as const

/** From this size on a file takes seconds. */
const SLOW_BYTES = 8 * 2 ** 20

export function isRunFile({ name }: Pick<File, 'name'>): boolean {
  return RUN_FILES.some((ending) => name.toLowerCase().endsWith(ending))
}

/** Asks for files, and takes in their runs. */
export function chooseRunFiles(): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.accept = RUN_FILES.join(',')
  input.addEventListener('change', () => attempt(importRuns([...(input.files ?? [])])))
  input.click()
}

/** Takes in the runs of files, one after the other; what is wrong with one is told, and keeps out none of the others. */
export async function importRuns(files: readonly File[]): Promise<void> {
  if (useProject.getState().project === null) {
    notify('Runs are taken into a project: open its folder first, then drop the file again.', {
      tone: 'error',
    })
    return
  }
  let latest: number | undefined
  for (const file of files) {
    try {
      latest = (await importRun(file)) ?? latest
    } catch (error) {
      notifyError(error)
    }
  }
  await loadHistory()
  if (latest !== undefined) await showRun(latest)
}

/** Returns the last of its runs. */
async function importRun(file: File): Promise<number | undefined> {
  if (file.size > MAX_EXCHANGE_BYTES) {
    const most = formatSize(MAX_EXCHANGE_BYTES)
    throw unusable(
      'import-too-large',
      `${file.name} is larger than the ${most} that a file of runs may have.`,
    )
  }
  if (file.size > SLOW_BYTES) notify(`Importing ${file.name}, which is ${formatSize(file.size)}\u2026`)
  const base64 = await base64Of(file)
  const { ids, known } = await api.call('runs.import', { projectDir: projectDir(), name: file.name, base64 })
  notify(importWords(file.name, ids, known))
  return ids.at(-1)
}

function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      const url = typeof reader.result === 'string' ? reader.result : ''
      resolve(url.slice(url.indexOf(',') + 1))
    })
    // Where a folder has such a name, or the file is gone.
    reader.addEventListener('error', () =>
      reject(unusable('import-unreadable', `${file.name} cannot be read as a file.`)),
    )
    reader.readAsDataURL(file)
  })
}

function unusable(code: string, message: string): ApiError {
  return new ApiError({ code, message, hint: null })
}
