import { Autocomplete } from '@base-ui/react/autocomplete'
import * as fuzzysort from 'fuzzysort'
import { useState } from 'react'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { useProject } from '../../state/project.ts'
import type { FieldIds } from './Field.tsx'

const PROPOSED = 8

interface ProgramInputProps extends FieldIds {
  readonly value: string
  readonly cwd: string
  readonly autoFocus: boolean
  readonly onChange: (value: string) => void
}

/** A file or module, with the project's files proposed while one types. */
export function ProgramInput({ value, cwd, autoFocus, onChange, ...ids }: ProgramInputProps) {
  const files = useProject((state) => state.files)
  const proposed = propose(value, files ?? [], cwd)
  const [isWanted, setWanted] = useState(false)
  return (
    <Autocomplete.Root
      items={proposed}
      filter={null}
      value={value}
      onValueChange={onChange}
      // A list, be it empty, hides all else from screen readers as long as it is open.
      open={isWanted && proposed.length > 0}
      onOpenChange={setWanted}
    >
      <Autocomplete.Input {...ids} className="input code" autoFocus={autoFocus} spellCheck={false} />
      <Autocomplete.Portal>
        <Autocomplete.Positioner className="above-dialog" sideOffset={3} align="start">
          <Autocomplete.Popup className="menu popup proposals">
            <Autocomplete.List>
              {(path: string) => (
                <Autocomplete.Item key={path} className="menu-item code small" value={path}>
                  <span className="ellipsis">{path}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Popup>
        </Autocomplete.Positioner>
      </Autocomplete.Portal>
    </Autocomplete.Root>
  )
}

/** Files that fit what is typed, as one would name them from the working folder; none once arguments follow. */
function propose(typed: string, files: readonly string[], cwd: string): readonly string[] {
  const wanted = typed.trim()
  if (wanted === '' || wanted.startsWith('-') || /\s/.test(wanted)) return []
  const paths = files.map((file) => pathInProject(file, cwd))
  const found = fuzzysort.go(wanted, paths, { limit: PROPOSED, threshold: 0.2 }).map(({ target }) => target)
  return found.length === 1 && found[0] === wanted ? [] : found
}
