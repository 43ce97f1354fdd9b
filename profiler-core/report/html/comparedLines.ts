import { fullHeatOfComparison } from '../../analysis/compare/heat.ts'
import { heatStep } from '../../analysis/heat.ts'
import { heatOf } from '../../analysis/lines.ts'
import type {
  FunctionComparison,
  LineComparison,
  LineMatch,
  RunComparison,
  SourceFile,
} from '../../contract/index.ts'
import { formatCount } from '../format.ts'
import { centredBar, deltaCell, isNoise, memoryStyle, timeStyle } from './changes.ts'
import { functionName, functionPlace } from './comparedFunctions.ts'
import { html, type Markup } from './markup.ts'
import { markNote, overlapNote } from './overlapMark.ts'
import { type SourceText, sourceTexts } from './sourceText.ts'
import { heatName } from './style.ts'

/** Lines in a page, of all functions. */
const MOST_LINES = 10_000
/** So many lines without a difference in a row are folded. */
const FOLD_FROM = 4

export interface ComparedLines {
  readonly markup: Markup
  readonly anchors: ReadonlyMap<FunctionComparison, string>
}

/** The lines of the functions in which something differs, those before beside those now. */
export function comparedLines(
  { functions, now: { run } }: RunComparison,
  sources: { readonly base: readonly SourceFile[]; readonly now: readonly SourceFile[] },
): ComparedLines {
  const full = fullHeatOfComparison(functions)
  const texts = { base: sourceTexts(sources.base), now: sourceTexts(sources.now) }
  const anchors = new Map<FunctionComparison, string>()
  const tables: Markup[] = []
  let room = MOST_LINES
  let left = 0
  for (const compared of functions) {
    const { base, now, lines } = compared
    if (!lines.some(differs)) continue
    if (lines.length > room) {
      left += 1
      continue
    }
    room -= lines.length
    const anchor = `f${anchors.size}`
    anchors.set(compared, anchor)
    const sides = {
      base: base === null ? null : texts.base(base.file),
      now: now === null ? null : texts.now(now.file),
    }
    tables.push(html`<h3 id="${anchor}">${functionName(compared)} <span class="tag">${functionPlace(compared, run.request.projectDir)}</span></h3>
<div class="wide">${lineTable(lines, sides, full)}</div>${lines.some(isMarked) && overlapNote()}`)
  }
  const same = functions.length - anchors.size - left
  return {
    anchors,
    markup: html`${tables}${same > 0 && html`<p class="quiet">${same === 1 ? '1 function' : `${formatCount(same)} functions`} without a difference in any line ${same === 1 ? 'is' : 'are'} not shown.</p>`}${left > 0 && html`<p class="quiet">The lines of ${formatCount(left)} more functions are left out, to keep this page small.</p>`}`,
  }
}

interface Sides {
  readonly base: SourceText | null
  readonly now: SourceText | null
}

function lineTable(lines: readonly LineComparison[], sides: Sides, full: number): Markup {
  const most = Math.max(...lines.map(({ increment }) => Math.abs(increment.delta)))
  const row = (line: LineComparison) => lineRow(line, sides, full, most)
  const bodies = runsOf(lines).map(({ same, run }) =>
    same && run.length >= FOLD_FROM
      ? html`<tbody class="fold"><tr><td colspan="10"><label><input type="checkbox">${formatCount(run.length)} lines without a difference</label>
<tbody class="folded">${run.map(row)}`
      : html`<tbody>${run.map(row)}`,
  )
  return html`<table class="lines diff"><thead><tr><th class="l n" scope="col">Line<th class="c" scope="col">Before<th class="m n" scope="col">Increment MiB<th class="l n" scope="col">Line<th class="c" scope="col">Now<th class="m n" scope="col">Increment MiB<th class="m n" scope="col">Change MiB<th class="bar" aria-hidden="true"><th class="m n" scope="col">of peak<th class="m n" scope="col">of time</thead>
${bodies}</table>`
}

/** Stretches of lines with and without a difference. */
function runsOf(lines: readonly LineComparison[]): { same: boolean; run: LineComparison[] }[] {
  const runs: { same: boolean; run: LineComparison[] }[] = []
  for (const line of lines) {
    const same = !differs(line)
    const last = runs.at(-1)
    if (last !== undefined && last.same === same) last.run.push(line)
    else runs.push({ same, run: [line] })
  }
  return runs
}

/** Peaks do not count: they are of the whole process, and fall with it in every line. */
function differs({ match, increment }: LineComparison): boolean {
  return match !== 'unchanged' || (Math.abs(increment.delta) >= memoryStyle.least && !isNoise(increment))
}

function isMarked({ overlapped }: LineComparison): boolean {
  return overlapped.base || overlapped.now
}

const SIGNS: Record<LineMatch, string> = { unchanged: '', changed: '~', added: '+', removed: '\u2212' }

function lineRow(line: LineComparison, sides: Sides, full: number, most: number): Markup {
  const { match, baseLine, nowLine, increment, peak, time, overlapped } = line
  const side = (which: 'base' | 'now', number: number | null) => {
    const value = increment[which]
    const heat = value === null ? 0 : heatOf(value.median, full)
    const shade = heatName(heatStep(heat), heat)
    const text = number === null ? null : (sides[which]?.line(number) ?? null)
    const words = value === null ? '' : memoryStyle.delta(value.median)
    return html`<td class="c ${shade}">${text}<td class="n ${/[1-9]/.test(words) ? shade : 'quiet'}">${words}${overlapped[which] && markNote()}`
  }
  return html`<tr${match !== 'unchanged' && html` class="${match}"`}><th>${baseLine}${side('base', baseLine)}<th><span class="sign" aria-label="${match}">${SIGNS[match]}</span> ${nowLine}${side('now', nowLine)}${deltaCell(increment, memoryStyle, '', isMarked(line))}<td class="bar">${centredBar(increment.delta, most)}${deltaCell(peak, memoryStyle)}${deltaCell(time, timeStyle)}
`
}
