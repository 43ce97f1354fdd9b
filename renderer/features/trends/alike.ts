import type { Backend, HistoryEntry } from '../../../profiler-core/contract/index.ts'
import { dataKeyOf, type Kind, kindsOf } from './samples.ts'

/** Runs of one target that can be held against each other, and in what the others differ. */
export interface AlikeRuns {
  /** By start. */
  readonly runs: readonly HistoryEntry[]
  readonly backend: Backend
  readonly backends: readonly Kind<Backend>[]
  /** As `dataKeyOf` names it, or `any`. */
  readonly data: string
  /** Of the runs of that backend. */
  readonly datasets: readonly Kind<string>[]
}

export interface Likeness {
  readonly backend: Backend | null
  readonly data: string | null
}

export const ANY_DATA = 'any'

/**
 * Backends measure different things, and runs on more data take more: the runs that are as wished, else as the one that
 * others are held against. `runs` are of one target.
 */
export function alikeRuns(
  runs: readonly HistoryEntry[],
  reference: { readonly backend: Backend; readonly data: string },
  wish: Likeness,
): AlikeRuns {
  const backends = kindsOf(runs, ({ backend }) => backend)
  const backend = backends.find(({ value }) => value === wish.backend)?.value ?? reference.backend
  const sameBackend = backends.length === 1 ? runs : runs.filter((entry) => entry.backend === backend)
  const datasets = kindsOf(sameBackend, dataKeyOf)
  const own = reference.backend === backend ? reference.data : (datasets[0]?.value ?? '')
  const isKnown = wish.data === ANY_DATA || datasets.some(({ value }) => value === wish.data)
  const data = wish.data !== null && isKnown ? wish.data : own
  return {
    runs:
      data === ANY_DATA || datasets.length === 1
        ? sameBackend
        : sameBackend.filter((entry) => dataKeyOf(entry) === data),
    backend,
    backends,
    data,
    datasets,
  }
}

/** Runs that can be compared by the size of their data: one backend, one unit. */
export interface SizedRuns {
  /** By start; each has a size. */
  readonly runs: readonly HistoryEntry[]
  readonly unit: string | null
  readonly units: readonly Kind<string | null>[]
}

/** `wish`: a unit, `undefined` for the one that most runs have. */
export function sizedRuns(runs: readonly HistoryEntry[], wish: string | null | undefined): SizedRuns {
  const sized = runs.filter(({ dataset }) => dataset !== null && dataset.size !== null)
  const unitOf = ({ dataset }: HistoryEntry) => dataset?.unit ?? null
  const units = kindsOf(sized, unitOf)
  const unit = units.find(({ value }) => value === wish)?.value ?? units[0]?.value ?? null
  return { runs: sized.filter((entry) => unitOf(entry) === unit), unit, units }
}
