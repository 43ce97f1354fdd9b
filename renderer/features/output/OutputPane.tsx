import { ArrowDownToLine, Copy, Search, WrapText } from 'lucide-react'
import { type KeyboardEvent, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { create } from 'zustand'
import { attempt, notify } from '../../state/notices.ts'
import type { Output } from '../../state/output.ts'
import { useTheme } from '../../state/theme.ts'
import { formatCount, formatSize } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { FindBar } from './FindBar.tsx'
import { OutputLineRow } from './OutputLineRow.tsx'
import { type Match, OutputSearch } from './outputSearch.ts'
import { ROW, useLineWindow } from './useLineWindow.ts'

/** Whether long lines are wrapped, whichever run is shown. */
const useWrap = create<{ wrap: boolean }>(() => ({ wrap: false }))

/** The lines of a program's output. Follows the end until somebody scrolls up. */
export function OutputPane({ output: { text } }: { readonly output: Output }) {
  const wrap = useWrap((state) => state.wrap)
  const theme = useTheme((state) => state.theme)
  const scroller = useRef<HTMLDivElement>(null)
  const [isFollowing, setFollowing] = useState(true)
  const [query, setQuery] = useState<string | null>(null)
  const [current, setCurrent] = useState(0)
  const count = text.lineCount
  const { firstLine } = text
  const lines = useLineWindow(scroller, text, wrap, isFollowing)
  const { matches, byLine } = useFound(text, query ?? '')
  const shownMatch = matches[Math.min(current, matches.length - 1)]
  const onScroll = useFollowing(scroller, isFollowing, setFollowing, lines.scrolled)
  useKeptPlace(scroller, firstLine, isFollowing)

  const show = (index: number, among: readonly Match[] = matches) => {
    const match = among[index]
    if (match === undefined) return
    setCurrent(index)
    setFollowing(false)
    lines.center(match.line - firstLine)
  }
  const search = (next: string) => {
    setQuery(next)
    // What is in sight or comes after it is found first.
    const found = new OutputSearch(text, next).update()
    const from = firstLine + lines.first
    show(
      Math.max(
        0,
        found.findIndex(({ line }) => line >= from),
      ),
      found,
    )
  }
  const step = (by: 1 | -1) => {
    if (matches.length > 0)
      show((Math.min(current, matches.length - 1) + by + matches.length) % matches.length)
  }
  const closeSearch = () => {
    setQuery(null)
    scroller.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey)) setQuery((now) => now ?? '')
    else if (event.key === 'End' && event.target === scroller.current) setFollowing(true)
    else return
    event.preventDefault()
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears keys of what has the focus within.
    <div className="output-pane" onKeyDown={onKeyDown}>
      <div className="output-bar">
        <span className="quiet small ellipsis">
          <span className="number">{formatCount(count)}</span> {count === 1 ? 'line' : 'lines'}
          {text.dropped > 0 && `; ${formatSize(text.dropped)} of earlier output not shown`}
        </span>
        {query === null ? (
          <IconButton icon={Search} label="Find in the output" keys="Ctrl+F" onClick={() => setQuery('')} />
        ) : (
          <FindBar
            query={query}
            count={matches.length}
            current={Math.min(current, matches.length - 1)}
            onQuery={search}
            onStep={step}
            onClose={closeSearch}
          />
        )}
        <IconButton
          icon={WrapText}
          label="Wrap long lines"
          pressed={wrap}
          onClick={() => useWrap.setState({ wrap: !wrap })}
        />
        <IconButton icon={Copy} label="Copy all of the output" onClick={() => attempt(copyAll(text))} />
      </div>
      <div
        ref={scroller}
        className="output-lines code selectable"
        role="log"
        aria-label="Output"
        aria-live="off"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls by the keyboard.
        tabIndex={0}
        onScroll={onScroll}
      >
        <div
          className={`output-content ${wrap ? 'wrapped' : ''}`}
          style={{
            height: lines.height,
            minWidth: wrap ? undefined : `calc(${text.longestLine}ch + 28px)`,
          }}
        >
          {lines.lines.map(({ index, start }) => (
            <div
              key={firstLine + index}
              ref={lines.measure}
              data-index={index}
              className="output-line"
              style={{ transform: `translateY(${start}px)` }}
            >
              <OutputLineRow
                line={text.line(index)}
                theme={theme}
                marks={byLine.get(firstLine + index) ?? none}
                markLength={query?.length ?? 0}
                current={shownMatch?.line === firstLine + index ? shownMatch.from : null}
              />
            </div>
          ))}
        </div>
      </div>
      {!isFollowing && (
        <button type="button" className="button output-end" onClick={() => setFollowing(true)}>
          <ArrowDownToLine size={15} strokeWidth={1.75} aria-hidden />
          Jump to the end
        </button>
      )}
    </div>
  )
}

const none: readonly number[] = []

/** What is found of a query, as a list and by line; kept up with while the text grows. */
function useFound(text: Output['text'], query: string) {
  const search = useMemo(() => new OutputSearch(text, query), [text, query])
  const matches = search.update()
  const byLine = useMemo(() => {
    const lines = new Map<number, number[]>()
    for (const { line, from } of matches) lines.set(line, [...(lines.get(line) ?? []), from])
    return lines
  }, [matches])
  return { matches, byLine }
}

/** Tells whether somebody scrolled away from the end, or back to it. */
function useFollowing(
  scroller: React.RefObject<HTMLDivElement | null>,
  isFollowing: boolean,
  setFollowing: (following: boolean) => void,
  scrolled: (top: number) => void,
): () => void {
  const lastTop = useRef(0)
  return () => {
    const element = scroller.current
    if (element === null) return
    const { scrollTop, clientHeight, scrollHeight } = element
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - ROW / 2
    const isUp = scrollTop < lastTop.current
    lastTop.current = scrollTop
    // What is drawn at the end follows from the number of lines.
    if (!isAtEnd || !isFollowing) scrolled(scrollTop)
    if (isAtEnd !== isFollowing && (isAtEnd || isUp)) setFollowing(isAtEnd)
  }
}

/** Lines that are dropped at the beginning do not move what is being read. */
function useKeptPlace(
  scroller: React.RefObject<HTMLDivElement | null>,
  firstLine: number,
  isFollowing: boolean,
): void {
  const known = useRef(firstLine)
  useLayoutEffect(() => {
    const element = scroller.current
    if (element !== null && !isFollowing) element.scrollTop -= (firstLine - known.current) * ROW
    known.current = firstLine
  }, [scroller, firstLine, isFollowing])
}

async function copyAll(text: Output['text']): Promise<void> {
  await navigator.clipboard.writeText(text.text())
  notify('The output was copied.')
}
