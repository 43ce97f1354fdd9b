import { type ReactNode, useMemo } from 'react'
import type { RunError, SourceLine } from '../../../profiler-core/contract/index.ts'
import { unexpectedEnd } from '../../../profiler-core/report/endWords.ts'
import { attempt } from '../../state/notices.ts'
import { openFile, preferText, readFile, type ShownRun, shownText, useView } from '../../state/view.ts'
import { runName } from './runWords.ts'
import { unseenLine } from './unseenLine.ts'

/** What stands between the header and the source: why the run ended as it did, which text this is, and what it hides. */
export function Banner() {
  return (
    <>
      <EndBanner />
      <TextBanner />
      <UnseenBanner />
    </>
  )
}

/** What ended the shown run, where nobody expected that. */
function EndBanner() {
  const shown = useView((view) => view.shown)
  const sentence = shown?.kind === 'past' ? unexpectedEnd(shown.run) : null
  if (sentence === null || shown?.kind !== 'past') return null
  const { lastLine, error } = shown.run
  const place = placeOf(error) ?? lastLine
  return (
    <div className="source-banner small" role="status">
      <span className="ellipsis selectable" title={sentence}>
        {sentence}
      </span>
      {place !== null && (
        <button
          type="button"
          className="link-button"
          onClick={() => attempt(openFile(place.file, { line: place.line }))}
        >
          Show the line
        </button>
      )}
    </div>
  )
}

function placeOf(error: RunError | null): SourceLine | null {
  return error === null || error.file === null || error.line === null
    ? null
    : { file: error.file, line: error.line }
}

/** One line that says when the shown text is not the one on disk, or not the one that was measured. */
function TextBanner() {
  const changed = useView((view) => shownText(view)?.changed === true)
  const measured = useView((view) => shownText(view)?.measured === true)
  const shown = useView((view) => view.shown)
  const problem = useView((view) => view.problem)
  if (shown === null) return null
  const name = nameOf(shown)
  if (changed && measured) {
    return (
      <Line action="Show the file as it is now" onAct={() => preferText('disk')}>
        The file has changed since {name}.
      </Line>
    )
  }
  if (changed) {
    return (
      <Line action={`Show it as it was in ${name}`} onAct={() => preferText('run')}>
        The file has changed since {name}, so its numbers are not shown here.
      </Line>
    )
  }
  if (measured && problem !== null) {
    return (
      <Line action="Try again" onAct={() => attempt(readFile())}>
        {problem} It is shown as it was in {name}.
      </Line>
    )
  }
  return null
}

/** Before a person trusts a program by what can be read of it. */
function UnseenBanner() {
  const file = useView((view) => view.file)
  const text = useView((view) => shownText(view)?.text ?? '')
  const line = useMemo(() => unseenLine(text), [text])
  if (file === null || line === null) return null
  return (
    <Line action="Show the first" onAct={() => attempt(openFile(file, { line }))}>
      Some characters here cannot be seen or change the order of others. They are marked.
    </Line>
  )
}

function Line(props: { readonly children: ReactNode; readonly action: string; readonly onAct: () => void }) {
  return (
    <div className="source-banner small" role="status">
      <span className="ellipsis">{props.children}</span>
      <button type="button" className="link-button" onClick={props.onAct}>
        {props.action}
      </button>
    </div>
  )
}

function nameOf(shown: ShownRun): string {
  return shown.kind === 'past' ? runName(shown.run) : 'this run began'
}
