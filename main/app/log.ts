import process from 'node:process'
import { app, dialog } from 'electron'
// Of electron-log's two faces the one for Node: the other one listens to messages of any page.
import log from 'electron-log/node'

export type Log = Pick<typeof log, 'info' | 'warn' | 'error'>

const MOST_BYTES = 1024 * 1024

/** Writes to a file that is renamed when it has grown long, and, where the app is not packed, to the terminal. */
export function openLog(file: string): Log {
  log.transports.file.resolvePathFn = () => file
  log.transports.file.maxSize = MOST_BYTES
  log.transports.file.level = 'info'
  log.transports.console.level = app.isPackaged ? false : 'warn'
  return log
}

/** Errors that nobody caught are logged, and the person is told of the first. */
export function catchFaults(to: Log, file: string): void {
  let isTold = false
  const note = (error: unknown) => {
    to.error(error)
    if (isTold || !app.isReady()) return
    isTold = true
    const message = 'Something went wrong in Mebi.'
    const detail = `It goes on, but may be in disorder. The details are in\n${file}`
    dialog.showMessageBox({ type: 'error', message, detail }).catch((problem: unknown) => to.error(problem))
  }
  process.on('uncaughtException', note)
  process.on('unhandledRejection', note)
}
