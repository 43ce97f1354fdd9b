import { Search, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import { setQuery, useExplorer } from '../../state/explorer.ts'
import { prepareSearch } from '../../state/search.ts'
import { IconButton } from '../../ui/IconButton.tsx'

/** Finds functions and files anywhere in the project; the arrows go on in the list below. */
export function SearchBox() {
  const query = useExplorer((state) => state.query)
  const input = useRef<HTMLInputElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && query !== '') setQuery('')
    else if (event.key === 'ArrowDown' || event.key === 'Enter') intoList(event)
    else return
    event.preventDefault()
  }
  return (
    <div className="explorer-search">
      <Search size={14} strokeWidth={1.75} aria-hidden />
      <input
        ref={input}
        className="input"
        type="text"
        data-focus="files"
        placeholder="Find a function or file"
        aria-label="Find a function or file"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onFocus={prepareSearch}
        onChange={({ target }) => setQuery(target.value)}
        onKeyDown={onKeyDown}
      />
      {query !== '' && (
        <IconButton
          icon={X}
          label="Clear"
          onClick={() => {
            setQuery('')
            input.current?.focus()
          }}
        />
      )}
    </div>
  )
}

/** The list is the next thing below; Enter opens its first line at once. */
function intoList({ key, currentTarget }: KeyboardEvent): void {
  const list = currentTarget.closest('nav')?.querySelector<HTMLElement>('[role="tree"]')
  if (list === null || list === undefined) return
  list.focus()
  if (key === 'Enter') list.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }))
}
