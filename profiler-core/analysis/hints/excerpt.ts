import type { Module } from './python/module.ts'
import type { Edit, Finding } from './rule.ts'

/** The text after some changes, which do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const { from, to, text: inserted } of [...edits].sort((a, b) => b.from - a.from)) {
    result = result.slice(0, from) + inserted + result.slice(to)
  }
  return result
}

/** The lines that a finding is about, as they stand and as they may become. */
export function excerptOf(module: Module, finding: Finding): { before: string; after: string } {
  const edits = typeof finding.change === 'string' ? [] : finding.change
  const stretches = stretchesOf(module, finding, edits)
  const before = dedent(stretches.map(({ from, to }) => module.text.slice(from, to)))
  if (typeof finding.change === 'string') return { before, after: finding.change }
  const changed = stretches.map(({ from, to }) => {
    const within = edits.filter((edit) => edit.from >= from && edit.to <= to)
    const moved = within.map((edit) => ({ ...edit, from: edit.from - from, to: edit.to - from }))
    return applyEdits(module.text.slice(from, to), moved)
  })
  const imports = (finding.imports ?? []).filter((line) => !module.text.includes(line))
  return { before, after: [...imports, dedent(changed)].join('\n') }
}

/** Of what is only shown, and longer, the ends do. */
const MOST_LINES = 8

/** Runs of whole lines; a single line between two is shown rather than left out. */
function stretchesOf(module: Module, { at, shown = [] }: Finding, edits: readonly Edit[]): Edit[] {
  const lines = new Set<number>()
  const add = (from: number, to: number) => {
    const last = module.lines.lineAt(Math.max(from, to - 1))
    for (let line = module.lines.lineAt(from); line <= last; line++) lines.add(line)
  }
  for (const edit of edits) add(edit.from, edit.to)
  for (const { from, to, line, lastLine } of shown) {
    if (lastLine - line < MOST_LINES) add(from, to)
    else for (const end of [from, to]) add(end, end)
  }
  if (lines.size === 0) add(at.from, at.to)
  const stretches: { first: number; last: number }[] = []
  for (const line of [...lines].sort((a, b) => a - b)) {
    const open = stretches.at(-1)
    if (open !== undefined && line <= open.last + 2) open.last = line
    else stretches.push({ first: line, last: line })
  }
  return stretches.map(({ first, last }) => ({
    from: module.lines.startOf(first),
    to: module.lines.endOf(last),
    text: '',
  }))
}

/** Takes off the indentation that all lines share, and joins the stretches. */
function dedent(stretches: readonly string[]): string {
  const blocks = stretches.map((text) => text.replace(/\s+$/, '').split(/\r\n|\r|\n/))
  const filled = blocks.flat().filter((line) => line.trim() !== '')
  const margin = Math.min(...filled.map((line) => line.length - line.trimStart().length))
  return blocks.map((lines) => lines.map((line) => line.slice(margin)).join('\n')).join('\n...\n')
}
