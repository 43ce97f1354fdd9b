import { Download, ListCollapse, Repeat, Search, X } from 'lucide-react'
import { type KeyboardEvent, useRef } from 'react'
import type { Found, FrameTree } from '../../../profiler-core/analysis/callTree/index.ts'
import { attempt } from '../../state/notices.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { selectFrame, setQuery, setWish, useExplored, useWishes } from './callTreeState.ts'
import { saveCollapsed, saveSpeedscope } from './exportTree.ts'
import { foundWords } from './frameWords.ts'
import { Switch } from './Switch.tsx'

interface Props {
  readonly tree: FrameTree
  readonly found: Found | null
  readonly runId: number
}

/** How the tree is looked at, what is looked for, and what can be done with it. */
export function CallTreeStrip({ tree, found, runId }: Props) {
  const { shape, metric, foldRecursion, mergeLines } = useWishes()
  return (
    <div className="call-tree-strip">
      <Switch
        label="Shape"
        value={shape}
        options={[
          { value: 'icicle', title: 'Flame' },
          { value: 'tree', title: 'Tree' },
        ]}
        onChange={(next) => setWish({ shape: next })}
      />
      <Switch
        label="Measured by"
        value={metric}
        options={[
          { value: 'memory', title: 'Memory' },
          { value: 'time', title: 'Time' },
        ]}
        onChange={(next) => setWish({ metric: next })}
      />
      <IconButton
        icon={Repeat}
        label="Fold recursion: calls within calls of the same function count with the first"
        keys="F"
        pressed={foldRecursion}
        onClick={() => setWish({ foldRecursion: !foldRecursion })}
      />
      <IconButton
        icon={ListCollapse}
        label="Merge lines: calls of a function from several lines count as one"
        pressed={mergeLines}
        onClick={() => setWish({ mergeLines: !mergeLines })}
      />
      <SearchField tree={tree} found={found} />
      <Menu
        label="Save the call tree"
        entries={[
          {
            label: 'Save for speedscope...',
            onSelect: () => attempt(saveSpeedscope(tree.source, runId, metric)),
          },
          {
            label: 'Save collapsed stacks, bytes...',
            onSelect: () => attempt(saveCollapsed(tree.source, runId, 'memory')),
          },
          {
            label: 'Save collapsed stacks, \u00b5s...',
            onSelect: () => attempt(saveCollapsed(tree.source, runId, 'time')),
          },
        ]}
      >
        <Download size={15} strokeWidth={1.75} aria-hidden />
      </Menu>
    </div>
  )
}

/** Enter goes to the first match, Esc clears. */
function SearchField({ tree, found }: { readonly tree: FrameTree; readonly found: Found | null }) {
  const query = useExplored((explored) => explored.query)
  const metric = useWishes((wishes) => wishes.metric)
  const input = useRef<HTMLInputElement>(null)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && query !== '') setQuery('')
    else if (event.key === 'Enter' || event.key === 'ArrowDown') {
      if (found !== null && found.first >= 0) selectFrame(tree, found.first)
      focusTree(event.currentTarget)
    } else return
    event.preventDefault()
  }
  return (
    <search className="call-tree-search">
      <Search size={14} strokeWidth={1.75} aria-hidden />
      <input
        ref={input}
        className="input"
        type="text"
        placeholder="Find a function"
        aria-label="Find a function in the call tree"
        spellCheck={false}
        autoComplete="off"
        value={query}
        onChange={({ target }) => setQuery(target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="call-tree-found small number" role="status">
        {found !== null && foundWords(found, metric)}
      </span>
      {query !== '' && (
        <IconButton
          icon={X}
          label="Clear the search"
          onClick={() => {
            setQuery('')
            input.current?.focus()
          }}
        />
      )}
    </search>
  )
}

function focusTree(field: HTMLElement): void {
  field.closest('.call-tree')?.querySelector<HTMLElement>('[data-focus="callTree"]')?.focus()
}
