/**
 * Some minutes of bad luck: programs are run while hosts and programs are killed, the disk fills up and the history is held
 * by another; at the end every run must be accounted for. Part of `npm run test:long`:
 *   npm run test:long soak [SECONDS] [SEED]
 * The same seed draws the same deeds; when they fall is the machine's.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Luck } from './luck.ts'
import { seeded } from './random.ts'

/** Room for a few runs at once. */
const DISK = '160m'
const [seconds = '600', seed = String(Date.now() % 1_000_000), disk] = process.argv.slice(2)
if (disk === undefined) process.exitCode = startOnSmallDisk()
else process.exitCode = await soak(disk)

/** Starts this again with a disk of its own, which nobody else sees; Linux lets most users do so. */
function startOnSmallDisk(): number {
  const folder = mkdtempSync(join(tmpdir(), 'mebi-soak-'))
  const again = [process.execPath, ...process.execArgv, fileURLToPath(import.meta.url), seconds, seed, folder]
  const mount = `mount -t tmpfs -o size=${DISK} none "$0" && exec "$@"`
  try {
    const done = spawnSync(
      'unshare',
      ['--user', '--map-root-user', '--mount', 'sh', '-c', mount, folder, ...again],
      {
        stdio: 'inherit',
      },
    )
    if (done.status === null)
      console.log(`soak: no small disk can be mounted here: ${done.error?.message ?? done.signal}`)
    return done.status ?? 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function soak(folder: string): Promise<number> {
  console.log(`soak: ${seconds} s, seed ${seed}`)
  const luck = new Luck(folder, seeded(Number(seed)))
  const end = performance.now() + Number(seconds) * 1000
  while (performance.now() < end) await luck.strike() // oxlint-disable-line no-await-in-loop
  const faults = await luck.settle()
  for (const each of faults) console.log(`  ${each}`)
  console.log(
    `soak: ${luck.summary()}; ${faults.length === 0 ? 'all accounted for' : `${faults.length} faults`}`,
  )
  return faults.length === 0 ? 0 : 1
}
