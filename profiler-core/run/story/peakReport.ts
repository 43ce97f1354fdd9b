import { join } from 'node:path'
import { z } from 'zod'
import type { AllocationSite, CodePlace, LineTotal, PeakReport, ThreadStack } from '../../contract/index.ts'
import { readPlain } from '../plainFile.ts'
import { depthOf, isMainLane, lanesInUse, rowAt } from '../tables/lanes.ts'
import { LogReader, type RunLog } from '../tables/logReader.ts'
import { RowPlaces } from '../tables/rowPlaces.ts'
import { FIRST_LANE, HEADER, LANE, LANE_CELLS } from '../tables/tableLayout.ts'
import { settleReturns } from './givenBack.ts'
import { lineTotals } from './lineTotals.ts'
import type { PeakSnapshot, ProcessNumbers, ProcessStacks } from './peakSnapshot.ts'

/** Fifty sites with their tracebacks. */
const MOST_ALLOCATIONS_BYTES = 64 * 2 ** 20
/** Of what is not known to be watched. */
const LONGEST_COMMAND = 1000

/**
 * Who held the memory at the highest point of a run, told in the program's own lines.
 *
 * @param folder the run folder, whose logs name the rows
 */
export function peakReport(peak: PeakSnapshot | null, folder: string): PeakReport | null {
  if (peak === null) return null
  const logs = new Map<string, RunLog>()
  const logOf = (suffix: string): RunLog => {
    const known = logs.get(suffix) ?? new LogReader(join(folder, `log${suffix}.jsonl`)).poll()
    logs.set(suffix, known)
    return known
  }
  const allocations = readAllocations(join(folder, 'allocations.json'))
  return {
    timeNs: peak.timeNs,
    bytes: peak.bytes,
    processes: peak.shares.map(({ pid, bytes, command }, index) => ({
      pid,
      bytes,
      command: commandOf(command, logOf(index === 0 ? '' : `-${pid}`), logOf('')),
    })),
    threads: peak.stacks.flatMap((stacks) => threadsOf(stacks, logOf(stacks.suffix))),
    lines: linesOf(peak.numbers, logOf),
    linesAtBytes: peak.numbersBytes,
    allocations: allocations?.sites ?? null,
    allocationsAtBytes: allocations?.bytes ?? 0,
  }
}

/**
 * What a process runs: by its own log, where it is watched, else by its command line, bytes as characters. A fork has that of the
 * program, which the agent was started with.
 */
function commandOf(command: string, own: RunLog, program: RunLog): string {
  const known = own.start?.command ?? ''
  if (known !== '') return known
  const text = Buffer.from(command, 'latin1').toString('utf8').slice(0, LONGEST_COMMAND)
  return /[\\/]spec\.json\b/.test(text) ? (program.start?.command ?? '') : text
}

/** The threads of one process that executed something watched, the main thread first. */
function threadsOf({ cells }: ProcessStacks, log: RunLog): ThreadStack[] {
  const places = new RowPlaces(log.functions)
  const threads: ThreadStack[] = []
  for (let lane = 0; lane < lanesInUse(cells); lane++) {
    const levels = Array.from({ length: depthOf(cells, lane) }, (_, level) => level)
    const frames = levels.flatMap((level) => places.placeOf(rowAt(cells, lane, level)) ?? [])
    if (frames.length === 0) continue
    const threadId = cells[FIRST_LANE + lane * LANE_CELLS + LANE.thread] ?? 0
    const known = log.threads.findLast((each) => each.lane === lane && each.thread === threadId)
    threads.push({
      pid: cells[HEADER.pid] ?? 0,
      threadId,
      name: known?.name ?? null,
      isMain: known?.main ?? isMainLane(cells, lane),
      frames,
    })
  }
  return threads.sort((a, b) => Number(b.isMain) - Number(a.isMain))
}

/** The totals of all processes, added up line by line. */
function linesOf(numbers: readonly ProcessNumbers[], logOf: (suffix: string) => RunLog): LineTotal[] {
  const lines = new Map<string, LineTotal>()
  for (const process of numbers) {
    const { functions } = logOf(process.suffix)
    const places = new RowPlaces(functions)
    const totals = lineTotals(process, functions)
    settleReturns(totals, process, functions)
    for (const [row, bytes] of totals) {
      const place = places.placeOf(row)
      if (place === null) continue
      const key = keyOf(place)
      lines.set(key, { ...place, bytes: (lines.get(key)?.bytes ?? 0) + bytes })
    }
  }
  return [...lines.values()].filter(({ bytes }) => Math.round(bytes) !== 0).sort((a, b) => b.bytes - a.bytes)
}

function keyOf({ file, name, line }: CodePlace): string {
  return `${file}\0${name}\0${line}`
}

const Allocations = z.object({
  bytes: z.number().nonnegative(),
  sites: z.array(
    z.object({
      bytes: z.number().nonnegative(),
      count: z.number().int().nonnegative(),
      traceback: z.array(z.tuple([z.string().min(1), z.number().int()])).min(1),
    }),
  ),
})

/** `null` where there is no such file, or none that can be understood. */
function readAllocations(path: string): { bytes: number; sites: AllocationSite[] } | null {
  try {
    const { bytes, sites } = Allocations.parse(
      JSON.parse(readPlain(path, MOST_ALLOCATIONS_BYTES).toString('utf8')),
    )
    return {
      bytes,
      sites: sites.map((site) => ({
        ...site,
        // A line of 0 is code that was made at run time and has none.
        traceback: site.traceback.map(([file, line]) => ({ file, line: Math.max(1, line) })),
      })),
    }
  } catch {
    return null
  }
}
