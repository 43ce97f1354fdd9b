import {
  type CallTree,
  MebiError,
  type ParsedInput,
  type RunComparison,
  type RunDetail,
  type SourceFile,
  targetWords,
} from '../contract/index.ts'
import { verdict } from '../report/verdict.ts'
import type { RunStore } from '../store/index.ts'
import type { Handlers } from './dispatch.ts'

/** Runs side by side. `store` gives the history with everything in it that belongs there. */
export function createComparing(store: () => Promise<RunStore>): Pick<Handlers, 'runs.compare'> {
  return { 'runs.compare': async (pair) => compareStored(await store(), pair) }
}

/**
 * Compares two runs of the history, each with the others of its group.
 *
 * @throws MebiError `run-not-found`, or what else the store throws
 */
export async function compareStored(
  store: RunStore,
  { base, now, order }: ParsedInput<'runs.compare'>,
): Promise<RunComparison> {
  const [one, other] = [loaded(store, base), loaded(store, now)]
  const [earlier, later] = order === 'time' && startsBefore(other, one) ? [other, one] : [one, other]
  const isWithin = earlier.detail.group !== null && earlier.detail.group === later.detail.group
  const alone = (run: Loaded) => ({ details: [run.detail], notes: [] })
  const [before, after] = isWithin
    ? [alone(earlier), alone(later)]
    : [repetitions(store, earlier), repetitions(store, later)]
  // A diff and statistics, which most starts of Mebi have no use for.
  const { compareRuns, wholeFunctions } = await import('../analysis/compare/index.ts')
  const isOfWholes = [earlier, later].some(({ detail }) => detail.request.detail === 'functions')
  const comparable = ({ details }: { details: RunDetail[] }) =>
    isOfWholes ? details.map((run) => wholeFunctions(run, callTreeOf(store, run))) : details
  const comparison = compareRuns(sideOf(earlier, comparable(before)), sideOf(later, comparable(after)))
  const notes = [
    ...(isWithin && earlier.detail.key !== later.detail.key
      ? ['Both runs are of one group: they are compared alone, without the others.']
      : []),
    ...before.notes,
    ...after.notes,
    ...(isOfWholes ? [WHOLES] : []),
    ...comparison.notes,
  ]
  return { ...comparison, notes, verdict: verdict(comparison) }
}

/** Where a run was of whole functions. */
const WHOLES = 'Functions are compared as a whole: what all calls of one took stands at its first line.'

function callTreeOf(store: RunStore, { id, request }: RunDetail): CallTree | null {
  return id === null || request.detail === 'lines' ? null : store.story(id, ['callTree']).callTree
}

interface Loaded {
  readonly id: number
  readonly detail: RunDetail
  readonly sources: readonly SourceFile[]
}

function loaded(store: RunStore, id: number): Loaded {
  return { id, detail: store.get(id), sources: store.sources(id) }
}

function startsBefore(one: Loaded, other: Loaded): boolean {
  const [first, second] = [one.detail.startedAt, other.detail.startedAt]
  return first === second ? one.id < other.id : first < second
}

/** The runs of a run's group that are like it, by start; the run alone where it has no group. */
function repetitions(store: RunStore, run: Loaded): { details: RunDetail[]; notes: string[] } {
  const { group, request } = run.detail
  if (group === null) return { details: [run.detail], notes: [] }
  const details: RunDetail[] = []
  const leftOut: number[] = []
  for (const id of store.ofGroup(group)) {
    const other = id === run.id ? run : loaded(store, id)
    if (other.detail.request.projectDir !== request.projectDir) continue
    if (isRepetition(run, other)) details.push(other.detail)
    else leftOut.push(id)
  }
  return { details, notes: leftOut.length === 0 ? [] : [leftOutWords(leftOut)] }
}

/** Whether the numbers of another run of the group mean the same, line by line. */
function isRepetition(run: Loaded, other: Loaded): boolean {
  const [one, two] = [run.detail, other.detail]
  const texts = new Map(run.sources.map(({ file, text }) => [file, text]))
  return (
    one.status === two.status &&
    one.backend === two.backend &&
    one.request.detail === two.request.detail &&
    targetWords(one.request) === targetWords(two.request) &&
    other.sources.every(({ file, text }) => !texts.has(file) || texts.get(file) === text)
  )
}

function leftOutWords(ids: readonly number[]): string {
  const [runs, are] = ids.length === 1 ? ['Run', 'is'] : ['Runs', 'are']
  return `${runs} ${ids.join(', ')} of the group ${are} left out: the program, its source, what was measured, or how it ended differs.`
}

function sideOf({ detail, sources }: Loaded, details: readonly RunDetail[]) {
  const { functions: _, ...run } = detail
  // What was loaded from the history has its number.
  const ids = details.map(({ id, key }) => {
    if (id === null) throw new MebiError('run-unreadable', `The run ${key} has no number.`)
    return id
  })
  return { run, ids, details, sources }
}
