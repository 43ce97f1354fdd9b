import type { ReactNode } from 'react'

/** A text with the characters marked that a search found. */
export function Matched({ text, at }: { readonly text: string; readonly at: readonly number[] }) {
  if (at.length === 0) return <>{text}</>
  const marked = new Set(at)
  const parts: ReactNode[] = []
  let from = 0
  for (let index = 1; index <= text.length; index += 1) {
    if (index < text.length && marked.has(index) === marked.has(from)) continue
    const part = text.slice(from, index)
    parts.push(
      marked.has(from) ? (
        <mark key={from} className="matched">
          {part}
        </mark>
      ) : (
        part
      ),
    )
    from = index
  }
  return <>{parts}</>
}
