import { compare, type RunPair, useComparison } from './comparison.ts'
import { type MainView, useMainView } from './mainView.ts'
import { useProject } from './project.ts'
import { openTrends, useTrends } from './trends.ts'
import { openFile, showRun, useView } from './view.ts'

const KEY = 'mebi.place'

/** Where a person was in a window. */
export interface Place {
  readonly dir: string
  readonly file: string | null
  readonly functionName: string | null
  /** Number of the shown run; `null` where none of the history was shown. */
  readonly run: number | null
  /** What stood in the middle. */
  readonly main: MainView
  /** The runs that were compared; `null`: none were. */
  readonly pair: RunPair | null
  /** Whose trends were shown; `null`: none. */
  readonly target: string | null
}

/** Where this window was before its page was loaded again; `null` in a new window. */
export function rememberedPlace(): Place | null {
  const text = sessionStorage.getItem(KEY)
  return text === null ? null : (JSON.parse(text) as Place)
}

/** Shows what was shown before; a run that goes on stays in sight. */
export async function returnTo({ file, functionName, run, main, pair, target }: Place): Promise<void> {
  const place = functionName === null ? {} : { functionName }
  if (run !== null && useView.getState().shown === null) {
    await showRun(run, file === null ? place : { ...place, file })
  } else if (file !== null) await openFile(file, place)
  if (main === 'trends' && target !== null) openTrends(target)
  if (main === 'comparison' && pair !== null) await compare(pair)
}

/** Keeps in mind where the person is, for as long as the window lives. */
export function rememberPlace(): void {
  let last: string | null = null
  const keep = () => {
    const text = here()
    if (text === last) return
    last = text
    if (text === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, text)
  }
  keep()
  useProject.subscribe(keep)
  useView.subscribe(keep)
  useMainView.subscribe(keep)
  useComparison.subscribe(keep)
  useTrends.subscribe(keep)
}

function here(): string | null {
  const { project } = useProject.getState()
  if (project === null) return null
  const { file, functionName, shown } = useView.getState()
  const run = shown?.kind === 'past' ? shown.run.id : null
  const { main } = useMainView.getState()
  const { pair } = useComparison.getState()
  const { target } = useTrends.getState()
  return JSON.stringify({ dir: project.dir, file, functionName, run, main, pair, target } satisfies Place)
}
