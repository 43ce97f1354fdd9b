import { hotspots } from '../../analysis/hotspots.ts'
import { functionTotals } from '../../analysis/lines.ts'
import type { CallTree, FunctionResult, RunDetail } from '../../contract/index.ts'
import { pathInProject } from '../../contract/paths.ts'
import { formatCount, formatDelta, formatDuration, formatMib } from '../format.ts'
import { nothingCalled } from '../nothingCalled.ts'
import { isOverlapped } from '../overlap.ts'
import { html, type Markup, named } from './markup.ts'
import { hasMarks, markNote, overlapNote } from './overlapMark.ts'
import { isOwn } from './runFacts.ts'

/** Functions in the list. */
const MOST_FUNCTIONS = 1000

/** A function with all its calls. */
interface Row {
  readonly file: string
  readonly name: string
  readonly firstLine: number
  readonly calls: number
  readonly growthBytes: number
  readonly peakBytes: number
  readonly timeNs: number
  readonly overlapped: boolean
  /** Where its lines stand; absent where they do not. */
  readonly anchor?: string | undefined
}

/** The functions that were called, most grown first. */
export function functionTable(
  run: RunDetail,
  callTree: CallTree | null,
  anchors: ReadonlyMap<FunctionResult, string>,
): Markup {
  // Of functions that were watched as a whole, only the call tree knows the numbers.
  const called: Row[] =
    run.request.detail === 'functions' && callTree !== null ? hotspots(callTree) : ofLines(run, anchors)
  if (called.length === 0) {
    const words = isOwn(run)
      ? (nothingCalled(run)?.text ?? 'No watched function was called.')
      : 'The file that the run was taken from knows of none.'
    return html`<p class="quiet">${words}</p>`
  }
  called.sort((a, b) => b.growthBytes - a.growthBytes)
  const most = Math.max(1, ...called.map(({ growthBytes }) => Math.abs(growthBytes)))
  const rows = called.slice(0, MOST_FUNCTIONS).map((row) => tableRow(row, most, run))
  const left = called.length - rows.length
  return html`<table class="list"><thead><tr><th scope="col">Function<th scope="col" class="wide-only">Where<th scope="col" class="n">Growth MiB<th aria-hidden="true"><th scope="col" class="n">Peak MiB<th scope="col" class="n wide-only">Time<th scope="col" class="n wide-only">Calls</thead>
<tbody>${rows}</table>
${left > 0 && html`<p class="quiet">${formatCount(left)} more functions that grew less are left out.</p>`}${hasMarks(called.slice(0, MOST_FUNCTIONS)) && overlapNote()}`
}

function ofLines({ functions }: RunDetail, anchors: ReadonlyMap<FunctionResult, string>): Row[] {
  return functions
    .filter(({ calls, lines }) => calls > 0 || lines.length > 0)
    .map((watched) => {
      const { netGrowthBytes, peakBytes, timeNs } = functionTotals(watched)
      return {
        ...watched,
        growthBytes: netGrowthBytes,
        peakBytes,
        timeNs,
        overlapped: isOverlapped(watched),
        anchor: anchors.get(watched),
      }
    })
}

function tableRow(
  { name, file, firstLine, calls, growthBytes, peakBytes, timeNs, overlapped, anchor }: Row,
  most: number,
  { request }: RunDetail,
): Markup {
  const linked = anchor === undefined ? named(name) : html`<a href="#${anchor}">${named(name)}</a>`
  const place = named(`${pathInProject(file, request.projectDir)}:${firstLine}`)
  return html`<tr><th scope="row">${linked}<td class="file quiet wide-only">${place}<td class="n ${tone(growthBytes)}">${formatDelta(growthBytes)}${overlapped && markNote()}<td class="bar">${bar(growthBytes / most)}<td class="n">${peakBytes > 0 && formatMib(peakBytes)}<td class="n wide-only">${formatDuration(timeNs)}<td class="n wide-only">${formatCount(calls)}
`
}

function tone(bytes: number): string {
  if (formatDelta(bytes) === '0.0') return 'quiet'
  return bytes > 0 ? 'up' : 'down'
}

/** A bar from the left for a part from -1 to 1. */
function bar(part: number): Markup | null {
  const width = (Math.abs(part) * 100).toFixed(1)
  if (width === '0.0') return null
  return html`<svg aria-hidden="true"><rect${part < 0 && html` class="down"`} y="6" height="8" width="${width}%"/></svg>`
}
