import type { Hint, RunDetail } from '../../../profiler-core/contract/index.ts'
import { oneLine, visible } from '../../../profiler-core/report/index.ts'
import { memory } from '../format.ts'
import { shortPath } from './place.ts'

/** What to try, most at stake first. */
export function hintsText(hints: readonly Hint[], { request }: RunDetail, width: number): string {
  const shown = hints.filter(({ dismissed }) => !dismissed)
  if (shown.length === 0) return 'No hint: nothing that Mebi knows of would take much less memory.\n'
  return shown.map((hint) => hintText(hint, request, Math.min(Math.max(width, 60), 100))).join('\n')
}

function hintText(hint: Hint, request: RunDetail['request'], width: number): string {
  return `${[
    `${shortPath(hint.file, request)}:${hint.line}  up to ${memory(hint.stakeBytes)}  (${hint.rule})`,
    ...wrap(oneLine(hint.title), width - 2).map((line) => `  ${line}`),
    ...wrap(oneLine(hint.explanation), width - 2).map((line) => `  ${line}`),
    ...hint.before.split('\n').map((line) => `  - ${visible(line)}`),
    ...hint.after.split('\n').map((line) => `  + ${visible(line)}`),
  ].join('\n')}\n`
}

/** Breaks a text into lines at blanks; a word that is too long keeps a line to itself. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines
}
