import type { Metric } from '../../../profiler-core/analysis/callTree/index.ts'
import type { CallTree } from '../../../profiler-core/contract/index.ts'
import { collapsedStacks } from '../../../profiler-core/report/collapsed.ts'
import { speedscopeFile } from '../../../profiler-core/report/speedscope.ts'
import { plainFileName, saveText } from '../../commands/saveText.ts'
import { notify } from '../../state/notices.ts'

/** Saves a call tree as it is shown, for https://www.speedscope.app. */
export async function saveSpeedscope(callTree: CallTree, runId: number, metric: Metric): Promise<void> {
  const file = speedscopeFile(callTree, `Mebi run ${runId}`, metric)
  await saveText(`${plainFileName(`run-${runId}`)}.speedscope.json`, JSON.stringify(file))
}

/** Saves a call tree as it is shown as collapsed stacks: of bytes, or of microseconds. */
export async function saveCollapsed(callTree: CallTree, runId: number, metric: Metric): Promise<void> {
  const text = collapsedStacks(callTree, metric)
  if (text === null) {
    notify('This tree is too deep for collapsed stacks, which repeat the whole path on each line.', {
      tone: 'error',
      detail: 'Fold the recursion first, or save it for speedscope.',
    })
    return
  }
  await saveText(`${plainFileName(`run-${runId}-${metric}`)}.collapsed.txt`, text)
}
