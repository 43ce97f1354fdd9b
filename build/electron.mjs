// Finds Electron for this checkout: the folder that ELECTRON_OVERRIDE_DIST_PATH names, or what the `electron` package
// has fetched, which it does when it is first asked to.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const electron = fileURLToPath(new URL('../node_modules/electron', import.meta.url))
const programs = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }
const program = programs[process.platform] ?? 'electron'

/** The program, or `null` where there is none yet. */
export function findElectron(env = process.env) {
  const folder = isOverridden(env) ? env.ELECTRON_OVERRIDE_DIST_PATH : fetchedFolder()
  if (folder === null) return null
  const file = join(folder, program)
  return existsSync(file) ? file : null
}

/** Has the package fetch the program; returns it, or `null` where it cannot be had. `say` is told what goes on. */
export function fetchElectron(say, env = process.env) {
  const found = findElectron(env)
  if (found !== null || isOverridden(env)) return found
  say('fetching Electron, some 110 MB, once')
  const done = spawnSync(process.execPath, [join(electron, 'install.js')], {
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  if (done.status !== 0) say(`Electron could not be fetched: ${reason(done)}`)
  return findElectron(env)
}

function isOverridden({ ELECTRON_OVERRIDE_DIST_PATH: folder }) {
  return folder !== undefined && folder !== ''
}

function fetchedFolder() {
  // Written last, so that half a fetch is not taken for a whole one.
  const stamp = join(electron, 'path.txt')
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === program ? join(electron, 'dist') : null
}

function reason({ stderr, error }) {
  const lines = (stderr ?? '').split('\n').map((line) => line.trim())
  return lines.find((line) => /error/i.test(line)) ?? error?.message ?? 'it does not say why'
}
