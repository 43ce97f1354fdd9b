import { heatStep } from '../../analysis/heat.ts'
import { type FileLine, fileLines, functionTotals } from '../../analysis/lines.ts'
import type { FunctionResult, RunDetail, SourceFile } from '../../contract/index.ts'
import { pathInProject } from '../../contract/paths.ts'
import { exactDelta, exactMib, formatCount } from '../format.ts'
import { lastWords } from '../lastWords.ts'
import { type Room, type Stretch, stretches } from './lineFolds.ts'
import { html, type Markup, named } from './markup.ts'
import { hasMarks, markNote, overlapNote } from './overlapMark.ts'
import { type SourceText, sourceTexts } from './sourceText.ts'
import { heatName } from './style.ts'

/** Lines of source in a page, of all files. */
const MOST_LINES = 20_000

/** The sources of a run with what was measured beside each line. */
export interface SourceSection {
  readonly markup: Markup
  /** The functions that a link can lead to: their first lines have these names. */
  readonly anchors: ReadonlyMap<FunctionResult, string>
}

interface File {
  readonly path: string
  readonly name: string
  readonly functions: readonly FunctionResult[]
  readonly text: SourceText
}

export function sourceSection(run: RunDetail, sources: readonly SourceFile[]): SourceSection {
  if (run.request.detail === 'functions' && run.functions.length > 0)
    return { markup: withoutLines(), anchors: new Map() }
  const textOf = sourceTexts(sources)
  const anchors = new Map<FunctionResult, string>()
  const room = { lines: MOST_LINES }
  const tables: Markup[] = []
  const omitted: string[] = []
  for (const { path, functions } of filesByGrowth(run)) {
    const name = pathInProject(path, run.request.projectDir)
    if (room.lines <= 0) omitted.push(name)
    else tables.push(fileTable({ path, name, functions, text: textOf(path) }, run, { room, anchors }))
  }
  if (tables.length === 0) return { markup: html``, anchors }
  return {
    anchors,
    markup: html`<section aria-labelledby="source"><h2 id="source">Source</h2>
<label class="all"><input type="checkbox"> All columns</label>
${tables}${omitted.length > 0 && html`<p class="quiet">Left out, to keep this page small: ${omittedWords(omitted)}.</p>`}</section>`,
  }
}

function withoutLines(): Markup {
  return html`<section aria-labelledby="source"><h2 id="source">Source</h2>
<p class="quiet">Functions were watched as a whole, not their lines.</p></section>`
}

/** So many files are named. */
const NAMES = 10

function omittedWords(names: readonly string[]): Markup {
  const shown = names.slice(0, NAMES).map((name, index) => html`${index > 0 && ', '}${named(name)}`)
  const more = names.length - shown.length
  return html`${shown}${more > 0 && ` and ${formatCount(more)} more files`}`
}

/** The files of the functions that were called, that in which most happened first. */
function filesByGrowth({ functions }: RunDetail): { path: string; functions: FunctionResult[] }[] {
  const files = new Map<string, { path: string; functions: FunctionResult[]; moved: number }>()
  for (const watched of functions) {
    if (watched.calls === 0 && watched.lines.length === 0) continue
    let file = files.get(watched.file)
    if (file === undefined) {
      file = { path: watched.file, functions: [], moved: 0 }
      files.set(watched.file, file)
    }
    file.functions.push(watched)
    const { grossGrowthBytes, leastBytes } = functionTotals(watched)
    file.moved += grossGrowthBytes - leastBytes
  }
  return [...files.values()].sort((a, b) => b.moved - a.moved)
}

interface Shared {
  readonly room: Room
  readonly anchors: Map<FunctionResult, string>
}

function fileTable(file: File, run: RunDetail, { room, anchors }: Shared): Markup {
  const measured = fileLines(run.functions, file.path)
  const starts = new Map(
    file.functions.filter(({ calls }) => calls > 0).map((each) => [each.firstLine, each]),
  )
  const end = lastWords(run)
  const ending = end !== null && end.owner.file === file.path ? end : null
  const weights = new Map<number, number>()
  for (const line of starts.keys()) weights.set(line, 0)
  for (const [line, { incrementBytes, timeNs }] of measured)
    weights.set(line, Math.abs(incrementBytes) + timeNs / 1e12)
  if (ending !== null) weights.set(ending.line, Number.POSITIVE_INFINITY)

  // A source that is not known has no lines but those that were measured.
  const isKnown = file.text.lineCount > 0
  const count = isKnown ? file.text.lineCount : Math.max(0, ...weights.keys())
  const row = (line: number): Markup => {
    const start = starts.get(line)
    let anchor: string | null = null
    if (start !== undefined) {
      anchor = `f${anchors.size}`
      anchors.set(start, anchor)
    }
    const code = html`${file.text.line(line)}${ending?.line === line && html`<strong>← ${ending.text}</strong>`}`
    return lineRow(line, measured.get(line), start, anchor, code)
  }
  const body = stretches(count, weights, room).map((stretch) =>
    stretchRows(isKnown || stretch.kind === 'rows' ? stretch : { ...stretch, kind: 'omitted' }, row),
  )
  return html`<h3>${named(file.name)}</h3>
${!isKnown && html`<p class="quiet">Its text is not known.</p>`}<table class="lines"><thead><tr><th class="l" scope="col">Line<th class="m" scope="col">Mem usage MiB<th class="m" scope="col">Peak MiB<th class="m" scope="col">Increment MiB<th class="o" scope="col">Occurrences<th class="m" scope="col">Time ms<th class="c" scope="col">Source</thead>
${body}</table>${hasMarks(measured.values()) && overlapNote()}`
}

/** Lines of a table: shown, folded behind a box to tick, or only named. */
export function stretchRows({ kind, from, to }: Stretch, row: (line: number) => Markup, columns = 7): Markup {
  const rows = () => Array.from({ length: to - from + 1 }, (_, index) => row(from + index))
  if (kind === 'rows') return html`<tbody>${rows()}`
  const words = from === to ? `Line ${from}` : `Lines ${from} to ${to}`
  if (kind === 'omitted') return html`<tbody class="fold"><tr><td colspan="${columns}">${words} are left out`
  return html`<tbody class="fold"><tr><td colspan="${columns}"><label><input type="checkbox">${words}: not measured</label>
<tbody class="folded">${rows()}`
}

/** Closing tags of cells and rows may be left out, and are: there may be thousands. */
function lineRow(
  line: number,
  measured: FileLine | undefined,
  start: FunctionResult | undefined,
  anchor: string | null,
  code: Markup,
): Markup {
  const id = anchor === null ? null : html` id="${anchor}"`
  if (measured === undefined) {
    const level = start === undefined ? '' : exactMib(start.baselineBytes)
    const calls = start === undefined ? '' : formatCount(start.calls)
    return html`<tr${id}><th>${line}<td>${level}<td><td><td>${calls}<td><td>${code}
`
  }
  const { memoryBytes, peakBytes, incrementBytes, occurrences, timeNs, heat, overlapped } = measured
  const shade = heatName(heatStep(heat), heat)
  const memory = memoryBytes > 0 ? memoryBytes : peakBytes
  return html`<tr${id}${shade !== '' && html` class=${shade}`}><th>${line}<td>${level(memory)}<td>${level(peakBytes)}<td>${exactDelta(incrementBytes)}${overlapped && markNote()}<td>${formatCount(occurrences)}<td>${(timeNs / 1e6).toFixed(3)}<td>${code}
`
}

/** Empty where nothing was read: the run ended within the line's first execution. */
function level(bytes: number): string {
  return bytes > 0 ? exactMib(bytes) : ''
}
