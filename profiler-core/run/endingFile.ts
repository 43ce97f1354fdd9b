import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { RunStatus, RunWarning } from '../contract/index.ts'
import { openPlain, readPlain, writeAll } from './plainFile.ts'

/**
 * The file's length from the start: on a disk that is full when the run ends, there is room for what it is to say. It is
 * written over, not replaced.
 */
const ROOM = 16_384
const MOST_BYTES = 1024 * 1024

const Bytes = z.number().nonnegative()
const TimeNs = z.number().nonnegative()

/** What only the host knows of a run's end (`ending.json`): all else is in the other files of the run folder. */
export const RunEnding = z.object({
  version: z.literal(1),
  status: RunStatus,
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  durationNs: TimeNs,
  /** When Mebi ended the program at a limit, nanoseconds since the start of the run; `null` where it did not. */
  limitAtNs: TimeNs.nullable(),
  /** Highest memory of the first process by itself that the host knows of, bytes; 0 where unknown. */
  firstPeakBytes: Bytes,
  /** Highest memory of all processes together that the host has seen, bytes. */
  togetherPeakBytes: Bytes,
  /** Whether the processes that the first one started were looked at. */
  countsOthers: z.boolean(),
  end: z.object({
    /** Why Mebi ended it, `limit` being that of time; `null` where it did not. */
    request: z.enum(['stop', 'limit', 'memory']).nullable(),
    /** Memory of all processes when their limit was crossed, bytes; `null` where it was not. */
    crossedBytes: Bytes.nullable(),
    /** What the kernel killed meanwhile. */
    oom: z
      .object({
        scarce: z.enum(['cgroup', 'machine']).nullable(),
        kills: z.number().int(),
        limitBytes: Bytes.nullable(),
        ofMachine: z.boolean(),
      })
      .nullable(),
  }),
  /** What the host has to say about the measurement. */
  warnings: z.array(RunWarning),
})
export type RunEnding = z.infer<typeof RunEnding>

/** What the file of a run that goes on holds. */
export function roomForEnding(): string {
  return `${' '.repeat(ROOM - 1)}\n`
}

/** Says how a run ended. A host that dies while it writes leaves something that is no JSON, and so no ending. */
export function writeEnding(folder: string, ending: RunEnding): void {
  const fd = openPlain(pathIn(folder), 'change')
  try {
    writeAll(fd, JSON.stringify(ending).padEnd(ROOM - 1), 0)
  } finally {
    closeSync(fd)
  }
}

/** How a run ended; `null` where no host has seen its end, or none could say. */
export function readEnding(folder: string): RunEnding | null {
  try {
    return RunEnding.parse(JSON.parse(readPlain(pathIn(folder), MOST_BYTES).toString('utf8')))
  } catch {
    return null
  }
}

function pathIn(folder: string): string {
  return join(folder, 'ending.json')
}
