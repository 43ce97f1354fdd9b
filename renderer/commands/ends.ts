import type { RunDetail } from '../../profiler-core/contract/index.ts'
import { type Notice, notify } from '../state/notices.ts'
import { useProject } from '../state/project.ts'
import { requestSubject, settingsAction } from './actions.ts'

/** What a person should hear of at once, among all that the details of a run say. */
const told: Readonly<Record<string, Notice['tone']>> = {
  'not-saved': 'error',
  'saved-later': 'error',
  'interpreter-replaced': 'error',
  'children-left': 'info',
}

/** Tells what a run that has just ended leaves to be done. */
export function tellOfEnd({ request, warnings }: RunDetail): void {
  if (useProject.getState().project?.dir !== request.projectDir) return
  for (const { code, message } of warnings) {
    const tone = told[code]
    if (tone === undefined) continue
    const action = code === 'interpreter-replaced' ? settingsAction(requestSubject(request), request) : null
    notify(message, { tone, action })
  }
}
