import { BrowserWindow, nativeTheme, screen } from 'electron'
import type { Log } from './log.ts'
import { PAGE } from './origin.ts'
import type { Places } from './places.ts'
import { LEAST_SIZE, openingBounds, readWindowState, writeWindowState } from './windowState.ts'

/** Behind the page until it is drawn. */
const BACKGROUND = { dark: '#191c20', light: '#f4f6f8' }

/** Opens the app's window where it was when it was closed, and shows it as soon as there is something in it. */
export function openWindow({ preload, windowState }: Places, log: Log): BrowserWindow {
  const state = readWindowState(windowState)
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea)
  const window = new BrowserWindow({
    ...openingBounds(state, screens),
    minWidth: LEAST_SIZE.width,
    minHeight: LEAST_SIZE.height,
    show: false,
    title: 'Mebi',
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload,
      nodeIntegration: false,
      contextIsolation: true,
      sandbox: true,
      // What a person typed into a program's output or a note is sent nowhere.
      spellcheck: false,
    },
  })
  if (state?.maximized === true) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => rememberPlace(window, windowState, log))
  window.loadURL(PAGE).catch((error: unknown) => log.error('the page does not load:', error))
  return window
}

/** Brings the window to the front. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

function rememberPlace(window: BrowserWindow, file: string, log: Log): void {
  try {
    writeWindowState(file, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  } catch (error) {
    // The next window opens in the middle.
    log.warn('the place of the window cannot be kept:', error)
  }
}
