import {
  childrenOf,
  type FrameTree,
  heaviestPath,
  type Metric,
  type TreeRows,
} from '../../../profiler-core/analysis/callTree/index.ts'
import { runCommand } from '../../commands/commands.ts'
import { selectFrame, setOpen, setWish, useWishes } from './callTreeState.ts'
import { goToCaller, goToFrame } from './goToFrame.ts'

/** What the keys of the table act upon. */
export interface TableKeys {
  readonly tree: FrameTree
  readonly metric: Metric
  readonly rows: TreeRows
  /** Of the selected row; -1: none is in the table. */
  readonly index: number
  /** Rows of a page. */
  readonly page: number
  readonly isOpen: (frame: number) => boolean
}

/** Does what a key stands for; false where it stands for nothing here. */
export function tableKey(key: string, keys: TableKeys): boolean {
  const { tree, rows, index } = keys
  const to = rowOf(key, keys)
  if (to !== null) {
    const frame = rows.frames[Math.max(0, Math.min(rows.frames.length - 1, to))]
    if (frame !== undefined) selectFrame(tree, frame)
    return true
  }
  if (key === 'Escape') {
    runCommand('focusSource')
    return true
  }
  if (key.toLowerCase() === 'f') {
    setWish({ foldRecursion: !useWishes.getState().foldRecursion })
    return true
  }
  if (key === '*') {
    openHeaviest(keys)
    return true
  }
  const frame = rows.frames[index]
  return frame !== undefined && keyOnFrame(key, frame, keys)
}

function rowOf(key: string, { rows, index, page }: TableKeys): number | null {
  switch (key) {
    case 'ArrowDown':
      return index + 1
    case 'ArrowUp':
      return index - 1
    case 'PageDown':
      return index + page
    case 'PageUp':
      return index - page
    case 'Home':
      return 0
    case 'End':
      return rows.frames.length - 1
    default:
      return null
  }
}

function keyOnFrame(key: string, frame: number, { tree, isOpen, rows, index }: TableKeys): boolean {
  const hasChildren = childrenOf(tree, frame).length > 0
  switch (key) {
    case 'ArrowRight':
      if (hasChildren && !isOpen(frame)) setOpen(tree, [frame], true)
      else if (hasChildren) selectFrame(tree, rows.frames[index + 1] ?? frame)
      return true
    case 'ArrowLeft':
      if (hasChildren && isOpen(frame)) setOpen(tree, [frame], false)
      else if ((tree.parents[frame] ?? -1) >= 0) selectFrame(tree, tree.parents[frame] ?? frame)
      return true
    case 'Enter':
      goToFrame(tree, frame, { focus: true })
      return true
    case 'c':
      goToCaller(tree, frame)
      return true
    default:
      return false
  }
}

/** From the selected frame, or the roots, down to where it goes to in the end. */
function openHeaviest({ tree, metric, rows, index }: TableKeys): void {
  const from = rows.frames[index] ?? -1
  const path = heaviestPath(tree, from, metric)
  setOpen(tree, from < 0 ? path : [from, ...path], true)
  const last = path.at(-1)
  if (last !== undefined) selectFrame(tree, last)
}
