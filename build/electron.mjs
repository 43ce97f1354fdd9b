// Finds Electron for this checkout: the folder that ELECTRON_OVERRIDE_DIST_PATH names, or what the `electron` package
// has fetched, which it does when it is first asked to.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

/** Why Chromium's own sandbox cannot be had on this machine, or `null`. */
export function sandboxObstacle() {
  if (process.platform !== 'linux') return null
  if (process.getuid?.() === 0) return 'it does not run for root'
  const forbidden =
    setting('kernel/unprivileged_userns_clone') === '0' ||
    setting('kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    setting('user/max_user_namespaces') === '0'
  return forbidden && !hasSandboxHelper() ? 'this system allows no user namespaces' : null
}

/** Options that Electron needs on this machine. */
export function electronOptions() {
  return sandboxObstacle() === null ? [] : ['--no-sandbox']
}

function setting(name) {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
  } catch {
    return null
  }
}

/** The program beside Electron that does without user namespaces, where it was given to root. */
function hasSandboxHelper() {
  const helper = join(dirname(findElectron() ?? ''), 'chrome-sandbox')
  const stats = statSync(helper, { throwIfNoEntry: false })
  return stats !== undefined && stats.uid === 0 && (stats.mode & 0o4000) !== 0
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
