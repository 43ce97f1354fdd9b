import type { RunStatus, RunSummary, SourceLine } from '../contract/index.ts'
import { masked } from '../contract/secrets.ts'
import { endSentence } from './endWords.ts'
import { formatDuration } from './format.ts'
import { oneLine } from './visible.ts'

/** A status as people say it. */
export const statusWords: Record<RunStatus, string> = {
  finished: 'finished',
  failed: 'failed',
  killed: 'killed',
  stopped: 'stopped',
  limit: 'limit reached',
  interrupted: 'interrupted',
}

/** Whether a run's end is as it should be, is bad, or was somebody's wish. */
export function statusTone(status: RunStatus): 'ok' | 'bad' | 'warn' {
  switch (status) {
    case 'finished':
      return 'ok'
    case 'failed':
    case 'killed':
      return 'bad'
    case 'stopped':
    case 'limit':
    case 'interrupted':
      return 'warn'
  }
}

type Ending = Pick<
  RunSummary,
  'status' | 'signal' | 'exitCode' | 'durationNs' | 'error' | 'lastLine' | 'cause'
>

/** How a run ended, in a few words: `finished in 3.2 s`, `was killed by SIGKILL after 3.2 s at line 12 of train.py`. */
export function endingWords(run: Ending): string {
  const time = formatDuration(run.durationNs)
  switch (run.status) {
    case 'finished':
      // A run that another program measured may not know how long it took.
      return run.durationNs === 0 ? 'finished' : `finished in ${time}`
    case 'failed':
      return `failed after ${time} with ${failureWords(run)}`
    case 'killed':
      return `was killed by ${run.signal ?? 'a signal'} after ${time}${at(run.lastLine)}`
    case 'stopped':
      return `was stopped after ${time}${at(run.lastLine)}`
    case 'limit':
      return `reached its ${limitOf(run)} after ${time}${at(run.lastLine)}`
    case 'interrupted':
      return `was interrupted after ${time}, when Mebi itself ended`
  }
}

/** What a run came to, in sentences: how it ended, and what ended it where something did. */
export function endingSentences(run: RunSummary): string {
  const first = `${runName(run)} ${endingWords(run)}.`
  const cause = endSentence(run)
  return cause === null ? first : `${first} ${cause}`
}

/** Which limit a run has reached. */
export function limitOf({ cause }: Pick<RunSummary, 'cause'>): string {
  return cause?.kind === 'memory-limit' ? 'memory limit' : 'time limit'
}

function failureWords({ error, exitCode }: Ending): string {
  if (error === null) return exitCode === null ? 'an unknown exit code' : `exit code ${exitCode}`
  const place = error.file === null || error.line === null ? null : { file: error.file, line: error.line }
  return `${oneLine(error.type)}${at(place)}`
}

function at(place: SourceLine | null): string {
  return place === null ? '' : ` at line ${place.line} of ${fileName(place.file)}`
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** `Run 41`, or `This run` where it has no number. */
export function runName({ id }: Pick<RunSummary, 'id'>): string {
  return id === null ? 'This run' : `Run ${id}`
}

/** The command as it could be typed in a shell, but for secrets: interpreter, its options, program, arguments. */
export function commandWords({ request, interpreter }: Pick<RunSummary, 'request' | 'interpreter'>): string {
  const { target, args, pythonFlags } = request
  const program = target.kind === 'module' ? ['-m', target.name] : [target.path]
  // Nor by what it was run.
  const python = interpreter.path === 'unknown' ? 'python' : interpreter.path
  return [python, ...pythonFlags, ...program, ...masked(args)].map(quoted).join(' ')
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  const text = oneLine(word)
  return /^[\p{L}\p{N}_@%+=:,./~-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
