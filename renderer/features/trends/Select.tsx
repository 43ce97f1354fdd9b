interface Props {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly title: string }[]
  readonly onChange: (value: string) => void
}

/** One of several kinds of runs; nothing where there is but one. */
export function Select({ label, value, options, onChange }: Props) {
  if (options.length < 2) return null
  return (
    <div className="trends-select small">
      <span className="quiet" aria-hidden>
        {label}
      </span>
      <select
        className="input"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.title}
          </option>
        ))}
      </select>
    </div>
  )
}
