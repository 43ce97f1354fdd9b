import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'

export interface MenuEntry {
  readonly label: string
  readonly keys?: string
  readonly onSelect: () => void
  readonly disabled?: boolean
}

/** A button that opens a menu. `null` in the entries is a separator. */
export function Menu({
  label,
  entries,
  children,
  className = 'icon-button',
}: {
  readonly label: string
  readonly entries: readonly (MenuEntry | null)[]
  readonly children: ReactNode
  readonly className?: string
}) {
  return (
    <Base.Root>
      <Base.Trigger className={className} aria-label={label} title={label}>
        {children}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} align="end">
          <Base.Popup className="menu popup">
            {entries.map((entry, index) =>
              entry === null ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a separator has nothing else.
                <Base.Separator key={index} className="menu-separator" />
              ) : (
                <Base.Item
                  // biome-ignore lint/suspicious/noArrayIndexKey: two entries may read the same.
                  key={index}
                  className="menu-item"
                  disabled={entry.disabled ?? false}
                  onClick={entry.onSelect}
                >
                  <span>{entry.label}</span>
                  {entry.keys !== undefined && <span className="keys">{entry.keys}</span>}
                </Base.Item>
              ),
            )}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
