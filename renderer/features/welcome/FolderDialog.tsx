import { CornerLeftUp, Folder } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import type { FolderListing } from '../../../profiler-core/contract/index.ts'
import { api } from '../../api/index.ts'
import { enterProject } from '../../commands/actions.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { attempt, errorText } from '../../state/notices.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { asFolder, commonBeginning, splitTyped } from './folderPath.ts'

interface Entry {
  readonly name: string
  readonly dir: string
}

/** Chooses a folder of the machine that Mebi runs on, where the host has no dialog for it. */
export function FolderDialog() {
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(-1)
  const { folder, begun } = splitTyped(typed)
  const { listing, problem } = useListing(folder, (dir) => typed === '' && setTyped(asFolder(dir)))
  const entries = entriesOf(listing, begun)
  const type = (text: string) => {
    setTyped(text)
    setActive(-1)
  }
  const [opening, setOpening] = useState(false)
  const open = async () => {
    setOpening(true)
    if (await enterProject(typed)) closeDialog()
    else setOpening(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const chosen = entries[active]
    if (event.key === 'ArrowDown') setActive(Math.min(active + 1, entries.length - 1))
    else if (event.key === 'ArrowUp') setActive(Math.max(active - 1, -1))
    else if (event.key === 'Tab' && !event.shiftKey && begun !== '' && entries.length > 0) complete()
    else if (event.key === 'Enter' && chosen !== undefined) type(asFolder(chosen.dir))
    else if (event.key === 'Enter') attempt(open())
    else return
    event.preventDefault()
  }
  /** As a shell does: the whole name where one fits, else what they begin with alike. */
  const complete = () => {
    const [only, ...others] = entries
    if (only !== undefined && others.length === 0) type(asFolder(only.dir))
    else type(`${folder}${commonBeginning(entries.map(({ name }) => name))}`)
  }
  return (
    <Dialog
      title="Open folder"
      footer={
        <>
          <button type="button" className="button" onClick={closeDialog}>
            Cancel
          </button>
          <button
            type="button"
            className="button primary"
            disabled={typed === '' || opening}
            onClick={() => attempt(open())}
          >
            {opening ? 'Opening...' : 'Open'}
          </button>
        </>
      }
    >
      <input
        className="input folder-input"
        type="text"
        role="combobox"
        aria-label="Folder"
        aria-expanded
        aria-controls="folder-list"
        aria-activedescendant={active >= 0 ? `folder-${active}` : undefined}
        aria-invalid={problem !== null}
        aria-autocomplete="list"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={({ target }) => type(target.value)}
        onKeyDown={onKeyDown}
      />
      <div
        className="folder-list"
        id="folder-list"
        role="listbox"
        aria-label="Folders"
        tabIndex={-1}
        onMouseDown={(event) => event.preventDefault()}
      >
        {entries.map((entry, index) => (
          <FolderItem
            key={entry.dir}
            entry={entry}
            index={index}
            isActive={index === active}
            onChoose={() => type(asFolder(entry.dir))}
          />
        ))}
      </div>
      <p className="folder-note quiet small" role="status">
        {problem ?? (listing !== null && entries.length === 0 ? 'No folder in here begins so.' : '')}
      </p>
    </Dialog>
  )
}

interface FolderItemProps {
  readonly entry: Entry
  readonly index: number
  readonly isActive: boolean
  readonly onChoose: () => void
}

function FolderItem({ entry, index, isActive, onChoose }: FolderItemProps) {
  const Icon = entry.name === UP ? CornerLeftUp : Folder
  return (
    // The focus and the keys are the input's.
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    <div
      id={`folder-${index}`}
      className="folder-item"
      role="option"
      aria-selected={isActive}
      ref={(element) => {
        if (isActive) element?.scrollIntoView({ block: 'nearest' })
      }}
      onClick={onChoose}
    >
      <Icon size={14} strokeWidth={1.75} aria-hidden />
      <span className="ellipsis">{entry.name}</span>
    </div>
  )
}

const UP = '..'

/** The folders that fit what is typed; the way up where nothing is. */
function entriesOf(listing: FolderListing | null, begun: string): readonly Entry[] {
  if (listing === null) return []
  const fitting = listing.folders.filter(({ name }) => name.toLowerCase().startsWith(begun.toLowerCase()))
  return begun === '' && listing.parent !== null ? [{ name: UP, dir: listing.parent }, ...fitting] : fitting
}

/** The folders below one; the last ones stay while the next are read. */
function useListing(folder: string, onHome: (dir: string) => void) {
  const [listing, setListing] = useState<FolderListing | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new folder is what is to be read.
  useEffect(() => {
    let wanted = true
    api
      .call('folders.list', { dir: folder === '' ? null : folder })
      .then((found) => {
        if (!wanted) return
        setListing(found)
        setProblem(null)
        if (folder === '') onHome(found.dir)
      })
      .catch((error: unknown) => {
        if (!wanted) return
        setListing(null)
        setProblem(errorText(error))
      })
    return () => {
      wanted = false
    }
  }, [folder])
  return { listing, problem }
}
