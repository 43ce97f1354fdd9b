import { useDialog } from '../state/dialogs.ts'
import { matches } from './command.ts'
import { commands } from './commands.ts'

/** Listens to the keys of all commands. */
export function listenToKeys(): void {
  window.addEventListener(
    'keydown',
    (event) => {
      // What stands in front has the keys, but for those that close it.
      if (useDialog.getState().dialog !== null) return
      const command = commands.find(({ keys }) => keys !== undefined && matches(keys, event))
      if (command === undefined || (isTyping(event) && isPlain(command.keys ?? ''))) return
      event.preventDefault()
      event.stopPropagation()
      if (command.enabled?.() ?? true) command.run()
    },
    // Before Monaco, which has keys of its own.
    { capture: true },
  )
}

/** A single character, which belongs to whoever is being typed into. */
function isPlain(keys: string): boolean {
  return keys.length === 1
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  // The source is read-only, and yet an input to the browser.
  if (target.closest('.monaco-editor') !== null && target.closest('.find-widget') === null) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
