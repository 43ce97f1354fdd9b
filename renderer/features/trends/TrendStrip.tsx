import type { FunctionHistory, HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { overlapMark } from '../../../profiler-core/report/overlap.ts'
import { useHistory } from '../../state/history.ts'
import { useProject } from '../../state/project.ts'
import { chooseTrendFunction, setTrends, type TrendMeasure, useTrends } from '../../state/trends.ts'
import { formatCount, formatDelta } from '../../ui/format.ts'
import { Switch } from '../callTree/Switch.tsx'
import { datasetWords } from '../details/datasetWords.ts'
import { type AlikeRuns, ANY_DATA } from './alike.ts'
import { BackendSelect } from './BackendSelect.tsx'
import { type Choice, Chooser } from './Chooser.tsx'
import { Select } from './Select.tsx'

const measures = [
  { value: 'peak', title: 'Peak' },
  { value: 'growth', title: 'Growth' },
  { value: 'time', title: 'Time' },
] as const satisfies readonly { value: TrendMeasure; title: string }[]

const orders = [
  { value: 'date', title: 'By date' },
  { value: 'commit', title: 'By commit' },
] as const

const WHOLE_RUN = ''

interface Props {
  readonly alike: AlikeRuns
  /** All of the target. */
  readonly runs: readonly HistoryEntry[]
}

/** What is shown of which runs. */
export function TrendStrip({ alike, runs }: Props) {
  const measure = useTrends((state) => state.measure)
  const order = useTrends((state) => state.order)
  const isFunction = useTrends((state) => state.function !== null)
  return (
    <div className="trends-strip">
      <FunctionChooser runs={runs} />
      <Switch
        label="Measure"
        value={measure}
        options={measures.filter(({ value }) => isFunction || value !== 'growth')}
        onChange={(value) => setTrends({ measure: value })}
      />
      <Switch
        label="Order"
        value={order}
        options={orders}
        onChange={(value) => setTrends({ order: value })}
      />
      <BackendSelect backend={alike.backend} backends={alike.backends} />
      <DataSelect alike={alike} />
    </div>
  )
}

function FunctionChooser({ runs }: Pick<Props, 'runs'>) {
  const functions = useHistory((history) => history.functions)
  const chosen = useTrends((state) => state.function)
  const dir = useProject(({ project }) => project?.dir ?? '')
  return (
    <Chooser
      name="Function"
      current={chosen?.name ?? 'Whole run'}
      choices={() => choicesOf([...functions.values()], runs, dir)}
      onChoose={(value) => {
        const found = functions.get(value)
        chooseTrendFunction(found === undefined ? null : { file: found.file, name: found.name })
      }}
    />
  )
}

/** Those that this target called last come first; then what grew most. */
function choicesOf(
  functions: readonly FunctionHistory[],
  runs: readonly HistoryEntry[],
  dir: string,
): Choice[] {
  const ids = new Set(runs.map(({ id }) => id))
  const sorted = functions.toSorted((one, other) => {
    const [isOurs, isToo] = [ids.has(one.runId), ids.has(other.runId)]
    return isOurs === isToo ? other.incrementBytes - one.incrementBytes : isOurs ? -1 : 1
  })
  return [
    { value: WHOLE_RUN, label: 'Whole run', detail: '', amount: '' },
    ...sorted.map(({ file, name, incrementBytes, overlapped }) => ({
      value: `${file}:${name}`,
      label: name,
      detail: pathInProject(file, dir),
      amount: `${formatDelta(incrementBytes)} MiB${overlapMark(overlapped)}`,
    })),
  ]
}

/** Which data the runs had; more data takes more memory, so that runs on any data show no steps. */
function DataSelect({ alike: { data, datasets } }: { readonly alike: AlikeRuns }) {
  if (datasets.length < 2) return null
  const all = datasets.reduce((sum, { runs }) => sum + runs, 0)
  return (
    <Select
      label="Data"
      value={data}
      options={[
        ...datasets.map(({ value, runs, example: { dataset } }) => ({
          value,
          title: `${dataset === null ? 'not named' : datasetWords(dataset) || 'some'} (${formatCount(runs)})`,
        })),
        { value: ANY_DATA, title: `any (${formatCount(all)})` },
      ]}
      onChange={(value) => setTrends({ data: value })}
    />
  )
}
