import {
  type Change,
  type RunComparison,
  type RunSummary,
  type SourceFile,
  type Timeline,
  togetherBytes,
} from '../../contract/index.ts'
import { targetWords } from '../../contract/requestWords.ts'
import { formatCount, formatDuration, formatSize } from '../format.ts'
import { endingWords, runName } from '../runWords.ts'
import { type ChangeStyle, deltaCell, isNoise, memoryStyle, spreadWords, timeStyle } from './changes.ts'
import { comparedFunctions } from './comparedFunctions.ts'
import { comparedLines } from './comparedLines.ts'
import { html, type Markup, named } from './markup.ts'
import { page, type Sha256 } from './page.ts'
import { factList, runFacts, startWords } from './runFacts.ts'
import { chart } from './timelineChart.ts'

/** What a page tells of one side beside the comparison: of the run that was asked for. */
export interface ReportedSide {
  readonly sources: readonly SourceFile[]
  readonly timeline: Timeline
}

export interface ReportedComparison {
  readonly comparison: RunComparison
  readonly base: ReportedSide
  readonly now: ReportedSide
}

/** A comparison as a page of HTML that needs nothing else. */
export function comparisonPage({ comparison, base, now }: ReportedComparison, sha256: Sha256): string {
  const lines = comparedLines(comparison, { base: base.sources, now: now.sources })
  const body = html`${head(comparison)}
<main>
<section aria-labelledby="functions"><h2 id="functions">Functions</h2>
${comparedFunctions(comparison, lines.anchors)}</section>
<section aria-labelledby="timeline"><h2 id="timeline">Memory over time</h2>
${timelines(comparison, base.timeline, now.timeline)}</section>
<section aria-labelledby="source"><h2 id="source">Lines</h2>
${lines.markup}</section>
<section aria-labelledby="about"><h2 id="about">About these runs</h2>
<h3>Before</h3>${factList(runFacts(comparison.base.run))}
<h3>Now</h3>${factList(runFacts(comparison.now.run))}</section>
</main>`
  const title = `${targetWords(comparison.now.run.request)}, ${names(comparison)} – Mebi`
  return page({ title, kind: 'comparison', body }, sha256)
}

function names({ base, now }: RunComparison): string {
  return `${runName(base.run).toLowerCase()} and ${runName(now.run).toLowerCase()}`
}

function head(comparison: RunComparison): Markup {
  const { base, now, verdict, differences, notes, peak, duration } = comparison
  return html`<header>
<p class="kind">Memory before and now, ${names(comparison)}</p>
<h1>${named(targetWords(now.run.request))}</h1>
<p class="lead">${verdict}</p>
${differences.length > 0 && html`<div class="warn"><p>The runs differ in more than the code, and so may their numbers:</p><ul>${differences.map(({ message }) => html`<li>${message}`)}</ul></div>`}
${notes.map((note) => html`<p class="quiet">${note}</p>`)}
<table class="list brief"><thead><tr><th><th scope="col">Run<th scope="col" class="n">Peak<th scope="col" class="n">Duration<th scope="col" class="wide-only">Ended</thead>
<tbody>${side('Before', base.run, base.ids.length, [peak, duration], 'base')}${side('Now', now.run, now.ids.length, [peak, duration], 'now')}
<tr><th scope="row">Change<td>${deltaCell(peak, sizeStyle)}${deltaCell(duration, timeStyle)}<td class="wide-only quiet">${noiseWords([peak, duration])}</table>
</header>`
}

const sizeStyle: ChangeStyle = {
  least: memoryStyle.least,
  level: formatSize,
  delta: (bytes) => {
    const size = formatSize(Math.abs(bytes))
    if (!/[1-9]/.test(size)) return size
    return `${bytes < 0 ? '\u2212' : '+'}${size}`
  },
}

function side(
  word: string,
  run: RunSummary,
  runs: number,
  [peak, duration]: readonly [Change, Change],
  which: 'base' | 'now',
): Markup {
  const cell = (change: Change, style: ChangeStyle) => {
    const spread = change[which]
    return html`<td class="n">${spread !== null && style.level(spread.median)}<span class="quiet">${spreadWords(spread, style)}</span>`
  }
  const { label } = run
  return html`<tr><th scope="row">${word}<td>${run.id}${runs > 1 && html` <span class="quiet">with ${formatCount(runs - 1)} more</span>`}${label !== null && [' ', named(label)]} <span class="quiet wide-only">${startWords(run)}</span>${cell(peak, sizeStyle)}${cell(duration, { ...timeStyle, level: formatDuration })}<td class="wide-only">${endingWords(run)}
`
}

function noiseWords(changes: readonly [Change, Change]): string {
  const [peak, time] = changes.map(isNoise)
  if (peak === true && time === true) return 'both within the spread of the runs'
  if (peak === true) return 'the peak is within the spread of the runs'
  return time === true ? 'the time is within the spread of the runs' : ''
}

/** Both from their starts on. */
function timelines({ base, now }: RunComparison, before: Timeline, after: Timeline): Markup {
  const both = [
    { name: `now, ${runName(now.run).toLowerCase()}`, className: '', run: now.run, timeline: after },
    {
      name: `before, ${runName(base.run).toLowerCase()}`,
      className: 'base',
      run: base.run,
      timeline: before,
    },
  ] as const
  const drawn = both.filter(({ timeline }) => timeline.timesNs.length >= 2)
  if (drawn.length === 0) return html`<p class="quiet">Too little was sampled to draw it.</p>`
  const curves = drawn.map(({ name, className, timeline }) => ({
    name,
    className,
    timesNs: timeline.timesNs,
    bytes: togetherBytes(timeline),
  }))
  const endNs = Math.max(
    ...drawn.map(({ run, timeline }) => Math.max(run.durationNs, timeline.timesNs.at(-1) ?? 0)),
  )
  const title = `Memory over time, before and now, each from its start: highest ${drawn.map(({ name, run }) => `${formatSize(run.peakBytes)} ${name}`).join('; ')}`
  return chart({ title, curves, endNs, marks: [] })
}
