import { create } from 'zustand'
import { hottestFunction } from '../../profiler-core/analysis/index.ts'
import type { FileText, OutlineItem, RunDetail } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { showMain } from './mainView.ts'
import { errorText, notifyError } from './notices.ts'
import { loadOutput } from './output.ts'
import { projectDir } from './project.ts'

/** The run whose numbers are shown: one that goes on, or one that has ended. */
export type ShownRun =
  | { readonly kind: 'live'; readonly key: string }
  | { readonly kind: 'past'; readonly key: string; readonly run: RunDetail }

interface View {
  readonly shown: ShownRun | null
  /** The sources of the shown run as they were, by file. */
  readonly sources: ReadonlyMap<string, string>
  /** The open file; `null` before one was opened. */
  readonly file: string | null
  /** The open file as it is on disk; `null` while it is read, or where it cannot be. */
  readonly disk: FileText | null
  /** Which text is wanted where the run's and the disk's differ. */
  readonly prefer: 'run' | 'disk'
  /** Qualified name of the function that the table shows; `null`: the hottest. */
  readonly functionName: string | null
  readonly loading: boolean
  /** Why the file cannot be shown, in a sentence. */
  readonly problem: string | null
  /** The line that is to be shown next; a new object each time. */
  readonly reveal: { readonly line: number } | null
  /** The source is to have the focus as soon as it is there. */
  readonly wantsFocus: boolean
  /** The line of the open file where the cursor stands; `null` before a person has put it anywhere. */
  readonly line: number | null
}

const nothing: View = {
  shown: null,
  sources: new Map(),
  file: null,
  disk: null,
  prefer: 'disk',
  functionName: null,
  loading: false,
  problem: null,
  reveal: null,
  wantsFocus: false,
  line: null,
}

export const useView = create<View>(() => nothing)

/** What stands in the middle, and whether the shown run's numbers belong to it. */
export interface ShownText {
  readonly text: string
  readonly outline: readonly OutlineItem[]
  /** The numbers of the run are those of this very text. */
  readonly measured: boolean
  /** The run and the disk have different texts of the file. */
  readonly changed: boolean
}

/** `null` where there is nothing to show. */
export function shownText(view: Pick<View, 'file' | 'disk' | 'sources' | 'prefer'>): ShownText | null {
  const { file, disk, sources, prefer } = view
  if (file === null) return null
  const source = sources.get(file)
  if (source === undefined) {
    return disk && { text: disk.text, outline: disk.outline, measured: false, changed: false }
  }
  const changed = disk !== null && disk.text !== source
  if (changed && prefer === 'disk') {
    return { text: disk.text, outline: disk.outline, measured: false, changed }
  }
  return { text: source, outline: changed ? [] : (disk?.outline ?? []), measured: true, changed }
}

export interface Place {
  readonly line?: number | undefined
  readonly functionName?: string | undefined
  readonly prefer?: 'run' | 'disk' | undefined
  /** What stands in the middle stays there, before the source. */
  readonly behind?: boolean | undefined
}

let opened = 0
/** How often another run, or none, was asked for: the last one counts, whichever comes first. */
let shows = 0

/** Opens a file, at a place in it. */
export async function openFile(
  file: string,
  { line, functionName, prefer, behind = false }: Place = {},
): Promise<void> {
  if (!behind) showMain('source')
  const same = useView.getState().file === file
  useView.setState((view) => ({
    file,
    functionName: functionName ?? (same ? view.functionName : null),
    prefer: prefer ?? view.prefer,
    ...(line === undefined ? {} : { reveal: { line } }),
    ...(same ? {} : { disk: null, problem: null, line: null }),
  }))
  await readFile()
}

