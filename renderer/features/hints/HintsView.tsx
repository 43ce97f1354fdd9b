import { ChevronRight } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { Hint } from '../../../profiler-core/contract/index.ts'
import { dismiss, isSame, loadHints, openHint, useHints } from '../../state/hints.ts'
import { attempt } from '../../state/notices.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { formatSize } from '../../ui/format.ts'
import { PastRun, type SavedRun } from '../story/PastRun.tsx'
import { PlaceButton } from '../story/PlaceButton.tsx'
import './hints.css'

/** What to try, where the measurement supports it. */
export function HintsView() {
  return <PastRun what="what could be tried stands here">{(run) => <Hints run={run} />}</PastRun>
}

function Hints({ run }: { readonly run: SavedRun }) {
  const { id, hints, problem } = useHints()
  const [showsAll, setShowsAll] = useState(false)
  useEffect(() => void loadHints(run.id), [run.id])
  if (problem !== null && id === run.id) return <Empty>{problem}</Empty>
  if (hints === null || id !== run.id) return <Skeleton />
  const wanted = hints.filter(({ dismissed }) => !dismissed)
  const count = hints.length - wanted.length
  return (
    <div className="story">
      <div className="story-strip">
        <p>{sentenceOf(wanted, count)}</p>
        {count > 0 && (
          <button type="button" className="button plain" onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? 'Hide those you did not want' : `Show ${count} you did not want`}
          </button>
        )}
      </div>
      <ol className="hints" aria-label="Hints">
        {(showsAll ? hints : wanted).map((hint) => (
          <HintRow key={`${hint.rule} ${hint.file} ${hint.line}`} hint={hint} />
        ))}
      </ol>
    </div>
  )
}

function sentenceOf(hints: readonly Hint[], dismissed: number): string {
  const [most] = hints
  if (most === undefined) {
    return dismissed === 0
      ? 'Nothing that Mebi knows of would take much less memory here.'
      : 'Nothing else that Mebi knows of would take much less memory here.'
  }
  const what = hints.length === 1 ? '1 thing to try' : `${hints.length} things to try`
  return `${what}; the largest may spare up to ${formatSize(most.stakeBytes)}.`
}

function HintRow({ hint }: { readonly hint: Hint }) {
  const isOpen = useHints(({ open }) => open !== null && isSame(open, hint))
  const { title, stakeBytes, file, line, name, explanation, before, after, dismissed } = hint
  return (
    <li className={dismissed ? 'hint dismissed' : 'hint'}>
      <div className="hint-head">
        <button
          type="button"
          className="hint-toggle"
          aria-expanded={isOpen}
          onClick={() => openHint(isOpen ? null : hint)}
        >
          <ChevronRight size={14} strokeWidth={1.75} aria-hidden />
          <span className="number growth">{formatSize(stakeBytes)}</span>
          <span className="hint-title">
            <Words text={title} />
          </span>
        </button>
        <PlaceButton file={file} line={line} name={name} />
        <button
          type="button"
          className="button plain"
          title={dismissed ? 'Show this hint again' : 'Do not show this hint at this line any more'}
          onClick={() => attempt(dismiss(hint, !dismissed))}
        >
          {dismissed ? 'Show again' : 'Not here'}
        </button>
      </div>
      {isOpen && (
        <div className="hint-body selectable">
          <p>
            <Words text={explanation} />
          </p>
          <div className="hint-code">
            <Code title="Now" text={before} tone="before" />
            <Code title="To try" text={after} tone="after" />
          </div>
        </div>
      )}
    </li>
  )
}

/** A sentence in which code stands between backticks. */
function Words({ text }: { readonly text: string }) {
  const parts = text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text, which stay where they are.
      <code key={index} className="code">
        {part}
      </code>
    ),
  )
  return <>{parts}</>
}

function Code({
  title,
  text,
  tone,
}: {
  readonly title: string
  readonly text: string
  readonly tone: string
}) {
  return (
    <figure className={`hint-snippet ${tone}`}>
      <figcaption className="small quiet">{title}</figcaption>
      <pre className="code">{text}</pre>
    </figure>
  )
}
