import { hostname } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { RunDetail, SourceFile } from '../contract/index.ts'
import { readPlain, replacePlain } from './plainFile.ts'
import { isRunning, startOf } from './proc.ts'

/** The sources of all that is watched are in it. */
const MOST_BYTES = 256 * 2 ** 20

const ProcessIdentity = z.object({
  pid: z.number().int().positive(),
  /** What tells it from a later process of the same id; `null` where the system does not say. */
  start: z.string().nullable(),
})
export type ProcessIdentity = z.infer<typeof ProcessIdentity>

/** A host's process, and the name of its machine. */
export const HostIdentity = ProcessIdentity.extend({ name: z.string() })

/** `meta.json` of a run folder: what the host knows, so that another host can finish the run. */
export const RunMeta = z.object({
  version: z.literal(1),
  /** `null`: it has done with the run, and takes none in itself: a notebook's kernel. */
  host: HostIdentity.nullable(),
  /** The program; `null` before it was started. */
  target: ProcessIdentity.nullable(),
  /** The monotonic clock when the program was started, nanoseconds; `null` before. */
  startedNs: z.number().nonnegative().nullable().default(null),
  known: RunDetail.pick({
    key: true,
    startedAt: true,
    warnings: true,
    request: true,
    toWatch: true,
    interpreter: true,
    host: true,
    git: true,
    dataset: true,
  }),
  main: z.string().nullable(),
  sources: z.array(SourceFile),
})
export type RunMeta = z.infer<typeof RunMeta>

/** This process, as a run folder names it. */
export function thisHost(): z.infer<typeof HostIdentity> {
  return { ...identify(process.pid), name: hostname() }
}

export function identify(pid: number): ProcessIdentity {
  return { pid, start: startOf(pid) }
}

/** Whether a process still lives; where the system tells no start times, a later one of the same id passes for it. */
export function isAlive({ pid, start }: ProcessIdentity): boolean {
  return isRunning(pid) && (start === null || startOf(pid) === start)
}

/** @throws the system's error where it cannot be written */
export function writeMeta(folder: string, meta: RunMeta): void {
  replacePlain(join(folder, 'meta.json'), JSON.stringify(meta))
}

/** @throws where there is none, or none that can be understood */
export function readMeta(folder: string): RunMeta {
  return RunMeta.parse(JSON.parse(readPlain(join(folder, 'meta.json'), MOST_BYTES).toString('utf8')))
}
