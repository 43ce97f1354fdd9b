import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { memoryCgroupOf } from '../../../../profiler-core/run/limits/cgroups.ts'

export interface MadeCgroup {
  /** A process that writes its id here is in it. */
  readonly procs: string
  readonly remove: () => Promise<void>
}

/** A memory cgroup of its own within the one that the tests run in; or why none can be made here. */
export function makeMemoryCgroup(limitBytes: number): MadeCgroup | { readonly reason: string } {
  const own = process.platform === 'linux' ? memoryCgroupOf(process.pid) : null
  const parent = own?.folders[0]
  if (own === null || parent === undefined) return { reason: 'there are no memory cgroups here' }
  const folder = join(parent, `mebi-test-${process.pid}-${Date.now()}`)
  const file = own.version === 1 ? 'memory.limit_in_bytes' : 'memory.max'
  try {
    mkdirSync(folder)
  } catch (error) {
    return { reason: `no memory cgroup can be made: ${String(error)}` }
  }
  try {
    // 'r+': the kernel's own file, or none where memory is not handed down to cgroups here
    writeFileSync(join(folder, file), String(limitBytes), { flag: 'r+' })
  } catch (error) {
    rmdirSync(folder)
    return { reason: `no limit can be set: ${String(error)}` }
  }
  return { procs: join(folder, 'cgroup.procs'), remove: () => remove(folder) }
}

/** The kernel lets go of a cgroup a moment after its last process has ended. */
async function remove(folder: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      rmdirSync(folder)
      return
    } catch (error) {
      if (attempt === 50) throw error
      await sleep(100)
    }
  }
}
