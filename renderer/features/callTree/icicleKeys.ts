import { frameAt, type Icicle } from '../../../profiler-core/analysis/callTree/index.ts'

/** The frame to which a key leads from another; -1: none, stay. From none it leads to the widest root. */
export function frameBeside(icicle: Icicle, frame: number, key: string): number {
  const { tree, frames, levelStarts } = icicle
  if (frame < 0) return frames[0] ?? -1
  const depth = tree.depths[frame] ?? 0
  switch (key) {
    case 'ArrowUp':
      return tree.parents[frame] ?? -1
    case 'ArrowDown':
      return firstChild(icicle, frame)
    case 'ArrowLeft':
      return neighbour(icicle, frame, depth, -1)
    case 'ArrowRight':
      return neighbour(icicle, frame, depth, 1)
    case 'Home':
      return frames[levelStarts[0] ?? 0] ?? -1
    case 'End':
      return deepest(icicle, frame)
    default:
      return -1
  }
}

/** The widest, which lies leftmost. */
function firstChild(icicle: Icicle, frame: number): number {
  const below = frameAt(icicle, (icicle.tree.depths[frame] ?? 0) + 1, icicle.starts[frame] ?? 0)
  return below >= 0 && icicle.tree.parents[below] === frame ? below : -1
}

function neighbour(icicle: Icicle, frame: number, depth: number, step: 1 | -1): number {
  const { frames, levelStarts, starts } = icicle
  let low = levelStarts[depth] ?? 0
  let high = levelStarts[depth + 1] ?? 0
  const [first, end] = [low, high]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((starts[frames[middle] ?? 0] ?? 0) < (starts[frame] ?? 0)) low = middle + 1
    else high = middle
  }
  const index = low + step
  return index >= first && index < end ? (frames[index] ?? -1) : -1
}

/** The end of the heaviest path below a frame. */
function deepest(icicle: Icicle, frame: number): number {
  let at = frame
  for (let below = firstChild(icicle, at); below >= 0; below = firstChild(icicle, at)) at = below
  return at
}
