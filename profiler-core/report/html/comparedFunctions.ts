import type { FunctionComparison, RunComparison } from '../../contract/index.ts'
import { pathInProject } from '../../contract/paths.ts'
import { formatCount } from '../format.ts'
import { centredBar, deltaCell, levelOf, memoryStyle, timeStyle } from './changes.ts'
import { html, type Markup, named, type Part } from './markup.ts'
import { markNote, overlapNote } from './overlapMark.ts'

/** Functions in the list. */
const MOST_FUNCTIONS = 1000

/** The functions of both runs, in the order of the comparison. `anchors`: where their lines stand. */
export function comparedFunctions(
  { functions, now }: RunComparison,
  anchors: ReadonlyMap<FunctionComparison, string>,
): Markup {
  if (functions.length === 0) return html`<p class="quiet">No watched function was called in either run.</p>`
  const most = Math.max(...functions.map(({ growth }) => Math.abs(growth.delta)))
  const shown = functions.slice(0, MOST_FUNCTIONS)
  const rows = shown.map((each) => {
    const { growth, peak, time, overlapped } = each
    const [markOfBase, markOfNow] = [overlapped.base && markNote(), overlapped.now && markNote()]
    return html`<tr><th scope="row">${functionName(each, anchors.get(each))}<td class="file quiet wide-only">${functionPlace(each, now.run.request.projectDir)}<td class="n wide-only">${levelOf(growth.base, memoryStyle)}${markOfBase}<td class="n wide-only">${levelOf(growth.now, memoryStyle)}${markOfNow}${deltaCell(growth, memoryStyle, '', overlapped.base || overlapped.now)}<td class="bar">${centredBar(growth.delta, most)}${deltaCell(peak, memoryStyle)}${deltaCell(time, timeStyle, ' wide-only')}
`
  })
  const left = functions.length - shown.length
  return html`<table class="list"><thead><tr><th scope="col">Function<th scope="col" class="wide-only">Where<th scope="col" class="n wide-only">Growth before<th scope="col" class="n wide-only">now<th scope="col" class="n">Change MiB<th aria-hidden="true"><th scope="col" class="n">of peak<th scope="col" class="n wide-only">of time</thead>
<tbody>${rows}</table>
${left > 0 && html`<p class="quiet">${formatCount(left)} more functions that changed less are left out.</p>`}${shown.some(({ overlapped }) => overlapped.base || overlapped.now) && overlapNote()}`
}

/** What it is called now, with what became of it. */
export function functionName(compared: FunctionComparison, anchor?: string): Markup {
  const name = named((compared.now ?? compared.base)?.name ?? '')
  const tag = tagOf(compared)
  return html`${anchor === undefined ? name : html`<a href="#${anchor}">${name}</a>`}${tag !== null && html`<span class="tag">${tag}</span>`}`
}

function tagOf({ match, base }: FunctionComparison): Part {
  switch (match) {
    case 'same':
      return null
    case 'added':
    case 'removed':
      return match
    case 'moved':
      return 'moved'
    case 'renamed':
      return base === null ? 'renamed' : ['was ', named(base.name)]
  }
}

/** The file and line of a function as it is now. */
export function functionPlace({ now, base }: FunctionComparison, projectDir: string): Markup | null {
  const place = now ?? base
  return place === null ? null : named(`${pathInProject(place.file, projectDir)}:${place.firstLine}`)
}
