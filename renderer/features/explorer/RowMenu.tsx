import { ContextMenu } from '@base-ui/react/context-menu'
import { api } from '../../api/index.ts'
import { functionsSubject, profile } from '../../commands/actions.ts'
import { showKeys } from '../../commands/command.ts'
import { keysOf } from '../../commands/commands.ts'
import type { RunSubject } from '../../state/dialogs.ts'
import { useExplorer } from '../../state/explorer.ts'
import { attempt } from '../../state/notices.ts'
import type { MenuEntry } from '../../ui/Menu.tsx'
import { canProfile, profileWords, subjectOf } from './subjects.ts'
import type { Row } from './tree.ts'

/** What can be done with a line; with all selected ones, if it is one of them. */
export function RowMenu({ row }: { readonly row: Row | null }) {
  const selected = useExplorer((state) => state.selected)
  if (row === null) return null
  return (
    <ContextMenu.Portal>
      <ContextMenu.Positioner>
        <ContextMenu.Popup className="menu popup">
          {entriesOf(row, selected).map((entry, index) =>
            entry === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a separator has nothing else.
              <ContextMenu.Separator key={index} className="menu-separator" />
            ) : (
              <ContextMenu.Item
                key={entry.label}
                className="menu-item"
                disabled={entry.disabled ?? false}
                onClick={entry.onSelect}
              >
                <span>{entry.label}</span>
                {entry.keys !== undefined && <span className="keys">{showKeys(entry.keys)}</span>}
              </ContextMenu.Item>
            ),
          )}
        </ContextMenu.Popup>
      </ContextMenu.Positioner>
    </ContextMenu.Portal>
  )
}

function entriesOf(row: Row, selected: ReadonlyMap<string, readonly string[]>): (MenuEntry | null)[] {
  const isSeveral = selected.size > 1 && selected.has(row.id)
  const names = [...new Set([...selected.values()].flat())]
  const subject = isSeveral ? functionsSubject(names) : subjectOf(row)
  const words = isSeveral ? `Profile ${selected.size} selected` : profileWords(row)
  return [
    ...profileEntries(subject, words, !canProfile(row)),
    null,
    {
      label: row.item === null ? 'Copy path' : 'Copy name',
      onSelect: () => attempt(navigator.clipboard.writeText(row.item?.name ?? row.path)),
    },
    ...(api.host === 'desktop'
      ? [
          {
            label: 'Show in the file manager',
            onSelect: () => attempt(api.ask('host.reveal', { path: row.path })),
          },
        ]
      : []),
  ]
}

function profileEntries(subject: RunSubject, words: string, disabled: boolean): MenuEntry[] {
  return [
    { label: words, disabled, onSelect: () => attempt(profile(subject)), ...keys('profileFunction') },
    {
      label: 'Profile with other settings...',
      disabled,
      onSelect: () => attempt(profile(subject, { ask: true })),
      ...keys('profileWith'),
    },
  ]
}

function keys(id: string): { keys?: string } {
  const found = keysOf(id)
  return found === undefined ? {} : { keys: found }
}
