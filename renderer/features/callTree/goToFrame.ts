import type { FrameTree } from '../../../profiler-core/analysis/callTree/index.ts'
import { attempt } from '../../state/notices.ts'
import { focusSource, openFile, reveal, selectFunction, useView } from '../../state/view.ts'

/** Shows a frame's function in the source; the focus stays where it is unless it is to follow. */
export function goToFrame({ source }: FrameTree, frame: number, { focus = false } = {}): void {
  const called = source.functions[source.functionOf[frame] ?? -1]
  if (called !== undefined) goTo(called.file, called.name, called.firstLine, focus)
}

/** Shows the line that made a frame's call, where one did. */
export function goToCaller({ source, parents }: FrameTree, frame: number): void {
  const caller = source.functions[source.functionOf[parents[frame] ?? -1] ?? -1]
  const line = source.callerLines[frame] ?? 0
  if (caller !== undefined && line > 0) goTo(caller.file, caller.name, line, false)
}

function goTo(file: string, name: string, line: number, focus: boolean): void {
  if (useView.getState().file === file) {
    selectFunction(name)
    reveal(line)
  } else attempt(openFile(file, { line, functionName: name, prefer: 'run' }))
  if (focus) focusSource()
}
