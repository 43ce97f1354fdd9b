// Installs the packages of package-lock.json into node_modules/.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../bin/runtime.mjs'
import { commandEnvironment } from './environment.mjs'
import { npm } from './npm.mjs'
import { SetupError } from './say.mjs'

const lockfile = join(root, 'package-lock.json')
/** Inside node_modules, because `npm ci` removes that first: an interrupted install leaves no stamp. */
const stamp = join(root, 'node_modules', '.mebi-installed')

const list = join(root, 'node_modules', '.package-lock.json')

export const packages = {
  what: 'installing packages (npm ci)',
  why() {
    if (!existsSync(stamp)) return 'node_modules/ is missing or was not made by setup'
    if (readFileSync(stamp, 'utf8') !== fingerprint()) return 'package-lock.json is not what is installed'
    const missing = installed().find((path) => !existsSync(join(root, path, 'package.json')))
    if (missing) return `${missing} is missing`
  },
  run() {
    const installing = fingerprint()
    // Scripts: no package here needs one, and better-sqlite3's would compile what it already ships.
    npm(['ci', '--ignore-scripts', '--include=dev', '--prefer-offline'], {
      doing: 'install the packages',
      env: commandEnvironment().env,
    })
    writeFileSync(stamp, installing)
  },
}

/** The folders of what npm has installed here, by the list that it leaves. */
function installed() {
  try {
    return Object.keys(JSON.parse(readFileSync(list, 'utf8')).packages)
  } catch {
    return ['node_modules/.package-lock.json']
  }
}

/** The system too: a checkout may be shared with a virtual machine, and packages hold binaries. */
function fingerprint() {
  if (!existsSync(lockfile)) {
    throw new SetupError('package-lock.json is missing: this is no complete checkout of Mebi')
  }
  return `${process.platform}-${process.arch}\n${readFileSync(lockfile, 'utf8')}`
}
