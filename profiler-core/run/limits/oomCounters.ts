import {
  type CgroupCounts,
  type MemoryCgroup,
  machineOomKills,
  memoryCgroupOf,
  readCgroup,
} from './cgroups.ts'

/**
 * Whether the kernel killed for want of memory, by its own counters. `cgroup`: a limit on the program's memory cgroup was
 * reached; `machine`: the machine had none left; `null`: it did not kill.
 */
export interface OomEvidence {
  scarce: 'cgroup' | 'machine' | null
  /** How many processes. */
  kills: number
  /** The limit that was reached, bytes; `null` where it is not a cgroup's, or not known. */
  limitBytes: number | null
  /** The count is that of the whole machine: it may have been a process that has nothing to do with the program. */
  ofMachine: boolean
}

const MOST_CGROUPS = 8
const NOTHING: OomEvidence = { scarce: null, kills: 0, limitBytes: null, ofMachine: false }

/**
 * Compares the kernel's counters now with those at the start of a program. The kernel counts a kill with the victim's
 * cgroup also where the whole machine was out of memory; what tells the two apart is whether a limit was met.
 * (Linux, mm/memcontrol.c: `MEMCG_OOM`, `MEMCG_OOM_KILL`; counted since 4.13.)
 */
export class OomCounters {
  readonly #pid: number
  readonly #root: string
  readonly #machine: number | null
  /** Those that the process has been in, the latest first. */
  readonly #cgroups: MemoryCgroup[] = []
  readonly #before = new Map<string, CgroupCounts>()

  /** @param root the folder in which `proc` and the mounts lie */
  constructor(pid: number, root = '/') {
    this.#pid = pid
    this.#root = root
    this.#machine = machineOomKills(root)
    this.look()
  }

  /** The process may have been moved to another cgroup since; to be called while it runs. */
  look(): void {
    const cgroup = memoryCgroupOf(this.#pid, this.#root)
    if (cgroup === null || cgroup.folders[0] === this.#cgroups[0]?.folders[0]) return
    // One that is ending is said to be in the root (version 1), so where it was before is not forgotten.
    this.#cgroups.unshift(cgroup)
    this.#cgroups.splice(MOST_CGROUPS)
    for (const folder of cgroup.folders) {
      if (!this.#before.has(folder)) this.#before.set(folder, readCgroup(folder, cgroup.version))
    }
  }

  evidence(): OomEvidence {
    let isCounted = false
    for (const cgroup of this.#cgroups) {
      const risen = this.#risen(cgroup)
      const kills = risen[0]?.kills ?? null
      if (kills !== null && kills > 0) return { ...scarcity(risen), kills, ofMachine: false }
      if (kills !== null) isCounted = true
    }
    // A cgroup that counts, and has not counted a kill, is proof that there was none.
    if (isCounted) return NOTHING
    const machine = machineOomKills(this.#root)
    const ofMachine = machine === null || this.#machine === null ? 0 : machine - this.#machine
    return ofMachine > 0
      ? { scarce: 'machine', kills: ofMachine, limitBytes: null, ofMachine: true }
      : NOTHING
  }

  /** By how much the counters of a cgroup, and then of its ancestors, have risen. */
  #risen(cgroup: MemoryCgroup): Risen[] {
    return cgroup.folders.map((folder) => {
      const before = this.#before.get(folder)
      const { oomKills, limitHits, limitBytes } = readCgroup(folder, cgroup.version)
      return {
        kills: oomKills === null ? null : oomKills - (before?.oomKills ?? oomKills),
        hits: limitHits === null ? 0 : limitHits - (before?.limitHits ?? limitHits),
        // A cgroup may be removed as soon as its last process has ended.
        limitBytes: limitBytes ?? before?.limitBytes ?? null,
      }
    })
  }
}

interface Risen {
  kills: number | null
  hits: number
  limitBytes: number | null
}

/** The innermost cgroup that met its limit; its ancestors may count that too. */
function scarcity(risen: readonly Risen[]): Pick<OomEvidence, 'scarce' | 'limitBytes'> {
  const full = risen.find(({ hits, limitBytes }) => hits > 0 && limitBytes !== null)
  return full ? { scarce: 'cgroup', limitBytes: full.limitBytes } : { scarce: 'machine', limitBytes: null }
}
