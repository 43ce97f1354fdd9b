import { lstatSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { RunWarning } from '../contract/index.ts'
import { DAMAGED, isDamaged } from './damaged.ts'
import { type RunEnding, readEnding } from './endingFile.ts'
import { HostIdentity, isAlive, type RunMeta, readMeta, thisHost } from './meta.ts'
import { readOutputFile } from './output/outputFile.ts'
import { readPlain, replacePlain } from './plainFile.ts'
import type { ReadSource, RunRecord } from './plan.ts'
import { isLeaving, remove, runningFolder } from './runFolder.ts'
import { makeRecord } from './runRecord.ts'
import { readSamplesFile } from './sampling/samplesFile.ts'
import { TimelineBuilder } from './sampling/timelineBuilder.ts'
import { readPeak } from './story/peakFile.ts'
import { peakReport } from './story/peakReport.ts'
import { RunTables } from './tables/runTables.ts'

/** A run that its own host has not taken into the history. */
export interface RecoveredRun {
  record: RunRecord
  /** Its run folder, which whoever has put the record into the history removes with `removeRunFolder`. */
  folder: string
}

export interface Recovery {
  runs: RecoveredRun[]
  /** About folders that were left alone, or moved aside. */
  warnings: RunWarning[]
}

const DAY_MS = 24 * 60 * 60 * 1000
/** A host writes into the folder ten times a second while the program runs, and has long given up when it does not. */
const HEARTBEAT_MS = 60_000
const MOST_CLAIM_BYTES = 65_536

/**
 * Finds the runs in the data folder that were not taken into the history, and makes their records: of those that have
 * ended as they were, of those whose host died before, with the status `interrupted`. Left alone: runs that a living host
 * is at work on, runs whose program still runs, and what another host is recovering at this moment. A folder that cannot
 * be understood is moved aside. Never rejects.
 */
export async function recoverRuns(dataDir: string, readSource: ReadSource): Promise<Recovery> {
  const parent = runningFolder(dataDir)
  const recovery: Recovery = { runs: [], warnings: [] }
  for (const name of foldersIn(parent)) {
    const folder = join(parent, name)
    if (isLeaving(name) || (name.startsWith('.new-') && isOld(folder))) await remove(folder).catch(() => {})
    if (name.startsWith('.') || isDamaged(name)) continue
    const meta = tryReadMeta(folder)
    try {
      if (meta instanceof Error) setAside(folder, join(parent, `${DAMAGED}${name}`), meta, recovery)
      else await recoverFolder(folder, meta, readSource, recovery)
    } catch (error) {
      recovery.warnings.push({
        code: 'recovery-failed',
        message: `The run in ${folder} could not be recovered this time. ${firstLine(error)}`,
        atNs: null,
      })
    }
  }
  return recovery
}

async function recoverFolder(
  folder: string,
  meta: RunMeta,
  readSource: ReadSource,
  recovery: Recovery,
): Promise<void> {
  const ending = readEnding(folder)
  if (isHostAtWork(meta, folder, ending)) return
  if (ending === null && meta.target && isAlive(meta.target)) {
    recovery.warnings.push({
      code: 'target-alive',
      message: `The program of an earlier run, process ${meta.target.pid} (${describe(meta)}), still runs without Mebi; its run is imported when it has ended.`,
      atNs: null,
    })
    return
  }
  if (!claim(folder)) return
  recovery.runs.push({ record: await recordOf(folder, meta, ending, readSource), folder })
}

async function recordOf(
  folder: string,
  meta: RunMeta,
  ending: RunEnding | null,
  readSource: ReadSource,
): Promise<RunRecord> {
  const { backend } = meta.known.request
  const timeline = new TimelineBuilder()
  const samples = readSamplesFile(join(folder, 'samples.bin'))
  timeline.take(samples)
  const tables = new RunTables(folder, backend, meta.startedNs)
  tables.poll(ending?.durationNs ?? timeline.lastNs)
  tables.close()
  // The program may have gone on without its host.
  const { exitedAtNs } = tables.main.log
  const exitNs = exitedAtNs === null ? 0 : tables.clock.toRunNs(exitedAtNs)
  return makeRecord(
    {
      meta,
      tables,
      timeline,
      peak: peakReport(readPeak(join(folder, 'peak.bin')), folder),
      output: readOutputFile(join(folder, 'output.jsonl')),
      ...(ending ?? unseenEnd(samples.countsOthers, timeline, exitNs)),
    },
    readSource,
  )
}

/** Of a program that has ended without its host. */
function unseenEnd(
  countsOthers: boolean,
  timeline: TimelineBuilder,
  exitNs: number,
): Omit<RunEnding, 'version' | 'end'> & { end: null } {
  return {
    status: 'interrupted',
    exitCode: null,
    signal: null,
    durationNs: Math.max(timeline.lastNs, exitNs),
    limitAtNs: null,
    firstPeakBytes: timeline.firstPeakBytes,
    togetherPeakBytes: timeline.peakBytes,
    countsOthers,
    end: null,
    warnings: [],
  }
}

/** Whether a host writes into the folder, or takes it in. */
function isHostAtWork({ host }: RunMeta, folder: string, ending: RunEnding | null): boolean {
  if (host === null) return false
  // Another machine with the same data folder: its processes cannot be seen from here.
  if (host.name !== hostname()) return isFresh(join(folder, 'samples.bin'))
  return isAlive(host) && (ending === null || isFresh(join(folder, 'ending.json')))
}

function isFresh(file: string): boolean {
  const info = lstatSync(file, { throwIfNoEntry: false })
  return info !== undefined && Math.abs(Date.now() - info.mtimeMs) < HEARTBEAT_MS
}

/** Takes a folder for this host; false where another host that lives has taken it. */
function claim(folder: string): boolean {
  const path = join(folder, 'claim.json')
  const mine = JSON.stringify(thisHost())
  try {
    writeFileSync(path, mine, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    if (isClaimAlive(path)) return false
    replacePlain(path, mine)
  }
  return true
}

/** Lets go of a folder that could not be taken in after all: any host may try. */
export function releaseClaim(folder: string): void {
  try {
    rmSync(join(folder, 'claim.json'), { force: true })
  } catch {
    // Then others wait until this host has ended.
  }
}

function isClaimAlive(path: string): boolean {
  try {
    const host = HostIdentity.parse(JSON.parse(readPlain(path, MOST_CLAIM_BYTES).toString('utf8')))
    return host.name === hostname() && isAlive(host)
  } catch {
    return false // its writer died while writing
  }
}

function describe({ known }: RunMeta): string {
  const { target } = known.request
  return target.kind === 'script' ? target.path : `-m ${target.name}`
}

function foldersIn(parent: string): string[] {
  try {
    return readdirSync(parent).sort()
  } catch {
    return []
  }
}

/** A host was killed, or the disk was full, while it made a folder. */
function isOld(draft: string): boolean {
  const info = lstatSync(draft, { throwIfNoEntry: false })
  return info !== undefined && Date.now() - info.mtimeMs > DAY_MS
}

/** @throws the system's error where it could not be moved */
function setAside(folder: string, aside: string, problem: Error, recovery: Recovery): void {
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) return // its host has removed it
  renameSync(folder, aside)
  recovery.warnings.push({
    code: 'damaged-run',
    message: `The run in ${folder} cannot be read; it was moved to ${aside}. ${firstLine(problem)}`,
    atNs: null,
  })
}

function tryReadMeta(folder: string): RunMeta | Error {
  try {
    // A program may put a link to another folder there.
    return lstatSync(folder).isDirectory() ? readMeta(folder) : new Error('It is not a folder.')
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] ?? ''
}
