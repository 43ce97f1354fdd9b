// Opens the desktop app of this checkout:  node build/start.mjs [--no-sandbox] [DIR]
// Where there is no Electron, no screen or no sandbox, the same pages are shown in a browser by `mebi serve`.
import { join, resolve } from 'node:path'
import { handOver, root } from '../bin/runtime.mjs'
import { fetchElectron } from './electron.mjs'
import { sandboxObstacle } from './sandbox.mjs'

// npm runs its scripts in the folder of package.json, and tells where the person is.
const { npm_lifecycle_event: script, INIT_CWD: whereNpmWasCalled } = process.env
const here = script === 'start' && whereNpmWasCalled ? whereNpmWasCalled : process.cwd()
const words = process.argv.slice(2)
const args = words
  .filter((word) => word !== '--no-sandbox')
  .map((word) => (word.startsWith('-') ? word : resolve(here, word)))

const say = (sentence) => process.stderr.write(`mebi: ${sentence}\n`)

if (!hasScreen()) inBrowser('there is no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)')
else {
  const electron = fetchElectron(say)
  if (electron === null) inBrowser(`there is no Electron for the desktop app${overridden()}`)
  else inWindow(electron)
}

/** The sandbox is given up only where it is no choice (root has none), or where the person says so. */
function inWindow(electron) {
  const obstacle = sandboxObstacle()
  const isGivenUp = words.includes('--no-sandbox')
  if (obstacle !== null && !isGivenUp) {
    say(`Chromium's sandbox cannot be had: ${obstacle.reason}. ${obstacle.remedy}`)
    if (process.getuid?.() !== 0) {
      inBrowser('to open the app without the sandbox, add --no-sandbox (npm start -- --no-sandbox)')
      return
    }
  }
  // Set in the terminals of editors that are made with Electron; with it, this one would be a mere Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const options = obstacle !== null || isGivenUp ? ['--no-sandbox'] : []
  handOver(electron, [...options, root, ...args], { env })
}

function inBrowser(reason) {
  say(`${reason}; Mebi opens in the browser instead`)
  handOver(process.execPath, [join(root, 'bin', 'mebi.mjs'), 'serve', '--open', ...args])
}

function hasScreen() {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  return process.platform !== 'linux' || [DISPLAY, WAYLAND_DISPLAY].some(Boolean)
}

function overridden() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH
  return folder ? ` in ${folder}, which ELECTRON_OVERRIDE_DIST_PATH names` : ''
}
