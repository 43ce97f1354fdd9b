import { useLayoutEffect, useRef, useState } from 'react'
import { createPortal } from 'react-dom'
import type { FrameTree, Metric } from '../../../profiler-core/analysis/callTree/index.ts'
import { frameFacts, frameLabel, framePlace } from './frameWords.ts'

interface Props {
  readonly tree: FrameTree
  readonly metric: Metric
  readonly frame: number
  /** The pointer, in pixels within the window. */
  readonly x: number
  readonly y: number
}

/** Pixels between the pointer and what it tells. */
const GAP = 14

/** What is known of a frame, beside the pointer; above or left of it where there is more room. */
export function FrameTip({ tree, metric, frame, x, y }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const [size, setSize] = useState({ width: 0, height: 0 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another frame has another size.
  useLayoutEffect(() => {
    const { offsetWidth: width = 0, offsetHeight: height = 0 } = box.current ?? {}
    setSize((known) => (known.width === width && known.height === height ? known : { width, height }))
  }, [frame, tree])
  const left = x + GAP + size.width > window.innerWidth - 8 ? Math.max(8, x - GAP - size.width) : x + GAP
  const top = y + GAP + size.height > window.innerHeight - 8 ? Math.max(8, y - GAP - size.height) : y + GAP
  const { gross, whole } = tree[metric]
  const share = ((gross[frame] ?? 0) / whole) * 100
  return createPortal(
    <div ref={box} className="frame-tip popup small" aria-hidden style={{ left, top }}>
      <p className="frame-tip-name code">{frameLabel(tree, frame)}</p>
      <p className="quiet">{framePlace(tree, frame)}</p>
      <dl>
        {frameFacts(tree, frame).map(({ term, words }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd className="number">{words}</dd>
          </div>
        ))}
        <div>
          <dt>Width</dt>
          <dd className="number">
            {share < 0.1 ? '< 0.1' : share.toFixed(1)} % of{' '}
            {metric === 'memory' ? 'all memory taken' : 'the time'}
          </dd>
        </div>
      </dl>
    </div>,
    document.body,
  )
}
