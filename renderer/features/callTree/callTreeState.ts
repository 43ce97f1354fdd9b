import { useMemo } from 'react'
import { create } from 'zustand'
import { persist } from 'zustand/middleware'
import {
  callersOf,
  type FrameTree,
  heaviestPath,
  type Metric,
  type TreeColumnId,
  type TreeSorting,
} from '../../../profiler-core/analysis/callTree/index.ts'

export type Shape = 'icicle' | 'tree'

/** How call trees are looked at, kept from one start to the next. */
interface Wishes {
  readonly shape: Shape
  readonly metric: Metric
  readonly foldRecursion: boolean
  readonly mergeLines: boolean
}

export const useWishes = create<Wishes>()(
  persist((): Wishes => ({ shape: 'icicle', metric: 'memory', foldRecursion: false, mergeLines: false }), {
    name: 'mebi.callTree',
    version: 1,
  }),
)

/** What a person did with a tree. */
interface Marks {
  /** -1: none. */
  readonly selected: number
  /** Frames whose children the table shows. */
  readonly open: ReadonlySet<number>
}

interface Explored {
  readonly query: string
  /** `null`: by the metric, the largest first. */
  readonly sorting: TreeSorting | null
  /** The tree whose frames are marked: frames of another have other numbers. */
  readonly tree: FrameTree | null
  readonly marks: Marks
}

const noMarks: Marks = { selected: -1, open: new Set() }

export const useExplored = create<Explored>(() => ({ query: '', sorting: null, tree: null, marks: noMarks }))

/** Levels that are open at first: enough to see where it goes, few enough to see it at a glance. */
const OPEN_LEVELS = 6

/** The marks of a tree; at first its heaviest path is open. */
export function useMarks(tree: FrameTree): Marks {
  const marked = useExplored((explored) => explored.tree)
  const marks = useExplored((explored) => explored.marks)
  const initial = useMemo(() => initialMarks(tree), [tree])
  return marked === tree ? marks : initial
}

function initialMarks(tree: FrameTree): Marks {
  return { selected: -1, open: new Set(heaviestPath(tree, -1, 'memory').slice(0, OPEN_LEVELS)) }
}

function mark(tree: FrameTree, change: (marks: Marks) => Partial<Marks>): void {
  useExplored.setState(({ tree: marked, marks }) => {
    const known = marked === tree ? marks : initialMarks(tree)
    return { tree, marks: { ...known, ...change(known) } }
  })
}

/** Selects a frame; its callers open, so that the table shows it. */
export function selectFrame(tree: FrameTree, frame: number): void {
  mark(tree, ({ open }) => {
    const closed = callersOf(tree, frame).filter((caller) => !open.has(caller))
    return { selected: frame, open: closed.length === 0 ? open : new Set([...open, ...closed]) }
  })
}

export function setOpen(tree: FrameTree, frames: readonly number[], isOpen: boolean): void {
  mark(tree, ({ open }) => {
    const next = new Set(open)
    for (const frame of frames) {
      if (isOpen) next.add(frame)
      else next.delete(frame)
    }
    return { open: next }
  })
}

export function setQuery(query: string): void {
  useExplored.setState({ query })
}

/** A click on a header: numbers begin with the largest, names with A; the second click turns it round. */
export function sortTree(column: TreeColumnId, current: TreeSorting): void {
  const first = column === 'name' ? 'ascending' : 'descending'
  const turned = current.direction === 'ascending' ? 'descending' : 'ascending'
  useExplored.setState({
    sorting: { column, direction: current.column === column ? turned : first },
  })
}

export function setWish(wish: Partial<Wishes>): void {
  useWishes.setState(wish)
  // What is looked at is what it is sorted by.
  if (wish.metric !== undefined) useExplored.setState({ sorting: null })
}
