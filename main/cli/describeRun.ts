import { basename } from 'node:path'
import { runPeakPlace } from '../../profiler-core/analysis/peak.ts'
import {
  masked,
  type RunDetail,
  type RunRequest,
  type RunSummary,
  type SourceLine,
} from '../../profiler-core/contract/index.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import { nothingCalled, remedyCommand } from '../../profiler-core/report/nothingCalled.ts'
import { peakPlaceWords, peakSize } from '../../profiler-core/report/peakSize.ts'
import { duration, memory } from './format.ts'

/**
 * The one line that ends a run: `run 3 finished in 1.24 s, peak 93.4 MiB at line 12 of load`, and where there were several
 * processes `peak 136.0 MiB (first process 16.5 MiB) at line 5 of job in process 1234 (worker.py)`.
 */
export function summaryLine(run: RunDetail): string {
  const name = run.id === null ? `run (${notSaved(run)})` : `run ${run.id}`
  const { line, process } = runPeakPlace(run)
  return `${name} ${ending(run)}, peak ${peakSize(run, memory)}${peakPlaceWords(line, process)}`
}

function notSaved({ warnings }: RunDetail): string {
  return warnings.some(({ code }) => code === 'saved-later') ? 'not saved yet' : 'not saved'
}

function ending(run: RunSummary): string {
  const time = duration(run.durationNs)
  switch (run.status) {
    case 'finished':
      return `finished in ${time}`
    case 'failed':
      return `failed after ${time}${cause(run)}`
    case 'killed':
      return `was killed by ${run.signal ?? 'a signal'} after ${time}${at(run.lastLine)}`
    case 'stopped':
      return `was stopped after ${time}${at(run.lastLine ?? interruptedAt(run))}`
    case 'limit':
      return `reached its limit after ${time}${at(run.lastLine)}`
    case 'interrupted':
      return `was interrupted after ${time}${at(run.lastLine)}`
  }
}

function cause({ error, exitCode }: RunSummary): string {
  if (error === null) return `, exit code ${exitCode ?? 'unknown'}`
  return ` with ${oneLine(error.type)}${at(raisedAt({ error }))}`
}

/** Ctrl-C that a program does not catch: its KeyboardInterrupt says which line was executing. */
function interruptedAt({ error }: RunSummary): SourceLine | null {
  return error?.type === 'KeyboardInterrupt' ? raisedAt({ error }) : null
}

/** Where the exception arose that ended the program. */
function raisedAt({ error }: Pick<RunSummary, 'error'>): SourceLine | null {
  return error === null || error.file === null || error.line === null
    ? null
    : { file: error.file, line: error.line }
}

function at(place: SourceLine | null): string {
  return place === null ? '' : ` at ${shortPlace(place)}`
}

/** A place by the file's own name: `train.py:14`. */
export function shortPlace({ file, line }: SourceLine): string {
  return `${oneLine(basename(file))}:${line}`
}

/** Where nothing that is watched was called: what was watched, and what to type instead, a line each. */
export function withoutTable(run: RunDetail, command: 'run' | 'check'): string[] {
  const found = nothingCalled(run)
  if (found === null) return []
  const ways = found.remedies.map(
    (remedy) => `To watch ${remedy.what}, type: ${remedyCommand(run.request, remedy, command)}`,
  )
  return [found.text, ...ways]
}

/** What a request runs, as it was typed but for secrets: `train.py --fast`, `-m pytest -q`. */
export function commandOf({ target, args }: RunRequest): string {
  const typed = masked(args)
  const words = target.kind === 'module' ? ['-m', target.name, ...typed] : [target.path, ...typed]
  const call = target.kind === 'script' && target.call !== undefined ? ['-c', quoted(target.call)] : []
  return [...call, ...words.map(quoted)].join(' ')
}

function quoted(word: string): string {
  const text = oneLine(word)
  return /^[\p{L}\p{N}_@%+=:,./~-]+$/u.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
