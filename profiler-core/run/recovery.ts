import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { RunWarning } from '../contract/index.ts'
import { HostIdentity, isAlive, type RunMeta, readMeta, thisHost } from './meta.ts'
import { readOutputFile } from './output/outputFile.ts'
import type { ReadSource, RunRecord } from './plan.ts'
import { runningFolder } from './runFolder.ts'
import { makeRecord } from './runRecord.ts'
import { readSamplesFile } from './sampling/samplesFile.ts'
import { TimelineBuilder } from './sampling/timelineBuilder.ts'
import { readPeak } from './story/peakFile.ts'
import { peakReport } from './story/peakReport.ts'
import { RunTables } from './tables/runTables.ts'

/** A run whose host died. */
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
/** A host writes into the folder ten times a second. */
const HEARTBEAT_MS = 60_000

/**
 * Finds the runs in the data folder whose host has died, and makes their records, with the status `interrupted`. Left
 * alone: runs of hosts that live, runs whose program still runs, and what another host is recovering at this moment. A
 * folder that cannot be understood is moved aside. Never rejects.
 */
export async function recoverRuns(dataDir: string, readSource: ReadSource): Promise<Recovery> {
  const parent = runningFolder(dataDir)
  const recovery: Recovery = { runs: [], warnings: [] }
  for (const name of foldersIn(parent)) {
    const folder = join(parent, name)
    if (name.startsWith('.new-')) removeOldDraft(folder)
    if (name.startsWith('.') || name.startsWith('damaged-')) continue
    const meta = tryReadMeta(folder)
    try {
      if (meta instanceof Error) setAside(folder, join(parent, `damaged-${name}`), meta, recovery)
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
  if (isHostAlive(meta, folder)) return
  if (meta.target && isAlive(meta.target)) {
    recovery.warnings.push({
      code: 'target-alive',
      message: `The program of an earlier run, process ${meta.target.pid} (${describe(meta)}), still runs without Mebi; its run is imported when it has ended.`,
      atNs: null,
    })
    return
  }
  if (!claim(folder)) return
  recovery.runs.push({ record: await recordOf(folder, meta, readSource), folder })
}

async function recordOf(folder: string, meta: RunMeta, readSource: ReadSource): Promise<RunRecord> {
  const { backend } = meta.known.request
  const timeline = new TimelineBuilder()
  const samples = readSamplesFile(join(folder, 'samples.bin'))
  timeline.take(samples)
  const tables = new RunTables(folder, backend, meta.startedNs)
  tables.poll(timeline.lastNs)
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
      status: 'interrupted',
      exitCode: null,
      signal: null,
      durationNs: Math.max(timeline.lastNs, exitNs),
      limitAtNs: null,
      firstPeakBytes: timeline.firstPeakBytes,
      countsOthers: samples.countsOthers,
      end: null,
      warnings: [],
    },
    readSource,
  )
}

function isHostAlive({ host }: RunMeta, folder: string): boolean {
  if (host.name === hostname()) return isAlive(host)
  // Another machine with the same data folder: its processes cannot be seen from here.
  const beat = statSync(join(folder, 'samples.bin'), { throwIfNoEntry: false })
  return beat !== undefined && Date.now() - beat.mtimeMs < HEARTBEAT_MS
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
    writeFileSync(path, mine, { mode: 0o600 })
  }
  return true
}

function isClaimAlive(path: string): boolean {
  try {
    const host = HostIdentity.parse(JSON.parse(readFileSync(path, 'utf8')))
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
function removeOldDraft(folder: string): void {
  const info = statSync(folder, { throwIfNoEntry: false })
  if (info && Date.now() - info.mtimeMs > DAY_MS) rmSync(folder, { recursive: true, force: true })
}

/** @throws the system's error where it could not be moved */
function setAside(folder: string, aside: string, problem: Error, recovery: Recovery): void {
  if (!existsSync(folder)) return // another host was quicker
  renameSync(folder, aside)
  recovery.warnings.push({
    code: 'damaged-run',
    message: `The run in ${folder} cannot be read; it was moved to ${aside}. ${firstLine(problem)}`,
    atNs: null,
  })
}

function tryReadMeta(folder: string): RunMeta | Error {
  try {
    return readMeta(folder)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.split('\n')[0] ?? ''
}
