import type { OutputLine } from '../../state/outputText.ts'
import type { TextStyle } from '../../state/textStyle.ts'
import { paint } from './colours.ts'
import { type LinePart, lineParts } from './lineParts.ts'

interface OutputLineRowProps {
  readonly line: OutputLine
  readonly theme: 'dark' | 'light'
  /** Columns of what was searched for, its length, and which of them is the one that is shown. */
  readonly marks: readonly number[]
  readonly markLength: number
  readonly current: number | null
}

/** A line of output in its colours. */
export function OutputLineRow({ line, theme, marks, markLength, current }: OutputLineRowProps) {
  if (line.spans.length === 0) return '\u200b'
  return lineParts(line.spans, marks, markLength, current).map((part) => (
    <span key={part.at} className={classOf(part)} style={paint(part.style, theme)}>
      {part.text}
    </span>
  ))
}

function classOf({ source, style, match }: LinePart): string {
  const looks: (keyof TextStyle)[] = ['bold', 'dim', 'italic', 'underline', 'strike', 'hidden']
  const names = looks.filter((look) => style[look] === true).map((look) => `text-${look}`)
  if (source !== 'stdout') names.push(`from-${source}`)
  if (match !== 'none') names.push('found', `found-${match}`)
  return names.join(' ')
}
