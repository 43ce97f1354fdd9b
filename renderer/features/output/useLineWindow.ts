import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useLayoutEffect, useState } from 'react'
import type { OutputText } from '../../state/outputText.ts'

/** Height of a line that is not wrapped. */
export const ROW = 20
const OVERSCAN = 10

/** A line that is drawn: its index, and where it begins, in pixels. */
export interface PlacedLine {
  readonly index: number
  readonly start: number
}

export interface LineWindow {
  readonly lines: readonly PlacedLine[]
  /** Of all lines, in pixels. */
  readonly height: number
  /** The first line in sight. */
  readonly first: number
  /** To be told of each drawn line where lines wrap. */
  readonly measure: ((element: HTMLElement | null) => void) | undefined
  readonly center: (index: number) => void
  readonly scrolled: (top: number) => void
}

/**
 * Which lines are to be drawn. Lines that do not wrap are all of one height, which takes no more than a division, and
 * that for any number of them, many times a second; only wrapped ones have to be measured.
 */
export function useLineWindow(
  scroller: RefObject<HTMLDivElement | null>,
  text: OutputText,
  wrap: boolean,
  isFollowing: boolean,
): LineWindow {
  const count = text.lineCount
  const fixed = useFixedWindow(scroller, count, isFollowing)
  const virtualizer = useVirtualizer({
    count: wrap ? count : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: OVERSCAN,
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!isFollowing || element === null) return
    if (wrap) virtualizer.scrollToIndex(count - 1, { align: 'end' })
    else element.scrollTop = count * ROW
  })
  if (!wrap) return fixed
  return {
    lines: virtualizer.getVirtualItems(),
    height: virtualizer.getTotalSize(),
    first: virtualizer.range?.startIndex ?? 0,
    measure: virtualizer.measureElement,
    center: (index) => virtualizer.scrollToIndex(index, { align: 'center' }),
    scrolled: () => {},
  }
}

function useFixedWindow(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  isFollowing: boolean,
): LineWindow {
  const [top, setTop] = useState(0)
  const [inSight, setInSight] = useState(0)
  useEffect(() => {
    const element = scroller.current
    if (element === null) return
    const observer = new ResizeObserver(() => setInSight(Math.ceil(element.clientHeight / ROW)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [scroller])
  const first = Math.max(0, isFollowing ? count - inSight : Math.min(top, count - inSight))
  const from = Math.max(0, first - OVERSCAN)
  const to = Math.min(count, first + inSight + OVERSCAN)
  return {
    lines: Array.from({ length: Math.max(0, to - from) }, (_, at) => ({
      index: from + at,
      start: (from + at) * ROW,
    })),
    height: count * ROW,
    first,
    measure: undefined,
    center: (index) => {
      if (scroller.current !== null) scroller.current.scrollTop = (index - Math.floor(inSight / 2)) * ROW
    },
    scrolled: (pixels) => setTop(Math.floor(pixels / ROW)),
  }
}
