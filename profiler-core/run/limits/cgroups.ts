import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The memory cgroup of a process: a container, a batch job, a systemd service, or the whole machine. */
export interface MemoryCgroup {
  /** Of the cgroup interface: the two have different files. */
  version: 1 | 2
  /** Its folder, then those of its ancestors, as far up as they can be seen from here. */
  folders: string[]
}

/** What a cgroup's own files count. `null`: the file is not there, or does not say. */
export interface CgroupCounts {
  /** Processes of it that the kernel killed because memory ran out, here or in the whole machine. */
  oomKills: number | null
  /** How often it was at its limit: without a way out (version 2), or at all (version 1). */
  limitHits: number | null
  /** Its limit, bytes; `null` also where it has none. */
  limitBytes: number | null
}

/** What version 1 gives as a limit where there is none: the largest number of pages, in bytes. */
const NO_LIMIT = 2 ** 62

/**
 * Finds the memory cgroup of a process.
 *
 * @param root the folder in which `proc` and the mounts lie
 * @returns `null` where there are no cgroups, or the process's own cannot be seen from here
 */
export function memoryCgroupOf(pid: number, root = '/'): MemoryCgroup | null {
  const own = readText(join(root, `proc/${pid}/cgroup`))
  const mounts = readText(join(root, 'proc/self/mountinfo'))
  if (own === null || mounts === null) return null
  const lines = own.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line))
  const first = lines.find((line) => line?.[1]?.split(',').includes('memory'))
  const second = lines.find((line) => line?.[1] === '')
  const [version, path] = first ? ([1, first[2]] as const) : ([2, second?.[2]] as const)
  if (path === undefined || path.startsWith('/..')) return null
  for (const mount of mounts.split('\n').map(parseMount)) {
    if (mount === null || !isMemoryMount(mount, version)) continue
    const inner = below(path, mount.root)
    if (inner !== null) return { version, folders: upwards(join(root, mount.point), inner) }
  }
  return null
}

/** Reads what a cgroup counts. */
export function readCgroup(folder: string, version: MemoryCgroup['version']): CgroupCounts {
  if (version === 1) {
    return {
      oomKills: field(folder, 'memory.oom_control', 'oom_kill'),
      limitHits: number(readText(join(folder, 'memory.failcnt'))),
      limitBytes: limit(readText(join(folder, 'memory.limit_in_bytes'))),
    }
  }
  return {
    oomKills: field(folder, 'memory.events', 'oom_kill'),
    limitHits: field(folder, 'memory.events', 'oom'),
    limitBytes: limit(readText(join(folder, 'memory.max'))),
  }
}

/** How many processes the kernel has killed since the machine started; `null` where it does not say. */
export function machineOomKills(root = '/'): number | null {
  return field(join(root, 'proc'), 'vmstat', 'oom_kill')
}

interface Mount {
  /** Which part of the hierarchy is mounted. */
  root: string
  point: string
  type: string
  options: string[]
}

/** A line of `mountinfo`: `ID PARENT DEVICE ROOT POINT OPTIONS [TAGS] - TYPE SOURCE SUPEROPTIONS`. */
function parseMount(line: string): Mount | null {
  const [left = '', right] = line.split(' - ')
  const [root, point] = left.split(' ').slice(3)
  const [type, , options = ''] = right?.split(' ') ?? []
  if (root === undefined || point === undefined || type === undefined) return null
  return { root: unescaped(root), point: unescaped(point), type, options: options.split(',') }
}

/** Blanks and the like stand there in octal. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

function isMemoryMount({ type, options }: Mount, version: MemoryCgroup['version']): boolean {
  return version === 2 ? type === 'cgroup2' : type === 'cgroup' && options.includes('memory')
}

/** A path seen from one of its ancestors; `null` where that is none. */
function below(path: string, ancestor: string): string | null {
  if (ancestor === '/') return path
  if (path !== ancestor && !path.startsWith(`${ancestor}/`)) return null
  return path.slice(ancestor.length)
}

function upwards(top: string, inner: string): string[] {
  const names = inner.split('/').filter((name) => name !== '')
  return Array.from({ length: names.length + 1 }, (_, up) => join(top, ...names.slice(0, names.length - up)))
}

function field(folder: string, file: string, name: string): number | null {
  const line = readText(join(folder, file))
    ?.split('\n')
    .find((each) => each.startsWith(`${name} `))
  return line === undefined ? null : number(line.slice(name.length + 1))
}

function limit(text: string | null): number | null {
  const bytes = number(text)
  return bytes === null || bytes >= NO_LIMIT ? null : bytes
}

function number(text: string | null): number | null {
  return text !== null && /^\d+\s*$/.test(text) ? Number(text) : null
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
