import type { Project, RunRequest } from '../../../profiler-core/contract/index.ts'
import { targetWords, watchedWords } from '../../../profiler-core/contract/requestWords.ts'
import { fileName } from '../../../profiler-core/report/runWords.ts'

/** What the button and F5 do. */
export interface RunPlan {
  readonly text: string
  /** Why nothing can be run, in a sentence; `null` where something can. */
  readonly obstacle: string | null
}

interface Situation {
  readonly project: Pick<Project, 'trusted' | 'problem'> | null
  /** Of the shown run. */
  readonly request: RunRequest | null
  /** The open file. */
  readonly file: string | null
}

/** What F5 runs, in words: `Run train.py: load, fit`. */
export function runPlan({ project, request, file }: Situation): RunPlan {
  const text =
    request !== null ? `Run ${requestWords(request)}` : file !== null ? `Run ${fileName(file)}` : 'Run'
  return { text, obstacle: obstacleTo(project, request !== null || file !== null) }
}

/** What is run and watched: `train.py: load, fit`, `train.py: load, 5 times`. */
export function requestWords(request: RunRequest): string {
  const target = targetWords(request)
  const what = request.watch.kind === 'auto' ? target : `${target}: ${watchedWords(request)}`
  return request.repeat === undefined || request.repeat === 1 ? what : `${what}, ${request.repeat} times`
}

function obstacleTo(project: Situation['project'], hasSubject: boolean): string | null {
  if (project?.problem) return project.problem
  if (project?.trusted !== true) return 'Mebi runs programs only from folders that you trust.'
  return hasSubject ? null : 'Open a file or a run first: it is what is run.'
}
