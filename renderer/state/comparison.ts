import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { RunComparison } from '../../profiler-core/contract/index.ts'
import { SHOWN_CHANGE_BYTES } from '../../profiler-core/report/verdict.ts'
import { ApiError, api } from '../api/index.ts'
import { functionKey } from './functionKey.ts'
import { type MainView, showMain, useMainView } from './mainView.ts'
import { errorText } from './notices.ts'

/** Two runs, as they are asked for. `time`: the earlier one is the base, whichever is named so. */
export interface RunPair {
  readonly base: number
  readonly now: number
  readonly order: 'time' | 'given'
}

/** What goes wrong, in a sentence, and what to do about it. */
export interface Problem {
  readonly message: string
  readonly hint: string | null
}

export type SourceTexts = ReadonlyMap<string, string>

interface ComparisonState {
  /** What was asked for; `null` before anything was. */
  readonly pair: RunPair | null
  /** `null` while it is made, or where it cannot be. */
  readonly comparison: RunComparison | null
  readonly problem: Problem | null
  /** The sources of both runs as they were, by file; empty where they cannot be had. */
  readonly sources: { readonly base: SourceTexts; readonly now: SourceTexts } | null
  /** `functionKey` of the function that was chosen; `null`: none yet. */
  readonly chosen: string | null
  /** What stood in the middle before. */
  readonly from: Exclude<MainView, 'comparison'>
}

const nothing: ComparisonState = {
  pair: null,
  comparison: null,
  problem: null,
  sources: null,
  chosen: null,
  from: 'source',
}

/** The comparison that stands in the middle, or stood there last. */
export const useComparison = create<ComparisonState>(() => nothing)

/** What is compared of a line. */
export type Metric = 'increment' | 'peak' | 'time'
export type DetailView = 'lines' | 'source' | 'timelines'
export type Alignment = 'start' | 'call'

interface ComparisonSettings {
  /** Changes of less are hidden. */
  readonly thresholdMib: number
  readonly view: DetailView
  /** `null`: as many as there is room for. */
  readonly metrics: readonly Metric[] | null
  /** Lines on which nothing differs are left out. */
  readonly onlyChanged: boolean
  /** Where the two timelines are laid over each other. */
  readonly alignment: Alignment
}

/** How comparisons are looked at, kept from one start to the next. */
export const useComparisonSettings = create<ComparisonSettings>()(
  persist(
    (): ComparisonSettings => ({
      thresholdMib: SHOWN_CHANGE_BYTES / 2 ** 20,
      view: 'lines',
      metrics: null,
      onlyChanged: false,
      alignment: 'start',
    }),
    {
      name: 'mebi.comparison',
      version: 1,
    },
  ),
)

/** How often a comparison was asked for: the last one counts, whichever comes first. */
let asked = 0

/** Compares two runs, and shows what came of it in the middle. */
export async function compare(pair: RunPair): Promise<void> {
  asked += 1
  const mine = asked
  const { main } = useMainView.getState()
  const from = main === 'comparison' ? useComparison.getState().from : main
  showMain('comparison')
  useComparison.setState({ ...nothing, pair, from })
  try {
    const comparison = await api.call('runs.compare', pair)
    if (mine !== asked) return
    useComparison.setState({ comparison })
    const [base, now] = await Promise.all([textsOf(comparison.base.run.id), textsOf(comparison.now.run.id)])
    if (mine === asked) useComparison.setState({ sources: { base, now } })
  } catch (error) {
    if (mine === asked) useComparison.setState({ problem: problemOf(error) })
  }
}

/** Exchanges base and now; the function that is looked at stays. */
export async function swapRuns(): Promise<void> {
  const { comparison, chosen } = useComparison.getState()
  const [base, now] = [comparison?.now.run.id, comparison?.base.run.id]
  if (typeof base !== 'number' || typeof now !== 'number') return
  await compare({ base, now, order: 'given' })
  const after = useComparison.getState()
  const isThere = after.comparison?.functions.some((each) => functionKey(each) === chosen) === true
  if (after.pair?.base === base && isThere) chooseFunction(chosen)
}

export function chooseFunction(key: string | null): void {
  useComparison.setState({ chosen: key })
}

/** Goes back to what stood there before. */
export function leaveComparison(): void {
  asked += 1
  showMain(useComparison.getState().from)
  useComparison.setState(nothing)
}

/** A run that lost its sources can be compared all the same. */
async function textsOf(id: number | null): Promise<SourceTexts> {
  if (id === null) return new Map()
  const sources = await api.call('runs.sources', { id }).catch(() => [])
  return new Map(sources.map(({ file, text }) => [file, text]))
}

function problemOf(error: unknown): Problem {
  return { message: errorText(error), hint: error instanceof ApiError ? error.hint : null }
}
