import process from 'node:process'
import { app, type BrowserWindow, dialog } from 'electron'
import type { ProfilerService } from '../../profiler-core/service.ts'
import type { Log } from './log.ts'

/** Longer than it takes to stop a program that does not want to. */
const MOST_MS = 10_000

export interface QuitDeps {
  readonly window: BrowserWindow
  readonly service: Pick<ProfilerService, 'call' | 'close'>
  readonly log: Log
}

/** However the app is to end: a person is asked while runs go on, and what runs is stopped and kept. */
export function endInOrder({ window, service, log }: QuitDeps): void {
  let state: 'open' | 'asking' | 'ending' = 'open'

  const end = async () => {
    if (state === 'ending') return
    state = 'ending'
    // Remembers where the window was; nothing stands in its way any more.
    if (!window.isDestroyed()) window.close()
    await closeWithin(MOST_MS, service, log)
    app.exit(0)
  }
  const askFirst = async () => {
    if (state !== 'open') return
    state = 'asking'
    const isSure = (await countRuns(service)) === 0 || (await isQuitWanted(window))
    state = 'open'
    if (isSure) await end()
  }
  const report = (error: unknown) => log.error(error)

  window.on('close', (event) => {
    if (state === 'ending') return
    event.preventDefault()
    askFirst().catch(report)
  })
  app.on('before-quit', (event) => {
    event.preventDefault()
    askFirst().catch(report)
  })
  // The window being gone is no reason to be gone while runs are still being kept.
  app.on('window-all-closed', () => {})
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      end().catch(report)
    })
  }
}

/** How many runs go on or wait. */
async function countRuns(service: QuitDeps['service']): Promise<number> {
  const active = await service.call('runs.active', {})
  return active.ok ? active.value.running.length + active.value.waiting.length : 0
}

async function isQuitWanted(window: BrowserWindow): Promise<boolean> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: 'A run is going on.',
    detail: 'What it has measured so far is kept in the history.',
    buttons: ['Stop It and Quit', 'Keep Running'],
    defaultId: 1,
    cancelId: 1,
    noLink: true,
  })
  return response === 0
}

async function closeWithin(ms: number, service: QuitDeps['service'], log: Log): Promise<void> {
  const late = new Promise<string>((resolve) => {
    setTimeout(resolve, ms, 'late')
  })
  try {
    if ((await Promise.race([service.close(), late])) === 'late') {
      // Their folders stay, and are taken in at the next start.
      log.error(`the runs could not be stopped within ${ms / 1000} s`)
    }
  } catch (error) {
    log.error(error)
  }
}
