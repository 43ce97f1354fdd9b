import { Command as Item } from 'cmdk'
import * as fuzzysort from 'fuzzysort'
import { useEffect, useState } from 'react'
import { type Command, showKeys } from '../../commands/command.ts'
import { commands } from '../../commands/commands.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { Matched } from '../../ui/Matched.tsx'
import type { ItemsProps } from './FunctionItems.tsx'

interface Match {
  readonly command: Command
  readonly matched: readonly number[]
}

/** What can be done now, with its keys. */
export function CommandItems({ query, onFound }: ItemsProps) {
  // What makes sense is that which did when the palette was opened: it takes the focus itself.
  const [enabled] = useState(() =>
    commands.filter(({ id, enabled: isEnabled }) => id !== 'openPalette' && (isEnabled?.() ?? true)),
  )
  const matches = matchCommands(enabled, query)
  const first = matches[0]?.command.id ?? ''
  useEffect(() => onFound(first), [first, onFound])
  if (matches.length === 0) return <p className="palette-note quiet">No command is called so.</p>
  return matches.map(({ command, matched }) => (
    <Item.Item key={command.id} className="palette-item" value={command.id} onSelect={() => choose(command)}>
      <span className="palette-name">
        <Matched text={command.title} at={matched} />
      </span>
      {command.keys !== undefined && <span className="keys">{showKeys(command.keys)}</span>}
    </Item.Item>
  ))
}

function matchCommands(all: readonly Command[], query: string): readonly Match[] {
  if (query === '') return all.map((command) => ({ command, matched: [] }))
  return fuzzysort
    .go(query, all, { key: 'title', limit: 0, threshold: 0.3 })
    .map(({ obj, indexes }) => ({ command: obj, matched: [...indexes] }))
}

/** Closed first, so that a command may open something else, and finds the focus where it was. */
function choose(command: Command): void {
  closeDialog()
  setTimeout(command.run)
}
