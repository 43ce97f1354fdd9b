import type {
  Example,
  FunctionHistory,
  OutlineItem,
  RunRequest,
  RunSummary,
} from '../../profiler-core/contract/index.ts'
import { absolutePath } from '../../profiler-core/contract/paths.ts'
import { ApiError, api } from '../api/index.ts'
import { openDialog, type RunSubject } from '../state/dialogs.ts'
import { forgetHistory, loadHistory, useHistory } from '../state/history.ts'
import { attempt, type Notice, notify, notifyError } from '../state/notices.ts'
import { outlineNow, useOutlines } from '../state/outlines.ts'
import { closeProject, openProject, projectDir, useProject } from '../state/project.ts'
import { start, stop, useRuns } from '../state/runs.ts'
import { closeView, openFile, showLive, showRun, useView } from '../state/view.ts'

/** Opens a folder with everything that belongs to it. Returns whether it could be opened. */
export async function enterProject(dir: string): Promise<boolean> {
  const project = await openProject(dir)
  if (project === null) return false
  closeView()
  forgetHistory()
  attempt(loadHistory())
  attempt(showRunning())
  return true
}

/** Shows the run of the open project that goes on, if one does. */
export async function showRunning(): Promise<void> {
  const dir = useProject.getState().project?.dir
  const live = useRuns.getState().running.findLast(({ request }) => request.projectDir === dir)
  if (live !== undefined) await showLive(live.key)
}

/** Opens what was dropped: a folder, or a Python file in its folder. */
export async function enterDropped(path: string): Promise<void> {
  const name = path.search(/[^\\/]+\.pyw?$/)
  if (name <= 0) {
    await enterProject(path)
    return
  }
  const folder = path.slice(0, name - 1)
  if (await enterProject(folder === '' ? '/' : folder)) await openFile(path)
}

export function leaveProject(): void {
  closeView()
  forgetHistory()
  closeProject()
}

/** The system's folder dialog, or our own where the host has none. */
export async function chooseFolder(): Promise<void> {
  try {
    const dir = await api.ask('host.pickFolder', {})
    if (dir !== null) await enterProject(dir)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-offered') openDialog({ kind: 'folder' })
    else notifyError(error)
  }
}

/** Runs what is remembered for a subject; asks how the first time, or when `ask` says so. */
export async function profile(subject: RunSubject, { ask = false } = {}): Promise<void> {
  if (useProject.getState().project?.trusted !== true) {
    notify('Mebi runs programs only from folders that you trust.', {
      tone: 'error',
      detail: 'Answer the question above the files first.',
    })
    return
  }
  const remembered = await api.call('requests.remembered', {
    projectDir: projectDir(),
    subject: subject.subject,
  })
  if (remembered === null || ask) {
    openDialog({ kind: 'run', subject })
    return
  }
  try {
    await launch(subject, remembered)
  } catch (error) {
    // What was right the last time may not be any more: a file was moved, an interpreter removed.
    notifyError(error, settingsAction(subject))
  }
}

/** Runs a request, and remembers that its subject is run so. Rejects where it cannot be started. */
export async function launch(subject: RunSubject, request: RunRequest): Promise<void> {
  await run(request)
  attempt(showSubject(subject))
  const dir = projectDir()
  await api.call('requests.remember', { projectDir: dir, subject: subject.subject, request })
  // What the form proposes for functions that were never run.
  if (subject.subject !== dir) {
    await api.call('requests.remember', { projectDir: dir, subject: LAST_REQUEST, request })
  }
}

/** Under which the latest request of a project is remembered, whatever it was for. */
export const LAST_REQUEST = 'last'

/** Runs a request, as often as it says; says so where it has to wait. */
export async function run(request: RunRequest): Promise<void> {
  const { group: _, ...rest } = request
  const times = request.repeat ?? 1
  const waits = useRuns.getState().running.length > 0
  // Another group each time that it is asked for.
  const each = times === 1 ? rest : { ...rest, group: newGroup() }
  const key = await start(each)
  for (let nth = 2; nth <= times; nth += 1) await api.call('runs.enqueue', each)
  if (waits && key === null) notify('The run waits until the one before it has ended.')
}

