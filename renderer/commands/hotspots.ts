import type { WatchSelection } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { openDialog } from '../state/dialogs.ts'
import { showView } from '../state/layout.ts'
import { notify } from '../state/notices.ts'
import { projectDir, useProject } from '../state/project.ts'
import { useRuns } from '../state/runs.ts'
import { useView } from '../state/view.ts'
import { fileSubject, LAST_REQUEST, type PastRequest, runOnceMore } from './actions.ts'

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
  const past = shownRequest() ?? (await lastRequest())
  const { file } = useView.getState()
  if (past !== null) {
    const { request, origin } = past
    await runOnceMore({
      request: { ...request, detail: 'functions', watch: { kind: 'project' }, exact: false },
      origin,
    })
    showView('hotspots')
  } else if (file !== null) openDialog({ kind: 'run', subject: fileSubject(file) })
  else notify('Open a file first: it is what is run.', { tone: 'error' })
}

/** Runs a program again, watching the lines of some functions, each named `FILE:NAME`. */
export async function profileClosely(
  { request, origin }: PastRequest,
  names: readonly string[],
): Promise<void> {
  await runOnceMore({
    request: { ...request, detail: 'lines', watch: { kind: 'functions', names: [...names] } },
    origin,
  })
  showView('table')
}

/** Runs a program again that called nothing of what was watched, watching something else. */
export async function watchInstead({ request, origin }: PastRequest, watch: WatchSelection): Promise<void> {
  await runOnceMore({ request: { ...request, watch }, origin })
}

function shownRequest(): PastRequest | null {
  const { shown } = useView.getState()
  if (shown?.kind === 'past') return shown.run
  const live = useRuns.getState().running.find(({ key }) => key === shown?.key)
  return live === undefined ? null : { request: live.request, origin: null }
}

async function lastRequest(): Promise<PastRequest | null> {
  const request = await api.call('requests.remembered', { projectDir: projectDir(), subject: LAST_REQUEST })
  return request && { request, origin: null }
}
