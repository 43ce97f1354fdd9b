import { mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'
import { dataFolder } from '../../profiler-core/store/index.ts'

/** Where the app finds what it needs, and keeps what it knows. */
export interface Places {
  /** Shared with the other hosts. */
  readonly data: string
  /** Below it: what only the app keeps, and Chromium's own profile. */
  readonly own: string
  readonly log: string
  readonly windowState: string
  readonly renderer: string
  readonly preload: string
  readonly agent: string
  readonly examples: string
  readonly samplerWorker: URL
  readonly outlineWorker: URL
}

export function findPlaces(): Places {
  const data = dataFolder(process.env, process.platform, homedir())
  const own = join(data, 'app')
  const root = app.getAppPath()
  // Other programs, Python among them, see no files in the archive of a packed app; these lie beside it.
  const outside = root.replace(/\.asar$/, '.asar.unpacked')
  return {
    data,
    own,
    log: join(own, 'mebi.log'),
    windowState: join(own, 'window.json'),
    renderer: join(root, 'out', 'renderer'),
    preload: join(root, 'out', 'preload', 'preload.cjs'),
    agent: join(outside, 'profiler-core', 'targets', 'python', 'agent'),
    examples: join(outside, 'examples'),
    samplerWorker: pathToFileURL(join(outside, 'out', 'workers', 'samplerWorker.cjs')),
    outlineWorker: pathToFileURL(join(outside, 'out', 'workers', 'outlineWorker.cjs')),
  }
}

/** Each data folder has its own profile, and with it its own lock: one app runs per data folder. */
export function keepProfileIn(folder: string): void {
  // Runs hold environment variables and output: nobody else's business.
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
  app.setPath('sessionData', folder)
}
