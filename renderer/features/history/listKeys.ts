import type { KeyboardEvent } from 'react'
import type { RunMenuEntry } from './RunMenu.tsx'

/** What keys do in the list of runs. */
export interface Moves {
  readonly move: (by: number) => void
  readonly page: number
  readonly count: number
  readonly act: () => void
  readonly toggle: () => void
  readonly collapse: () => void
  readonly expand: () => void
  readonly chooseAll: () => void
  readonly openMenu: () => void
  readonly actions: readonly (RunMenuEntry | null)[]
}

/** Does what a key says in the list. Returns whether it says anything. */
export function obey(event: KeyboardEvent, moves: Moves): boolean {
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'a') moves.chooseAll()
    else if (event.key !== 'c' || window.getSelection()?.isCollapsed === false) return false
    else actionOf('C', moves)?.run()
    return true
  }
  const action = moveOf(event, moves) ?? actionOf(event.key, moves)?.run
  action?.()
  return action !== undefined
}

function moveOf({ key, shiftKey }: KeyboardEvent, moves: Moves): (() => void) | undefined {
  switch (key) {
    case 'ArrowDown':
      return () => moves.move(1)
    case 'ArrowUp':
      return () => moves.move(-1)
    case 'PageDown':
      return () => moves.move(moves.page)
    case 'PageUp':
      return () => moves.move(-moves.page)
    case 'Home':
      return () => moves.move(-moves.count)
    case 'End':
      return () => moves.move(moves.count)
    case 'ArrowLeft':
      return moves.collapse
    case 'ArrowRight':
      return moves.expand
    case 'Enter':
      return moves.act
    case ' ':
      return moves.toggle
    case 'ContextMenu':
      return moves.openMenu
    case 'F10':
      return shiftKey ? moves.openMenu : undefined
    default:
      return undefined
  }
}

function actionOf(key: string, { actions }: Moves): RunMenuEntry | undefined {
  const name = key === 'Delete' ? 'Del' : key.toUpperCase()
  return actions.find((entry) => entry?.keys === name) ?? undefined
}
