import { performance } from 'node:perf_hooks'
import { app, type BrowserWindow, dialog } from 'electron'
import type { Log } from './log.ts'
import { ReloadBudget } from './reloadBudget.ts'

/** A page that crashed is loaded again; runs go on meanwhile. Where that does not help, the person decides. */
export function reloadAfterCrashes(window: BrowserWindow, log: Log): void {
  const budget = new ReloadBudget()
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log.error(`the page is gone: ${reason} (${exitCode})`)
    // Within this event the page cannot be loaded yet.
    setImmediate(() => {
      if (window.isDestroyed()) return
      if (budget.spend(performance.now())) window.webContents.reload()
      else void askAfterCrash(window, budget)
    })
  })
}

async function askAfterCrash(window: BrowserWindow, budget: ReloadBudget): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window of Mebi keeps crashing.',
    detail: 'Runs go on, and nothing of them is lost.',
    buttons: ['Reload', 'Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  })
  if (response === 1) {
    app.quit()
    return
  }
  budget.renew()
  window.webContents.reload()
}

/** Asks what to do with a page that does not answer; the question goes away when the page is back. */
export function askWhileUnresponsive(window: BrowserWindow, log: Log): void {
  let asking: AbortController | null = null
  const ask = async (signal: AbortSignal) => {
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'The window of Mebi does not answer.',
      detail: 'Runs go on, and nothing of them is lost.',
      buttons: ['Wait', 'Reload'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal,
    })
    if (response === 1 && !signal.aborted) window.webContents.forcefullyCrashRenderer()
  }
  const answered = () => {
    asking?.abort()
    asking = null
  }
  window.on('unresponsive', () => {
    if (asking !== null) return
    log.warn('the page does not answer')
    asking = new AbortController()
    void ask(asking.signal).finally(answered)
  })
  window.on('responsive', answered)
}
