import type { RunRequest } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { openDialog } from '../state/dialogs.ts'
import { showView } from '../state/layout.ts'
import { notify } from '../state/notices.ts'
import { projectDir, useProject } from '../state/project.ts'
import { useRuns } from '../state/runs.ts'
import { useView } from '../state/view.ts'
import { fileSubject, LAST_REQUEST, runOnceMore } from './actions.ts'

/**
 * Runs the program once more, watching every function of the project as a whole. Which program: that of the shown run, else
 * of the last one; where there was none, the person is asked how the open file is run.
 */
export async function findHotspots(): Promise<void> {
  if (useProject.getState().project?.trusted !== true) {
    notify('Mebi runs programs only from folders that you trust.', {
      tone: 'error',
      detail: 'Answer the question above the files first.',
    })
    return
  }
  const request = shownRequest() ?? (await lastRequest())
  const { file } = useView.getState()
  if (request !== null) {
    await runOnceMore({ ...request, detail: 'functions', watch: { kind: 'project' }, exact: false })
    showView('hotspots')
  } else if (file !== null) openDialog({ kind: 'run', subject: fileSubject(file) })
  else notify('Open a file first: it is what is run.', { tone: 'error' })
}

/** Runs a program again, watching the lines of some functions, each named `FILE:NAME`. */
export async function profileClosely(request: RunRequest, names: readonly string[]): Promise<void> {
  await runOnceMore({ ...request, detail: 'lines', watch: { kind: 'functions', names: [...names] } })
  showView('table')
}

function shownRequest(): RunRequest | null {
  const { shown } = useView.getState()
  if (shown?.kind === 'past') return shown.run.request
  return useRuns.getState().running.find(({ key }) => key === shown?.key)?.request ?? null
}

async function lastRequest(): Promise<RunRequest | null> {
  return await api.call('requests.remembered', { projectDir: projectDir(), subject: LAST_REQUEST })
}
