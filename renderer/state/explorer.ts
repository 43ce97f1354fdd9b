import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import type { RunSubject } from './dialogs.ts'
import { useProject } from './project.ts'

interface ExplorerState {
  /** By project: which lines were opened or closed by hand, by their id. */
  readonly opened: Readonly<Record<string, Readonly<Record<string, boolean>>>>
  readonly query: string
  /** The line that the keys act on. */
  readonly active: string | null
  /** What would be run for that line. */
  readonly activeSubject: RunSubject | null
  /** What is to be watched of each selected line. */
  readonly selected: ReadonlyMap<string, readonly string[]>
}

/** How many projects' lines are kept in mind. */
const PROJECTS = 20

const fresh = {
  query: '',
  active: null,
  activeSubject: null,
  selected: new Map<string, readonly string[]>(),
}

/** The left pane: what is unfolded, searched and selected. */
export const useExplorer = create<ExplorerState>()(
  persist((): ExplorerState => ({ opened: {}, ...fresh }), {
    name: 'mebi.explorer',
    version: 1,
    partialize: ({ opened }) => ({ opened }),
  }),
)

useProject.subscribe(({ project }, before) => {
  if (project?.dir !== before.project?.dir) useExplorer.setState(fresh)
})

const untouched: Readonly<Record<string, boolean>> = {}

export function openedIn(
  { opened }: Pick<ExplorerState, 'opened'>,
  dir: string,
): Readonly<Record<string, boolean>> {
  return opened[dir] ?? untouched
}

export function setOpen(dir: string, ids: readonly string[], isOpen: boolean): void {
  const known = openedIn(useExplorer.getState(), dir)
  if (ids.every((id) => known[id] === isOpen)) return
  useExplorer.setState(({ opened }) => {
    const { [dir]: before = untouched, ...others } = opened
    const kept = Object.entries(others).slice(1 - PROJECTS)
    return {
      opened: {
        ...Object.fromEntries(kept),
        [dir]: { ...before, ...Object.fromEntries(ids.map((id) => [id, isOpen])) },
      },
    }
  })
}

export function setQuery(query: string): void {
  useExplorer.setState({ query, active: null, activeSubject: null })
}

export function setActive(active: string, activeSubject: RunSubject): void {
  useExplorer.setState({ active, activeSubject })
}

export function select(selected: ReadonlyMap<string, readonly string[]>): void {
  useExplorer.setState({ selected })
}

/** Takes a line into the selection, or out of it. */
export function toggleSelected(id: string, names: readonly string[]): void {
  useExplorer.setState(({ selected }) => {
    const next = new Map(selected)
    if (!next.delete(id)) next.set(id, names)
    return { selected: next }
  })
}
