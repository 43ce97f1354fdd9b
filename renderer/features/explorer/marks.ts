import { absolutePath } from '../../../profiler-core/contract/paths.ts'
import { useOutlines } from '../../state/outlines.ts'
import type { LiveRun } from '../../state/runs.ts'
import { functionAtLine } from './outlineTree.ts'
import { itemId } from './tree.ts'

interface Running {
  readonly running: readonly LiveRun[]
}

/** The file that runs now; `null` where none does. */
export function scriptOf({ running }: Running): string | null {
  const request = running.at(-1)?.request
  return request?.target.kind === 'script' ? absolutePath(request.target.path, request.cwd) : null
}

/** Id of the function that is executing now, as far as it is watched; `null` where none is. */
export function executingId({ running }: Running): string | null {
  const line = running.at(-1)?.line
  if (!line) return null
  const items = useOutlines.getState().byFile.get(line.file)?.items ?? []
  const item = functionAtLine(items, line.line)
  return item === null ? null : itemId(line.file, item)
}
