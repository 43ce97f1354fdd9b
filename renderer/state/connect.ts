import type { AnyEvent } from '../../profiler-core/contract/index.ts'
import { api, type Connection, REFUSED } from '../api/index.ts'
import { useAccess } from './access.ts'
import { loadHistory, useHistory } from './history.ts'
import { attempt, dismiss, notify, notifyError } from './notices.ts'
import { outlineAgain, useOutlines } from './outlines.ts'
import { appendOutput, setOutput } from './output.ts'
import { projectChanged, useProject } from './project.ts'
import { loadActive, runEnded, runLines, runMemory, runStarted, useRuns } from './runs.ts'
import { appendPoint } from './timelines.ts'
import { leaveRun, readFile, settle, showLive, showRun, useView } from './view.ts'

/** Hears what the core and the host tell, and hands it to the stores. `onHost` gets what concerns the window. */
export function connect(onHost: (event: AnyEvent) => void): void {
  api.subscribe((event) => {
    receive(event)
    onHost(event)
  })
  api.onConnection((connection) => {
    const wasRefused = useAccess.getState().refused
    useAccess.setState({ refused: connection === 'refused' })
    tellOfConnection(connection)
    if (connection !== 'open') return
    // A page that was never let in has nothing yet to catch up with.
    if (wasRefused && useProject.getState().project === null) location.reload()
    else attempt(catchUp())
  })
  // Runs of the command line are told to nobody here.
  window.addEventListener('focus', () => {
    if (useProject.getState().project !== null) loadHistory().catch(notifyError)
  })
}

let told: number | null = null

/** Says what the page waits for, for as long as it does. */
function tellOfConnection(connection: Connection): void {
  if (told !== null) dismiss(told)
  told = null
  if (connection === 'lost') {
    told = notify('Mebi does not answer; waiting for it.', {
      tone: 'error',
      // Which has a new secret then, and lets this page in no more.
      detail: 'Where mebi serve was started anew, open the address that it has printed.',
    })
  }
  // Without a project, the page says nothing else.
  if (connection === 'refused' && useProject.getState().project !== null)
    told = notify(REFUSED.message, { tone: 'error', detail: REFUSED.hint })
}

/** Asks for everything that may have happened while nobody listened. */
export async function catchUp(): Promise<void> {
  const active = await loadActive()
  for (const { key, output } of active) setOutput(key, output)
  if (useProject.getState().project === null) return
  await loadHistory()
  const { shown, file, functionName } = useView.getState()
  if (shown?.kind !== 'live' || active.some(({ key }) => key === shown.key)) return
  const ended = useHistory.getState().entries?.find(({ key }) => key === shown.key)
  if (ended === undefined) leaveRun()
  else
    await showRun(ended.id, {
      ...(file !== null && { file }),
      ...(functionName !== null && { functionName }),
    })
}

function receive(event: AnyEvent): void {
  switch (event.name) {
    case 'run.started':
      runStarted(event.payload)
      if (isOurs(event.payload.request.projectDir)) attempt(showLive(event.payload.key))
      break
    case 'run.lines':
      runLines(event.payload)
      break
    case 'run.memory':
      runMemory(event.payload)
      appendPoint(event.payload)
      break
    case 'run.output':
      appendOutput(event.payload.key, [event.payload])
      break
    case 'run.ended':
      runEnded(event.payload.key)
      settle(event.payload.run)
      break
    case 'queue.changed':
      useRuns.setState({ waiting: event.payload.waiting })
      break
    case 'queue.failed':
      notify(event.payload.error.message, { tone: 'error', detail: event.payload.error.hint })
      break
    case 'history.changed':
      if (useProject.getState().project !== null) loadHistory().catch(notifyError)
      break
    case 'project.changed':
      if (isOurs(event.payload.projectDir)) onProjectChange(event.payload)
      break
    default:
  }
}

function isOurs(dir: string): boolean {
  return useProject.getState().project?.dir === dir
}

function onProjectChange(change: Extract<AnyEvent, { name: 'project.changed' }>['payload']): void {
  projectChanged(change)
  const { file } = useView.getState()
  if (file !== null && change.files.includes(file)) attempt(readFile())
  const { byFile } = useOutlines.getState()
  attempt(
    outlineAgain(
      change.projectDir,
      change.files.filter((each) => byFile.has(each)),
    ),
  )
}
