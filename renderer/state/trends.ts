import { create } from 'zustand'
import type { Backend, FunctionTrend, HistoryEntry } from '../../profiler-core/contract/index.ts'
import { api } from '../api/index.ts'
import { compare } from './comparison.ts'
import { useHistory } from './history.ts'
import { useLayout } from './layout.ts'
import { showMain } from './mainView.ts'
import { errorText } from './notices.ts'
import { projectDir } from './project.ts'
import { focusSource, showRun, useView } from './view.ts'

export type TrendsPlot = 'trend' | 'data'
export type TrendMeasure = 'peak' | 'growth' | 'time'
export type TrendOrder = 'date' | 'commit'

/** A function as the history names it. */
export interface TrendFunction {
  readonly file: string
  readonly name: string
}

interface TrendsState {
  /** Of what has been chosen here; another project begins anew. */
  readonly projectDir: string | null
  readonly plot: TrendsPlot
  /** `null`: that of the shown run, or of the newest. */
  readonly target: string | null
  /** `null`: the whole run. */
  readonly function: TrendFunction | null
  readonly measure: TrendMeasure
  readonly order: TrendOrder
  /** `null`: that of the shown run, or of the newest. */
  readonly backend: Backend | null
  /** As `dataKeyOf` names it; `any`: whatever it is; `null`: that of the shown run, or of the newest. */
  readonly data: string | null
  /** Runs that are to be compared, two at most. */
  readonly chosen: readonly number[]
  /** Of the sizes of data; `undefined`: that of most runs. */
  readonly unit: string | null | undefined
  /** The size for which a prediction is wanted, as it was typed. */
  readonly size: string
  /** Why it cannot be told how the function went; `null`: nothing is known to be in the way. */
  readonly problem: string | null
  /** How the function went; `null` while it is read. */
  readonly trend: (TrendFunction & { readonly values: FunctionTrend }) | null
}

const nothing: TrendsState = {
  projectDir: null,
  plot: 'trend',
  target: null,
  function: null,
  measure: 'peak',
  order: 'date',
  backend: null,
  data: null,
  chosen: [],
  unit: undefined,
  size: '',
  problem: null,
  trend: null,
}

/** What the trends in the middle show, or showed last. */
export const useTrends = create<TrendsState>(() => nothing)

/** Shows the trends, of a target or of the one at hand. */
export function openTrends(target?: string): void {
  const dir = projectDir()
  const before = useTrends.getState()
  const wanted = target ?? shownTarget() ?? (before.projectDir === dir ? before.target : null)
  if (before.projectDir !== dir) useTrends.setState({ ...nothing, projectDir: dir })
  // By name, so that a run of something else, which comes later, changes nothing here.
  chooseTarget(wanted ?? useHistory.getState().entries?.[0]?.target ?? null)
  showMain('trends')
}

/** Goes back to the source, and with the focus, where a file is open. */
export function leaveTrends(): void {
  if (useView.getState().file === null) showMain('source')
  else focusSource()
}

/** The target of the shown run; `null` where none is shown, or one that goes on. */
export function shownTarget(): string | null {
  const { shown } = useView.getState()
  if (shown?.kind !== 'past') return null
  return useHistory.getState().entries?.find(({ id }) => id === shown.run.id)?.target ?? null
}

export function chooseTarget(target: string | null): void {
  if (target === useTrends.getState().target) return
  useTrends.setState({
    target,
    function: null,
    measure: 'peak',
    backend: null,
    data: null,
    unit: undefined,
    size: '',
    chosen: [],
    problem: null,
    trend: null,
  })
}

/** `null`: the whole run, of which no growth is known. */
export function chooseTrendFunction(next: TrendFunction | null): void {
  useTrends.setState(({ measure }) => ({
    function: next,
    measure: next === null && measure === 'growth' ? 'peak' : measure,
    problem: null,
    trend: null,
  }))
}

export function setTrends(
  changes: Partial<Pick<TrendsState, 'plot' | 'measure' | 'order' | 'backend' | 'data' | 'unit' | 'size'>>,
): void {
  useTrends.setState(changes)
}

/** Reads how the chosen function went; what is known stays until then. */
export async function loadTrend({ file, name }: TrendFunction): Promise<void> {
  const isWanted = () => {
    const { function: wanted } = useTrends.getState()
    return wanted?.file === file && wanted.name === name
  }
  try {
    const values = await api.call('runs.functionTrend', { projectDir: projectDir(), file, name })
    if (isWanted()) useTrends.setState({ trend: { file, name, values }, problem: null })
  } catch (error) {
    if (isWanted()) useTrends.setState({ problem: errorText(error) })
  }
}

/** Adds a run to those that are compared, or takes it out; of three the first one goes. */
export function toggleChosen(id: number): void {
  useTrends.setState(({ chosen }) => ({
    chosen: chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id].slice(-2),
  }))
}

export function clearChosen(): void {
  useTrends.setState({ chosen: [] })
}

/** Opens a run in the panel; the plot stays before its source. */
export async function openTrendRun({ id }: HistoryEntry): Promise<void> {
  const { function: wanted } = useTrends.getState()
  await showRun(id, {
    ...(wanted === null ? {} : { file: wanted.file, functionName: wanted.name }),
    behind: true,
  })
  useLayout.setState(({ visible }) => ({ visible: { ...visible, panel: true } }))
}

/** Compares the two chosen runs. */
export async function compareChosen(): Promise<void> {
  const [base, now] = useTrends.getState().chosen
  if (base !== undefined && now !== undefined) await compare({ base, now, order: 'time' })
}
