import { useDeferredValue, useMemo } from 'react'
import { fullHeatBytes, hottestFunction, type TimeWindow } from '../../../profiler-core/analysis/index.ts'
import type { FunctionResult, ProcessResult } from '../../../profiler-core/contract/index.ts'
import { lastWords } from '../../../profiler-core/report/lastWords.ts'
import { isOverlapped } from '../../../profiler-core/report/overlap.ts'
import { processName } from '../../../profiler-core/report/processName.ts'
import { sourceReader } from '../../../profiler-core/report/sourceLines.ts'
import { functionSubject, profile } from '../../commands/actions.ts'
import { brush, useBrushed } from '../../state/brush.ts'
import { showView } from '../../state/layout.ts'
import { attempt } from '../../state/notices.ts'
import { chooseProcess, useProcess } from '../../state/processes.ts'
import { shownFunction, useShownFunction, useShownFunctions } from '../../state/shown.ts'
import { useView } from '../../state/view.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount, formatDuration } from '../../ui/format.ts'
import { OverlapNote } from '../../ui/Overlap.tsx'
import { useCalm } from '../../ui/useCalm.ts'
import { NothingCalled, useSilentRun } from '../story/NothingCalled.tsx'
import { FunctionTable } from './FunctionTable.tsx'
import { TableStrip } from './TableStrip.tsx'
import { goToFunction } from './tableState.ts'
import './table.css'

/** So often the table of a run that goes on is drawn anew at most. */
const LIVE_MS = 250

function isSameFunction(before: FunctionResult | null, now: FunctionResult | null): boolean {
  return before?.file === now?.file && before?.name === now?.name && before?.firstLine === now?.firstLine
}

/** The classic table of a function, with what it comes to. */
export function TableView() {
  const shown = useView((view) => view.shown)
  // A table of thousands of lines must not keep the source waiting while numbers stream in.
  const whole = useCalm(useShownFunction(), shown?.kind === 'live' ? LIVE_MS : 0, isSameFunction)
  const brushed = useBrushed()
  const process = useProcess()
  const file = useView((view) => view.file)
  const name = useView((view) => view.functionName)
  // What happened when is known of all processes together.
  const part = brushed?.functions ?? process?.functions
  const current = part === undefined ? whole : shownFunction(part, file, name)
  const watched = useDeferredValue(current)
  const functions = useShownFunctions()
  const fullHeat = useMemo(() => fullHeatBytes(part ?? functions), [part, functions])
  const sources = useView((view) => view.sources)
  const textOf = useMemo(() => sourceReader([...sources].map(([file, text]) => ({ file, text }))), [sources])
  const end = useMemo(() => (shown?.kind === 'past' ? lastWords(shown.run) : null), [shown])
  if (brushed !== null && current === null) return <NothingBrushed window={brushed.window} />
  if (process !== null && current === null) return <NotInProcess process={process} />
  if (watched === null) return <NoTable />
  const isWhole = shown?.kind === 'past' && shown.run.request.detail === 'functions'
  if (isWhole && part === undefined && watched.lines.length === 0) return <NoLines watched={watched} />
  return (
    <div className="table-view">
      <TableStrip watched={watched} window={brushed?.window ?? null} />
      <FunctionTable
        watched={watched}
        textOf={textOf}
        fullHeat={fullHeat}
        end={end !== null && part === undefined && end.owner === watched ? end : null}
        isPart={brushed !== null}
      />
      <OverlapNote isMarked={isOverlapped(watched)} />
    </div>
  )
}

/** Of a run that measured functions as a whole, or whose file says nothing of lines. */
function NoLines({ watched: { name, calls } }: { readonly watched: FunctionResult }) {
  return (
    <Empty
      action={
        <button type="button" className="button" onClick={() => showView('callTree')}>
          Show the call tree
        </button>
      }
    >
      {calls === 1 ? 'The call' : `The ${formatCount(calls)} calls`} of {name} {calls === 1 ? 'was' : 'were'}{' '}
      measured as a whole, without {calls === 1 ? 'its' : 'their'} lines: what {calls === 1 ? 'it' : 'they'}{' '}
      took is in the call tree.
    </Empty>
  )
}

function NothingBrushed({ window: { fromNs, toNs } }: { readonly window: TimeWindow }) {
  return (
    <Empty
      action={
        <button type="button" className="button" onClick={() => brush(null)}>
          Show the whole run
        </button>
      }
    >
      No watched line was entered or left between {formatDuration(fromNs)} and {formatDuration(toNs)}.
    </Empty>
  )
}

/** The chosen process did not call the chosen function. */
function NotInProcess({ process }: { readonly process: ProcessResult }) {
  const name = useView((view) => view.functionName)
  const hottest = hottestFunction(process.functions.filter(({ calls }) => calls > 0))
  return (
    <Empty
      action={
        <span className="ways">
          {hottest !== null && <GoTo watched={hottest} />}
          <button type="button" className="button" onClick={() => chooseProcess(null)}>
            Show all processes
          </button>
        </span>
      }
    >
      {hottest === null || name === null ? (
        'No watched function was called'
      ) : (
        <>
          <span className="code">{name}</span> was not called
        </>
      )}{' '}
      in process {process.pid} ({processName(process)}).
    </Empty>
  )
}

function NoTable() {
  const kind = useView((view) => view.shown?.kind)
  const silent = useSilentRun()
  const functions = useShownFunctions()
  const name = useView((view) => view.functionName)
  if (kind === undefined) return <NoRun />
  if (silent !== null) return <NothingCalled run={silent} />
  const hottest = hottestFunction(functions.filter(({ calls }) => calls > 0))
  const when = kind === 'live' ? 'has not been called yet in this run' : 'was not called in this run'
  if (hottest !== null && name !== null) {
    return (
      <Empty action={<GoTo watched={hottest} />}>
        <span className="code">{name}</span> {when}.
      </Empty>
    )
  }
  return (
    <Empty>
      {kind === 'live'
        ? 'The numbers come as soon as a watched function is called.'
        : 'No watched function was called in this run.'}
    </Empty>
  )
}

function GoTo({ watched }: { readonly watched: FunctionResult }) {
  return (
    <button type="button" className="button" onClick={() => goToFunction(watched)}>
      Show the hottest: <span className="code ellipsis table-name">{watched.name}</span>
    </button>
  )
}

function NoRun() {
  const file = useView((view) => view.file)
  const name = useView((view) => view.functionName)
  if (file === null || name === null || name === '<module>') {
    return (
      <Empty>Profile a function, or open one of the runs: its lines stand here with what each took.</Empty>
    )
  }
  return (
    <Empty
      action={
        <button
          type="button"
          className="button primary"
          onClick={() => attempt(profile(functionSubject(file, name)))}
        >
          Profile this function
        </button>
      }
    >
      No run is shown. Profile <span className="code">{name}</span>, or open one of the runs.
    </Empty>
  )
}
