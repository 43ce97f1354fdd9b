import { ChevronDown, ChevronUp, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { formatCount } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { MOST_MATCHES } from './outputSearch.ts'

interface FindBarProps {
  readonly query: string
  readonly count: number
  /** Of the match that is shown, from 0. */
  readonly current: number
  readonly onQuery: (query: string) => void
  readonly onStep: (by: 1 | -1) => void
  readonly onClose: () => void
}

/** Searches the output. Enter goes on, Shift+Enter back, Esc closes. */
export function FindBar({ query, count, current, onQuery, onStep, onClose }: FindBarProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1)
    else if (event.key === 'Escape') onClose()
    else return
    event.preventDefault()
  }
  return (
    <search className="output-find">
      <input
        className="input"
        aria-label="Find in the output"
        placeholder="Find"
        spellCheck={false}
        // biome-ignore lint/a11y/noAutofocus: it was asked for by Ctrl+F, to be typed into.
        autoFocus
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="output-found quiet small number" role="status">
        {query === '' ? '' : foundWords(count, current)}
      </span>
      <IconButton
        icon={ChevronUp}
        label="Previous match"
        keys="Shift+Enter"
        onClick={() => onStep(-1)}
        disabled={count === 0}
      />
      <IconButton
        icon={ChevronDown}
        label="Next match"
        keys="Enter"
        onClick={() => onStep(1)}
        disabled={count === 0}
      />
      <IconButton icon={X} label="Close the search" keys="Esc" onClick={onClose} />
    </search>
  )
}

function foundWords(count: number, current: number): string {
  if (count === 0) return 'nothing found'
  return `${formatCount(current + 1)} of ${formatCount(count)}${count >= MOST_MATCHES ? '+' : ''}`
}
