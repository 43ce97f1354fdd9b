import { type FileLine, fileLines, functionAt, hottestFunction } from '../../profiler-core/analysis/index.ts'
import type { FunctionResult } from '../../profiler-core/contract/index.ts'
import { type LiveRun, useRuns } from './runs.ts'
import { shownText, useView } from './view.ts'

const noFunctions: readonly FunctionResult[] = []
const noLines: ReadonlyMap<number, FileLine> = new Map()

/** The run that goes on and is shown, if that is what is shown. */
export function useShownLive(): LiveRun | null {
  const shown = useView((view) => view.shown)
  return useRuns(({ running }) =>
    shown?.kind === 'live' ? (running.find(({ key }) => key === shown.key) ?? null) : null,
  )
}

/** The functions of the shown run, live or past; the same array as long as nothing changed. */
export function useShownFunctions(): readonly FunctionResult[] {
  const shown = useView((view) => view.shown)
  // Not the live run itself, which is another one with every reading of its memory.
  const live = useRuns(({ running }) =>
    shown?.kind === 'live' ? running.find(({ key }) => key === shown.key)?.functions : undefined,
  )
  return shown?.kind === 'past' ? shown.run.functions : (live ?? noFunctions)
}

/** The same, outside of components. */
export function shownFunctions(): readonly FunctionResult[] {
  const { shown } = useView.getState()
  if (shown === null) return noFunctions
  if (shown.kind === 'past') return shown.run.functions
  return useRuns.getState().running.find(({ key }) => key === shown.key)?.functions ?? noFunctions
}

let latest: {
  functions: readonly FunctionResult[]
  file: string
  lines: ReadonlyMap<number, FileLine>
} | null = null

/**
 * The lines of the open file that ran; none where the text is not the one that was measured. The same map as long as
 * nothing changed.
 */
export function shownLines(): ReadonlyMap<number, FileLine> {
  const view = useView.getState()
  const { file } = view
  if (file === null || shownText(view)?.measured !== true) return noLines
  const functions = shownFunctions()
  if (latest?.functions !== functions || latest.file !== file) {
    latest = { functions, file, lines: fileLines(functions, file) }
  }
  return latest.lines
}

/**
 * The function whose table and totals are shown: the chosen one, else the hottest of the file, else of the run. `null`
 * where the chosen one was not called, though others of its file were.
 */
export function useShownFunction(): FunctionResult | null {
  const functions = useShownFunctions()
  const file = useView((view) => view.file)
  const name = useView((view) => view.functionName)
  return shownFunction(functions, file, name)
}

export function shownFunction(
  functions: readonly FunctionResult[],
  file: string | null,
  name: string | null,
): FunctionResult | null {
  const here = functions.filter((each) => each.file === file && each.calls > 0)
  if (here.length === 0) return hottestFunction(functions)
  if (name === null) return hottestFunction(here)
  return here.find((each) => each.name === name) ?? null
}

/** The function that a line of the open file belongs to. */
export function functionOfLine(line: number): FunctionResult | null {
  const { file } = useView.getState()
  return file === null ? null : functionAt(shownFunctions(), file, line)
}