/** `crypto.randomUUID` is there only where the page came over HTTPS or from this machine. */
function newGroup(): string {
  return [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('')
}

/** What was run, and where that is known from. */
export type PastRequest = Pick<RunSummary, 'request' | 'origin'>

/**
 * Runs a request of the past once more; where that cannot be, its settings are offered. So they are for a run that came from
 * a file: whoever made the file has chosen what would be executed.
 */
export async function runOnceMore({ request, origin }: PastRequest): Promise<void> {
  if (origin !== null) {
    openDialog({ kind: 'run', subject: requestSubject(request), request })
    return
  }
  try {
    await run(request)
  } catch (error) {
    notifyError(error, settingsAction(requestSubject(request), request))
  }
}

/** A way out where a run cannot be as it was asked for. `request`: the settings to begin with. */
export function settingsAction(subject: RunSubject, request?: RunRequest): Notice['action'] {
  const dialog = { kind: 'run', subject, ...(request === undefined ? {} : { request }) } as const
  return { label: 'Settings...', run: () => openDialog(dialog) }
}

/** Shows a function in its source, with what its last run measured where the shown run says nothing of its file. */
export async function openFunction(file: string, name: string, line: number): Promise<void> {
  await openFile(file, { line, functionName: name, prefer: 'disk' })
  const known = useHistory.getState().functions.get(`${file}:${name}`)
  if (known !== undefined) await showLastRun(known, name)
}

/** Shows a file, at a line, with what its last run measured where the shown run says nothing of it. */
export async function openSource(file: string, line?: number): Promise<void> {
  await openFile(file, { line, prefer: 'disk' })
  // Runs know a file that was opened through a link by its own name.
  const { file: opened } = useView.getState()
  let known: FunctionHistory | undefined
  for (const each of useHistory.getState().functions.values()) {
    if (each.file === opened && each.runId > (known?.runId ?? 0)) known = each
  }
  if (known !== undefined) await showLastRun(known)
}

async function showLastRun({ file, runId }: FunctionHistory, functionName?: string): Promise<void> {
  const { shown, file: opened } = useView.getState()
  const isKept = shown?.kind === 'live' || shown?.run.functions.some((each) => each.file === file) === true
  if (isKept || opened !== file) return
  await showRun(runId, {
    file,
    prefer: 'disk',
    stays: true,
    ...(functionName === undefined ? {} : { functionName }),
  })
}

/** Opens a bundled example and runs it, as it was run the last time or in the plainest way. */
export async function profileExample(example: Example): Promise<void> {
  if (!(await enterProject(example.projectDir))) return
  const { file } = example
  const outline = await outlineOf(file)
  const line = outline.find(({ name }) => name === example.function)?.defLine
  await openFile(file, { functionName: example.function, line })
  const subject = functionSubject(file, example.function)
  const remembered = await api.call('requests.remembered', {
    projectDir: projectDir(),
    subject: subject.subject,
  })
  await launch(subject, remembered ?? plainRequest(subject, file))
}

/** Opens what is watched, so that its lines are seen while they run; a file that is open and watched stays. */
async function showSubject({ names }: RunSubject): Promise<void> {
  const places = (names ?? []).map((name) => {
    const at = name.lastIndexOf(':')
    return { file: name.slice(0, at), name: name.slice(at + 1) }
  })
  const first = places.find(({ file }) => /\.(pyw?|ipynb)$/.test(file))
  const { file: shown } = useView.getState()
  if (first === undefined || places.some(({ file }) => file === shown)) return
  const item = (await outlineOf(first.file)).find(({ name }) => name === first.name)
  await openFile(first.file, { functionName: item?.name, line: item?.defLine })
}

async function outlineOf(file: string): Promise<readonly OutlineItem[]> {
  await outlineNow(projectDir(), file)
  return useOutlines.getState().byFile.get(file)?.items ?? []
}

/** Runs a file as it is, watching a subject. */
function plainRequest({ names }: RunSubject, file: string): RunRequest {
  return {
    target: { kind: 'script', path: file },
    args: [],
    cwd: projectDir(),
    projectDir: projectDir(),
    pythonFlags: [],
    env: {},
    backend: 'rss',
    watch: names === null ? { kind: 'project' } : { kind: 'functions', names: [...names] },
    detail: 'lines',
    exact: false,
    countObjects: false,
    watchChildren: true,
    includeChildren: false,
    save: true,
  }
}

/** What F5 runs: the shown run again, else the open file. */
export async function runAgain(): Promise<void> {
  const { shown, file } = useView.getState()
  if (shown?.kind === 'past') await runOnceMore(shown.run)
  else if (shown?.kind === 'live') {
    const live = useRuns.getState().running.find(({ key }) => key === shown.key)
    if (live !== undefined) await runOnceMore({ request: live.request, origin: null })
  } else if (file !== null) await profile(fileSubject(file))
}

export async function stopShown(): Promise<void> {
  const { running } = useRuns.getState()
  const { shown } = useView.getState()
  const live = running.find(({ key }) => key === shown?.key) ?? running.at(-1)
  if (live === undefined) return
  await stop(live.key)
}

export function functionSubject(file: string, name: string): RunSubject {
  return { subject: `${file}:${name}`, title: name, file, names: [`${file}:${name}`] }
}

/** Every function of a file that its outline names, and its module level. */
export function fileSubject(file: string): RunSubject {
  return { subject: file, title: file.slice(file.lastIndexOf('/') + 1), file, names: [`${file}:*`] }
}

/** What a request watches. */
export function requestSubject({ watch, target, cwd }: RunRequest): RunSubject {
  if (watch.kind === 'functions') {
    const [first = ''] = watch.names
    return watch.names.length === 1 && /\.pyw?:\*$/.test(first)
      ? fileSubject(first.slice(0, -2))
      : functionsSubject(watch.names)
  }
  if (watch.kind === 'auto' && target.kind === 'script') return fileSubject(absolutePath(target.path, cwd))
  return projectSubject()
}

export function projectSubject(): RunSubject {
  return { subject: projectDir(), title: 'every function of the project', file: null, names: null }
}

/** Every function of the files below a folder. */
export function folderSubject(folder: string): RunSubject {
  const name = folder.slice(folder.lastIndexOf('/') + 1)
  return { subject: folder, title: `all functions of ${name}`, file: null, names: [`${folder}:*`] }
}

/** Several functions at once, files and folders among them. */
export function functionsSubject(names: readonly string[]): RunSubject {
  const sorted = [...names].sort()
  const files = sorted.map((name) => name.slice(0, name.lastIndexOf(':')))
  const [first = ''] = names
  return {
    subject: sorted.join('\n'),
    title: names.length === 1 ? first.slice(first.lastIndexOf(':') + 1) : `${names.length} functions`,
    file: files.find((file) => /\.(pyw?|ipynb)$/.test(file)) ?? null,
    names: sorted,
  }
}
