import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

/** A place on the screens, in device-independent pixels. */
const Bounds = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
export type Bounds = z.infer<typeof Bounds>

const WindowState = z.object({ bounds: Bounds, maximized: z.boolean() })
export type WindowState = z.infer<typeof WindowState>

export const LEAST_SIZE = { width: 900, height: 600 }
const FIRST_SIZE = { width: 1280, height: 800 }
/** So much of the window must be on a screen, for its title bar to be seen and dragged. */
const LEAST_VISIBLE = 100

/** `null` where the window has no remembered place, or one that cannot be read. */
export function readWindowState(file: string): WindowState | null {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return null
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state))
}

/** Where the window opens: where it was, unless that is on no screen any more; else in the middle of the first one. */
export function openingBounds(state: WindowState | null, screens: readonly Bounds[]): Partial<Bounds> {
  if (state === null) return FIRST_SIZE
  const { x, y } = state.bounds
  const width = Math.max(state.bounds.width, LEAST_SIZE.width)
  const height = Math.max(state.bounds.height, LEAST_SIZE.height)
  const isVisible = screens.some((screen) => titleIsOn(screen, { x, y, width, height }))
  return isVisible ? { x, y, width, height } : { width, height }
}

function titleIsOn(screen: Bounds, { x, y, width }: Bounds): boolean {
  const shown = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x)
  return shown >= LEAST_VISIBLE && y >= screen.y && y + LEAST_VISIBLE <= screen.y + screen.height
}