/** Reads the open file anew. Its name becomes the one that runs know it by, where it was opened through a link. */
export async function readFile(): Promise<void> {
  const { file } = useView.getState()
  if (file === null) return
  opened += 1
  const mine = opened
  if (!isPath(file)) {
    const isKnown = useView.getState().sources.has(file)
    const problem = isKnown ? null : `${file} is code without a file, and its text is not known.`
    useView.setState({ disk: null, problem, loading: false })
    return
  }
  useView.setState({ loading: true })
  try {
    const disk = await api.call('files.read', { projectDir: projectDir(), file })
    if (mine === opened) useView.setState({ file: disk.file, disk, problem: null })
  } catch (error) {
    if (mine === opened) useView.setState({ disk: null, problem: errorText(error), wantsFocus: false })
  } finally {
    if (mine === opened) useView.setState({ loading: false })
  }
}

/** Shows a run that has just begun. */
export async function showLive(key: string): Promise<void> {
  shows += 1
  showMain('source')
  useView.setState({ shown: { kind: 'live', key }, sources: new Map(), prefer: 'run' })
  await loadSources(key)
}

async function loadSources(key: string): Promise<void> {
  const sources = await api.call('runs.sources', { key })
  if (useView.getState().shown?.key !== key) return
  useView.setState({ sources: new Map(sources.map(({ file, text }) => [file, text])) })
  const { file } = useView.getState()
  if (file !== null && !isPath(file)) await readFile()
}

/** Code without a file stands under a name of its own, such as `<string>`. */
function isPath(file: string): boolean {
  return /^([\\/]|[A-Za-z]:[\\/])/.test(file)
}

/**
 * Opens a run of the history, at its hottest function unless a place is given. `stays`: the file is open already, at the place
 * where the person wants it.
 */
export async function showRun(
  id: number,
  place: { file?: string; functionName?: string; stays?: boolean } & Pick<Place, 'prefer' | 'behind'> = {},
): Promise<void> {
  shows += 1
  const mine = shows
  const [run, sources] = await Promise.all([api.call('runs.get', { id }), api.call('runs.sources', { id })])
  if (mine !== shows) return
  useView.setState({
    shown: { kind: 'past', key: run.key, run },
    sources: new Map(sources.map(({ file, text }) => [file, text])),
    prefer: place.prefer ?? 'run',
    functionName: place.functionName ?? null,
  })
  loadOutput(run.key, id).catch(notifyError)
  const hottest = hottestFunction(run.functions)
  const file = place.file ?? hottest?.file ?? sources[0]?.file ?? null
  if (file === null) {
    if (place.behind !== true) showMain('source')
    return
  }
  if (place.stays === true) return
  const name = place.functionName ?? (hottest?.file === file ? hottest.name : undefined)
  const line = run.functions.find((each) => each.file === file && each.name === name)?.firstLine
  await openFile(file, { functionName: name, line, behind: place.behind })
}

/** Takes the numbers away: the file as it is now. */
export function leaveRun(): void {
  shows += 1
  useView.setState({ shown: null, sources: new Map(), prefer: 'disk' })
}

export function preferText(prefer: 'run' | 'disk'): void {
  useView.setState({ prefer })
}

export function selectFunction(functionName: string | null): void {
  useView.setState({ functionName })
}

/** The cursor went to a line. `functionName`: the function there; `null` leaves the chosen one. */
export function placeCursor(line: number, functionName: string | null): void {
  useView.setState((view) => ({ line, functionName: functionName ?? view.functionName }))
}

export function reveal(line: number): void {
  showMain('source')
  useView.setState({ reveal: { line } })
}

export function focusSource(): void {
  showMain('source')
  useView.setState({ wantsFocus: true })
}

export function closeView(): void {
  opened += 1
  shows += 1
  showMain('source')
  useView.setState(nothing)
}

/** A run has ended: where it was shown live, its result takes the place. */
export function settle(run: RunDetail): void {
  if (useView.getState().shown?.key !== run.key) return
  useView.setState({ shown: { kind: 'past', key: run.key, run } })
  const { sources } = useView.getState()
  if (run.functions.some(({ file }) => !sources.has(file))) loadSources(run.key).catch(notifyError)
}
