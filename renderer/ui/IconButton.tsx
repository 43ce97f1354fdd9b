import type { LucideIcon } from 'lucide-react'

interface IconButtonProps {
  readonly icon: LucideIcon
  /** What it does; the tooltip, and what a screen reader says. */
  readonly label: string
  readonly keys?: string
  readonly onClick: () => void
  readonly pressed?: boolean
  readonly disabled?: boolean
}

export function IconButton({ icon: Icon, label, keys, onClick, pressed, disabled }: IconButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      aria-pressed={pressed}
      title={keys === undefined ? label : `${label} (${keys})`}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon size={15} strokeWidth={1.75} aria-hidden />
    </button>
  )
}
