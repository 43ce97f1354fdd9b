/** Something a person can do by name, key or menu. */
export interface Command {
  readonly id: string
  /** As the palette says it. */
  readonly title: string
  /** Such as `Ctrl+Shift+P`; `Ctrl` is Cmd on a Mac. */
  readonly keys?: string
  readonly run: () => void
  /** Whether it makes sense now; absent: always. */
  readonly enabled?: () => boolean
}

const isMac = navigator.platform.startsWith('Mac')

/** Whether a key press is what a command's `keys` say. */
export function matches(keys: string, event: KeyboardEvent): boolean {
  const parts = keys.split('+')
  const key = parts.at(-1) ?? ''
  const wants = (name: string) => parts.slice(0, -1).includes(name)
  const ctrl = isMac ? event.metaKey : event.ctrlKey
  return (
    event.key.toLowerCase() === key.toLowerCase() &&
    ctrl === wants('Ctrl') &&
    event.altKey === wants('Alt') &&
    // A character such as `?` already says whether Shift was pressed.
    (key.length === 1 && /[^a-z0-9]/i.test(key) ? true : event.shiftKey === wants('Shift'))
  )
}

/** Keys as this system writes them. */
export function showKeys(keys: string): string {
  return isMac
    ? keys.replace('Ctrl', '⌘').replace('Alt', '⌥').replace('Shift', '⇧').replaceAll('+', '')
    : keys
}
