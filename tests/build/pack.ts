import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { findElectron } from '../../build/electron.mjs'

const root = join(import.meta.dirname, '..', '..')

export interface Packed {
  /** The program. */
  readonly program: string
  readonly resources: string
}

/** Why nothing can be packed here, or `null`: the layout differs elsewhere. */
export function packingMissing(): string | null {
  if (process.platform !== 'linux') return 'the tests know the layout of Linux only'
  return findElectron() === null ? 'no Electron to pack' : null
}

/** The configuration of electron-builder, as `npm run package` uses it. */
export function packingConfiguration(): Record<string, unknown> & { electronFuses: Record<string, boolean> } {
  return createRequire(import.meta.url)(join(root, 'build', 'electron-builder.config.cjs')) as never
}

/** Packs the app into a folder, without the network, on the Electron that there is. */
export async function pack(folder: string, fuses: Record<string, boolean> | null): Promise<Packed> {
  const electron = dirname(findElectron() ?? '')
  const { electronFuses: _fuses, ...rest } = packingConfiguration()
  const configuration = {
    ...rest,
    ...(fuses === null ? {} : { electronFuses: fuses }),
    electronDist: electron,
    electronVersion: readFileSync(join(electron, 'version'), 'utf8').trim().replace(/^v/, ''),
    directories: { output: folder, buildResources: 'build' },
  }
  const file = join(folder, 'configuration.json')
  writeFileSync(file, JSON.stringify(configuration))
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js')
  const args = [builder, '--linux', 'dir', '--config', file]
  await promisify(execFile)(process.execPath, args, { cwd: root, env: { ...process.env, CI: 'true' } })
  const unpacked = readdirSync(folder).find((name) => name.endsWith('-unpacked')) ?? ''
  const resources = join(folder, unpacked, 'resources')
  fitToElectron(resources)
  return { program: join(folder, unpacked, 'mebi-app'), resources }
}

/**
 * An Electron for tests may have an app of its own, which would be started in place of the packed one, and be older
 * than what better-sqlite3 is made for; then that app has a binding that it can load.
 */
function fitToElectron(resources: string): void {
  const own = join(resources, 'app')
  const binding = join(own, 'better_sqlite3.node')
  if (existsSync(binding)) {
    const prebuilds = join(resources, 'app.asar.unpacked', 'node_modules', 'better-sqlite3', 'prebuilds')
    for (const name of readdirSync(prebuilds)) cpSync(binding, join(prebuilds, name))
  }
  rmSync(own, { recursive: true, force: true })
}
