import { create } from 'zustand'
import type { FunctionResult, ProcessResult } from '../../profiler-core/contract/index.ts'
import { shownFunctions } from './shown.ts'
import { useStories, useStory } from './story.ts'
import { useView } from './view.ts'

interface Chosen {
  /** The process whose numbers the table shows; `null`: all of them together. */
  readonly pid: number | null
}

/** Which process of the shown run is looked at by itself. */
export const useChosenProcess = create<Chosen>(() => ({ pid: null }))

// Another run has other processes.
useView.subscribe(({ shown }, before) => {
  if (shown?.key !== before.shown?.key) useChosenProcess.setState({ pid: null })
})

export function chooseProcess(pid: number | null): void {
  useChosenProcess.setState({ pid })
}

const NONE: readonly ProcessResult[] = []

/** The watched processes of the shown run, the program first; none where it was alone. */
export function useProcesses(): readonly ProcessResult[] {
  const id = useView(({ shown }) => (shown?.kind === 'past' ? shown.run.id : null))
  const { story } = useStory(id, 'processes')
  return story?.processes ?? NONE
}

/** The process that was chosen; `null`: all of them together. */
export function useProcess(): ProcessResult | null {
  const pid = useChosenProcess((chosen) => chosen.pid)
  return useProcesses().find((each) => each.pid === pid) ?? null
}

/** The functions whose numbers the table shows where no part of the run is chosen, outside of components. */
export function tableFunctions(): readonly FunctionResult[] {
  const { pid } = useChosenProcess.getState()
  const { shown } = useView.getState()
  if (pid === null || shown?.kind !== 'past' || shown.run.id === null) return shownFunctions()
  const processes = useStories.getState().byRun.get(shown.run.id)?.parts.processes
  return processes?.find((each) => each.pid === pid)?.functions ?? shownFunctions()
}
