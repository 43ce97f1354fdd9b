import { Combobox } from '@base-ui/react/combobox'
import { ChevronsUpDown } from 'lucide-react'
import { useState } from 'react'
import '../table/table.css'

export interface Choice {
  readonly value: string
  /** What is searched. */
  readonly label: string
  /** Where it is. */
  readonly detail: string
  /** What there is of it. */
  readonly amount: string
}

interface Props {
  /** What is chosen here: `Target`. */
  readonly name: string
  /** What is chosen now. */
  readonly current: string
  /** Made when the list opens. */
  readonly choices: () => readonly Choice[]
  readonly onChoose: (value: string) => void
}

/** Names what is shown, and leads to the others by a list that can be searched. */
export function Chooser({ name, current, choices, onChoose }: Props) {
  const [items, setItems] = useState<readonly Choice[]>([])
  return (
    <Combobox.Root<Choice>
      items={items}
      value={null}
      limit={200}
      autoHighlight
      onOpenChange={(open) => open && setItems(choices())}
      onValueChange={(choice) => choice !== null && onChoose(choice.value)}
    >
      <Combobox.Trigger
        className="function-switcher"
        aria-label={`${name}: ${current}`}
        title={`${name}: ${current}`}
      >
        <span className="code ellipsis">{current}</span>
        <ChevronsUpDown size={13} strokeWidth={1.75} aria-hidden />
      </Combobox.Trigger>
      <Combobox.Portal>
        <Combobox.Positioner align="start" sideOffset={4}>
          <Combobox.Popup className="function-list popup" aria-label={name}>
            <Combobox.Input
              className="input"
              placeholder={`Find a ${name.toLowerCase()}`}
              spellCheck={false}
            />
            <Combobox.Empty className="function-list-empty quiet small">
              No {name.toLowerCase()} is called that.
            </Combobox.Empty>
            <Combobox.List className="function-list-rows">
              {(choice: Choice) => (
                <Combobox.Item key={choice.value} value={choice} className="function-list-row">
                  <span className="code ellipsis" title={choice.label}>
                    {choice.label}
                  </span>
                  <span className="quiet small ellipsis">{choice.detail}</span>
                  <span className="number small">{choice.amount}</span>
                </Combobox.Item>
              )}
            </Combobox.List>
          </Combobox.Popup>
        </Combobox.Positioner>
      </Combobox.Portal>
    </Combobox.Root>
  )
}
