import { Info, TriangleAlert } from 'lucide-react'
import type { Change, ComparedRuns, RunComparison } from '../../../profiler-core/contract/index.ts'
import { attempt } from '../../state/notices.ts'
import { showRun } from '../../state/view.ts'
import {
  deltaText,
  leastOf,
  noiseWords,
  type Quantity,
  sideText,
  spreadWords,
  toneOf,
} from './changeWords.ts'
import { runFacts, sideName } from './runFacts.ts'

/** What came of the comparison: the verdict, the two runs, and what a reader has to know of them. */
export function Summary({ comparison }: { readonly comparison: RunComparison }) {
  const { verdict, base, now, peak, duration, differences, notes } = comparison
  return (
    <section className="comparison-summary" aria-label="Summary">
      <p className="comparison-verdict selectable">{typeset(verdict)}</p>
      <table className="comparison-runs">
        <colgroup>
          <col className="comparison-side" />
          <col />
          <col className="comparison-quantity" />
          <col className="comparison-quantity" />
        </colgroup>
        <thead className="unseen">
          <tr>
            <th scope="col">Side</th>
            <th scope="col">Run</th>
            <th scope="col">Peak</th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          <SideRow title="Base" side={base} peak={peak.base} duration={duration.base} />
          <SideRow title="Now" side={now} peak={peak.now} duration={duration.now} />
          <tr>
            <th scope="row">Change</th>
            <td />
            <DeltaCell change={peak} quantity="level" />
            {isKnown(duration.base) && isKnown(duration.now) ? (
              <DeltaCell change={duration} quantity="time" />
            ) : (
              <td />
            )}
          </tr>
        </tbody>
      </table>
      <Remarks differences={differences.map(({ message }) => message)} notes={notes} />
    </section>
  )
}

/** `(-74 %)` as numbers are written here, on one line with their units; the command line keeps to ASCII. */
function typeset(sentence: string): string {
  return sentence.replace(/\(-(?=[\d.]+ %\))/g, '(\u2212').replace(/(?<=\d) (?=%|MiB|GiB|KiB|B\b)/g, '\u00a0')
}

function SideRow(props: {
  readonly title: string
  readonly side: ComparedRuns
  readonly peak: Change['base']
  readonly duration: Change['base']
}) {
  const { title, side, peak, duration } = props
  const { id } = side.run
  const facts = runFacts(side)
  return (
    <tr>
      <th scope="row">{title}</th>
      <td>
        <span className="comparison-run">
          <button
            type="button"
            className="comparison-open"
            title="Open this run"
            disabled={id === null}
            onClick={() => id !== null && attempt(showRun(id))}
          >
            {sideName(side)}
          </button>
          {side.run.label !== null && (
            <span className="comparison-label ellipsis" title={side.run.label}>
              {side.run.label}
            </span>
          )}
          <span className="quiet small ellipsis" title={facts.join('\n')}>
            {facts.join(' \u00b7 ')}
          </span>
        </span>
      </td>
      <td className="number">{sideText(peak, 'level')} MiB</td>
      <td className="number">{isKnown(duration) ? sideText(duration, 'time') : 'not known'}</td>
    </tr>
  )
}

/** A run that another program measured may not know how long it took. */
function isKnown(duration: Change['base']): boolean {
  return duration !== null && duration.median > 0
}

function DeltaCell({ change, quantity }: { readonly change: Change; readonly quantity: Quantity }) {
  const title = [spreadWords(change, quantity), change.pValue === null ? null : noiseWords(change)].filter(
    (part) => part !== null,
  )
  return (
    <td className={`number ${toneOf(change.delta, leastOf(quantity))}`} title={title.join('\n')}>
      {deltaText(change.delta, quantity)}
      {quantity === 'time' ? '' : ' MiB'}
    </td>
  )
}

/** Warnings of what differs, then notes on the comparison itself. */
function Remarks(props: { readonly differences: readonly string[]; readonly notes: readonly string[] }) {
  const { differences, notes } = props
  if (differences.length + notes.length === 0) return null
  return (
    // Where there are many, the keys scroll them.
    <ul
      className="comparison-remarks"
      aria-label="Warnings"
      tabIndex={differences.length + notes.length > 4 ? 0 : undefined}
    >
      {differences.map((message) => (
        <li key={message} className="warn">
          <TriangleAlert size={15} strokeWidth={1.75} aria-label="Warning" />
          <span className="selectable">{message}</span>
        </li>
      ))}
      {notes.map((note) => (
        <li key={note} className="quiet">
          <Info size={15} strokeWidth={1.75} aria-label="Note" />
          <span className="selectable">{note}</span>
        </li>
      ))}
    </ul>
  )
}
