import { Copy, Info, TriangleAlert } from 'lucide-react'
import { useMemo } from 'react'
import type { HistoryEntry, RunDetail, SourceLine } from '../../../profiler-core/contract/index.ts'
import { endingSentences, statusTone } from '../../../profiler-core/report/runWords.ts'
import { openDialog } from '../../state/dialogs.ts'
import { useHistory } from '../../state/history.ts'
import { attempt, notify } from '../../state/notices.ts'
import { openFile, useView } from '../../state/view.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatDuration } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { StatusIcon } from '../history/StatusIcon.tsx'
import { type Detail, detailSections, detailText, errorPlace } from './detailSections.ts'
import { ProcessList } from './ProcessList.tsx'
import './details.css'

/** What is known of the shown run apart from its lines. */
export function DetailsView() {
  const shown = useView((view) => view.shown)
  if (shown === null)
    return <Empty>No run is shown. Click one in the list of runs, or profile a function.</Empty>
  if (shown.kind === 'live') return <Empty>The run goes on; its details stand here when it has ended.</Empty>
  return <RunDetails run={shown.run} />
}

function RunDetails({ run: shown }: { readonly run: RunDetail }) {
  const run = useDescribed(shown)
  const sections = detailSections(run, useRepetitions(run))
  const sentence = endingSentences(run)
  const error = errorWords(run)
  const warnings = run.warnings.map(warningWords)
  const copy = async () => {
    await navigator.clipboard.writeText(
      detailText(sentence, sections, [...(error === null ? [] : [error]), ...warnings]),
    )
    notify('The details were copied.')
  }
  const { id } = run
  return (
    <div className="details">
      <div className="details-head">
        <StatusIcon status={run.status} />
        <p className="selectable details-sentence">{sentence}</p>
        {id !== null && (
          <>
            <button
              type="button"
              className="button plain"
              onClick={() => openDialog({ kind: 'describe', id, field: 'label' })}
            >
              Label...
            </button>
            <button
              type="button"
              className="button plain"
              onClick={() => openDialog({ kind: 'describe', id, field: 'note' })}
            >
              Note...
            </button>
            <button
              type="button"
              className="button plain"
              onClick={() => openDialog({ kind: 'data', ids: [id] })}
            >
              Data...
            </button>
          </>
        )}
        <IconButton icon={Copy} label="Copy the details" onClick={() => attempt(copy())} />
      </div>
      {error !== null && <ErrorBox run={run} text={error} />}
      {warnings.map((warning) => (
        <p key={warning} className="details-warning selectable">
          <TriangleAlert size={15} strokeWidth={1.75} aria-hidden />
          {warning}
        </p>
      ))}
      {id === null && (
        <p className="details-warning selectable">
          <Info size={15} strokeWidth={1.75} aria-hidden />
          This run is not in the history: it is gone when another one is shown.
        </p>
      )}
      <div className="details-sections">
        {sections.map(({ title, details }) => (
          <section key={title} aria-label={title}>
            <h3 className="small">{title}</h3>
            <dl>
              {details.map((detail) => (
                <DetailRow key={detail.name} detail={detail} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      <ProcessList />
    </div>
  )
}

/** With what was said of it since it was opened. */
function useDescribed(run: RunDetail): RunDetail {
  const entry = useHistory(({ entries }) => entries?.find(({ id }) => id === run.id))
  if (entry === undefined) return run
  const { label, note, pinned, dataset, baseline } = entry
  return { ...run, label, note, pinned, dataset, baseline }
}

/** The runs of its group. */
function useRepetitions({ group }: RunDetail): readonly HistoryEntry[] {
  const entries = useHistory((history) => history.entries)
  return useMemo(
    () => (group === null ? [] : (entries ?? []).filter((entry) => entry.group === group)),
    [entries, group],
  )
}

function ErrorBox({ run, text }: { readonly run: RunDetail; readonly text: string }) {
  const place = errorPlace(run)
  return (
    <div className={`details-error ${statusTone(run.status)}`}>
      <pre className="code selectable">{text}</pre>
      {place !== null && (
        <PlaceLink place={place}>
          <span className="code">{place.words}</span>
        </PlaceLink>
      )}
    </div>
  )
}

function DetailRow({ detail: { name, values, isCode = false, place } }: { readonly detail: Detail }) {
  return (
    <>
      <dt className="quiet small">{name}</dt>
      <dd className={`selectable ${isCode ? 'code' : ''}`}>
        {values.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a text, which stay where they are.
          <div key={index}>{place === undefined ? value : <PlaceLink place={place}>{value}</PlaceLink>}</div>
        ))}
      </dd>
    </>
  )
}

function PlaceLink({ place, children }: { readonly place: SourceLine; readonly children: React.ReactNode }) {
  return (
    <button
      type="button"
      className="details-link"
      title="Go to the line"
      onClick={() => attempt(openFile(place.file, { line: place.line, prefer: 'run' }))}
    >
      {children}
    </button>
  )
}

function errorWords({ error }: RunDetail): string | null {
  if (error === null) return null
  return error.message === '' ? error.type : `${error.type}: ${error.message}`
}

function warningWords({ message, atNs }: RunDetail['warnings'][number]): string {
  return atNs === null ? message : `${message} (after ${formatDuration(atNs)})`
}
