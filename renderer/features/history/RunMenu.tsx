import { ContextMenu } from '@base-ui/react/context-menu'

export interface RunMenuEntry {
  readonly label: string
  readonly keys: string
  readonly run: () => void
}

/** What can be done with the run under the pointer, or with all that are chosen. `null` is a separator. */
export function RunMenu({ entries }: { readonly entries: readonly (RunMenuEntry | null)[] }) {
  return (
    <ContextMenu.Portal>
      <ContextMenu.Positioner>
        <ContextMenu.Popup className="menu popup">
          {entries.map((entry, index) =>
            entry === null ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a separator has nothing else.
              <ContextMenu.Separator key={index} className="menu-separator" />
            ) : (
              <ContextMenu.Item key={entry.label} className="menu-item" onClick={entry.run}>
                <span>{entry.label}</span>
                <span className="keys">{entry.keys}</span>
              </ContextMenu.Item>
            ),
          )}
        </ContextMenu.Popup>
      </ContextMenu.Positioner>
    </ContextMenu.Portal>
  )
}
