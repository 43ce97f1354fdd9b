import type { PeakReport, RunDetail, RunStory, SourceFile, Timeline } from '../../contract/index.ts'
import { targetWords } from '../../contract/requestWords.ts'
import { endSentence } from '../endWords.ts'
import { formatDuration, formatSize } from '../format.ts'
import { FIRST_PROCESS_ONLY, firstProcessWords, peakSize } from '../peakSize.ts'
import { peakSentence } from '../peakWords.ts'
import { endingWords, runName, statusTone } from '../runWords.ts'
import { flameGraph } from './flameGraph.ts'
import { functionTable } from './functionTable.ts'
import { html, type Markup, named } from './markup.ts'
import { page, type Sha256 } from './page.ts'
import { factList, isOwn, runFacts, startWords } from './runFacts.ts'
import { sourceSection } from './sourceSection.ts'
import { timelineChart } from './timelineChart.ts'

/** Everything that a page tells of a run. */
export interface ReportedRun {
  readonly run: RunDetail
  readonly sources: readonly SourceFile[]
  readonly timeline: Timeline
  readonly story: Pick<RunStory, 'peak' | 'callTree'>
}

/** A run as a page of HTML that needs nothing else. */
export function runPage({ run, sources, timeline, story }: ReportedRun, sha256: Sha256): string {
  const source = sourceSection(run, sources)
  const chart = timelineChart(timeline, run.durationNs)
  const flame = story.callTree === null ? null : flameGraph(story.callTree)
  const body = html`${head(run, story.peak)}
<main>
<section aria-labelledby="functions"><h2 id="functions">Functions</h2>
${functionTable(run, story.callTree, source.anchors)}</section>
<section aria-labelledby="timeline"><h2 id="timeline">Memory over time</h2>
${chart ?? html`<p class="quiet">Too little was sampled to draw it.</p>`}</section>
${flame !== null && html`<section aria-labelledby="calls"><h2 id="calls">Who called whom</h2>${flame}</section>`}
${source.markup}
<section aria-labelledby="about"><h2 id="about">About this run</h2>
${factList(runFacts(run))}</section>
</main>`
  return page(
    { title: `${targetWords(run.request)}, ${runName(run).toLowerCase()} – Mebi`, kind: 'run', body },
    sha256,
  )
}

function head(run: RunDetail, peak: PeakReport | null): Markup {
  const { baselineBytes, peakBytes, durationNs, interpreter, backend, label } = run
  const tone = statusTone(run.status)
  const cause = endSentence(run)
  const sentence =
    peak === null
      ? `Peak ${peakSize(run, formatSize)}.`
      : peakSentence(peak, baselineBytes, { size: formatSize, duration: formatDuration })
  return html`<header>
<p class="kind">Memory profile, ${runName(run).toLowerCase()}${label !== null && [': ', named(label)]}</p>
<h1>${named(targetWords(run.request))}</h1>
<p class="lead">${sentence}</p>
<p class="${tone === 'ok' ? 'quiet' : tone}">${runName(run)} ${endingWords(run)}.${cause !== null && ` ${cause}`}</p>
${warnings(run)}
<dl class="figures">${[
    figure('Peak', formatSize(peakBytes)),
    ...firstFigure(run),
    figure('At its start', formatSize(baselineBytes)),
    figure('Duration', formatDuration(durationNs)),
    figure('Started', startWords(run)),
    isOwn(run) && figure('Interpreter', `Python ${interpreter.version}`),
    figure('Backend', backend),
  ]}</dl>
</header>`
}

/** The first process by itself, where it had less than all together, or where nothing else is known of. */
function firstFigure(run: RunDetail): Markup[] {
  if (run.firstProcessPeakBytes === null) return [figure('Peak is', FIRST_PROCESS_ONLY)]
  const words = firstProcessWords(run, formatSize)
  return words === null ? [] : [figure('First process', formatSize(run.firstProcessPeakBytes))]
}

export function figure(name: string, words: string): Markup {
  return html`<div><dt>${name}<dd>${words}</div>`
}

function warnings({ warnings }: RunDetail): Markup | null {
  if (warnings.length === 0) return null
  const items = warnings.map(
    ({ message, atNs }) => html`<li>${message}${atNs !== null && ` (after ${formatDuration(atNs)})`}`,
  )
  return html`<ul class="warn">${items}</ul>`
}
