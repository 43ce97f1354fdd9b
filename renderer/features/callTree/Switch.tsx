import { Toggle } from '@base-ui/react/toggle'
import { ToggleGroup } from '@base-ui/react/toggle-group'

interface Props<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly title: string }[]
  readonly onChange: (value: T) => void
}

/** One of a few, side by side. */
export function Switch<T extends string>({ label, value, options, onChange }: Props<T>) {
  return (
    <ToggleGroup
      className="switch"
      aria-label={label}
      value={[value]}
      onValueChange={([next]) => {
        // Pressing what is chosen already changes nothing.
        const chosen = options.find((option) => option.value === next)
        if (chosen !== undefined) onChange(chosen.value)
      }}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} className="switch-option">
          {option.title}
        </Toggle>
      ))}
    </ToggleGroup>
  )
}
