import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Found, FrameTree, Icicle } from '../../../profiler-core/analysis/callTree/index.ts'
import { runCommand } from '../../commands/commands.ts'
import { useTheme } from '../../state/theme.ts'
import { selectFrame, setWish, useMarks, useWishes } from './callTreeState.ts'
import { ROW } from './drawIcicle.ts'
import { FrameTip } from './FrameTip.tsx'
import { frameSentence } from './frameWords.ts'
import { goToFrame } from './goToFrame.ts'
import { IcicleChart } from './icicleChart.ts'
import { frameBeside } from './icicleKeys.ts'

interface Props {
  readonly icicle: Icicle
  readonly found: Found | null
}

interface Hovered {
  readonly frame: number
  readonly x: number
  readonly y: number
}

/** The call tree as a flame graph that hangs from its roots. */
export function IcicleView({ icicle, found }: Props) {
  const { tree, metric } = icicle
  const canvas = useRef<HTMLCanvasElement>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const chart = useRef<IcicleChart | null>(null)
  const shownTree = useRef<FrameTree>(tree)
  const [hovered, setHovered] = useState<Hovered | null>(null)
  const { selected } = useMarks(tree)
  const theme = useTheme((state) => state.theme)
  useEffect(() => {
    if (canvas.current === null || scroller.current === null) return
    const made = new IcicleChart(canvas.current, scroller.current, {
      onPick: (frame) => {
        selectFrame(shownTree.current, frame)
        goToFrame(shownTree.current, frame)
        made.zoomTo(frame)
      },
      onHover: (frame, x, y) => setHovered(frame < 0 ? null : { frame, x, y }),
    })
    chart.current = made
    return () => made.dispose()
  }, [])
  useEffect(() => {
    shownTree.current = icicle.tree
    chart.current?.show(icicle, found)
    setHovered(null)
  }, [icicle, found])
  useEffect(() => chart.current?.select(selected), [selected])
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the theme.
  useEffect(() => chart.current?.recolour(), [theme])

  const onKeyDown = (event: KeyboardEvent) => {
    if (chart.current === null || event.ctrlKey || event.altKey || event.metaKey) return
    if (keyPressed(event.key, chart.current, icicle, selected)) {
      setHovered(null)
      event.preventDefault()
    }
  }
  const weighed = metric === 'memory' ? 'memory' : 'time'
  return (
    <div className="icicle" ref={scroller}>
      <div className="icicle-sheet" style={{ height: icicle.levels * ROW }}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it has keys of its own, which walk through the frames. */}
        <canvas
          ref={canvas}
          className="icicle-canvas"
          tabIndex={0}
          role="application"
          aria-label={`Call tree by ${weighed}, as a flame graph`}
          aria-description="Arrows go to caller, called and neighbouring functions, Enter zooms in and then opens the source, Escape goes back. The same is in the tree, as a table."
          aria-describedby="call-tree-selected"
          data-focus="callTree"
          onKeyDown={onKeyDown}
        />
      </div>
      {hovered !== null && hovered.frame < tree.count && (
        <FrameTip tree={tree} metric={metric} {...hovered} />
      )}
      <span id="call-tree-selected" className="unseen" role="status">
        {selected < 0 ? '' : frameSentence(tree, selected)}
      </span>
    </div>
  )
}

/** Does what a key stands for; false where it stands for nothing here. */
function keyPressed(key: string, chart: IcicleChart, icicle: Icicle, selected: number): boolean {
  const { tree } = icicle
  switch (key) {
    case 'Enter':
      if (selected < 0) return false
      goToFrame(tree, selected, { focus: chart.isZoomedTo(selected) })
      chart.zoomTo(selected)
      return true
    case 'Escape':
      if (!chart.back()) runCommand('focusSource')
      return true
    case 'Backspace':
      chart.back()
      return true
    case 'f':
    case 'F':
      setWish({ foldRecursion: !useWishes.getState().foldRecursion })
      return true
    case '+':
    case '=':
      chart.zoomBy(1.5)
      return true
    case '-':
      chart.zoomBy(1 / 1.5)
      return true
    case '0':
      chart.reset()
      return true
    default:
      return walk(key, icicle, selected)
  }
}

function walk(key: string, icicle: Icicle, selected: number): boolean {
  if (!/^(Arrow|Home|End)/.test(key)) return false
  const next = frameBeside(icicle, selected, key)
  if (next >= 0) selectFrame(icicle.tree, next)
  return true
}
