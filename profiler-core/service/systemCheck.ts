import { existsSync, mkdtempSync, rmdirSync, statfsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Finding, type Interpreter, MebiError } from '../contract/index.ts'
import { openness, type RunStore } from '../store/index.ts'
import { type Kernel, kernelFindings } from './kernel.ts'

/** What a check of the system looks at. */
export interface Checked {
  /** Such as `22.12.0`. */
  readonly nodeVersion: string
  readonly interpreters: readonly Interpreter[]
  readonly dataFolder: string
  /** Opens the history, or throws a `MebiError` that says why not. */
  readonly openStore: () => RunStore
  /** About runs whose host has died and that could not be taken into the history, a sentence each. */
  readonly unrecovered: readonly string[]
  readonly kernel: Kernel
}

const LEAST_NODE = [22, 12] as const
/** A run needs a few MiB at most; with less than this the next one may not be kept. */
const LOW_DISK_BYTES = 100 * 2 ** 20

/** Everything that Mebi needs on a machine, found or not: an `error` keeps it from working, a `warning` does not. */
export function systemFindings(checked: Checked): Finding[] {
  return [
    node(checked.nodeVersion),
    interpreters(checked.interpreters),
    dataFolder(checked.dataFolder),
    history(checked.openStore),
    ...recovery(checked.unrecovered),
    ...kernelFindings(checked.kernel),
  ]
}

function node(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor, leastMinor] = LEAST_NODE
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor)
  const advice = isEnough
    ? null
    : `Use Node ${LEAST_NODE.join('.')} or newer; node build/setup.mjs brings one.`
  return { subject: 'Node', status: isEnough ? 'ok' : 'error', detail: version, advice }
}

function interpreters(found: readonly Interpreter[]): Finding {
  const subject = 'Python'
  const usable = found.filter(({ problem }) => problem === null)
  const [best] = usable
  const listed = found.map(describeInterpreter).join('\n')
  if (best !== undefined) return { subject, status: 'ok', detail: listed, advice: null }
  const advice = 'Install CPython 3.8 or newer.'
  if (found.length === 0) return { subject, status: 'error', detail: 'no interpreter was found', advice }
  return { subject, status: 'error', detail: `no interpreter can be used\n${listed}`, advice }
}

function describeInterpreter({ path, version, source, problem }: Interpreter): string {
  const name = version === '' ? path : `${version} ${path}`
  return problem === null ? `${name} (${source})` : `${name} (${source}): ${problem}`
}

function dataFolder(folder: string): Finding {
  const subject = 'Data folder'
  const problem = writeProblem(folder)
  if (problem !== null) {
    return {
      subject,
      status: 'error',
      detail: `${folder} cannot be written: ${problem}`,
      advice: 'Make it writable, or point MEBI_HOME at another folder; until then no run is kept.',
    }
  }
  const open = openFinding(folder)
  if (open !== null) return open
  const free = freeBytes(nearestExisting(folder))
  if (free === null || free >= LOW_DISK_BYTES) return { subject, status: 'ok', detail: folder, advice: null }
  return {
    subject,
    status: 'warning',
    detail: `${folder}: the disk has ${Math.floor(free / 2 ** 20)} MiB left`,
    advice: 'Free some space, or remove runs with mebi rm.',
  }
}

/** Of a folder that Mebi does not close by itself: there are other things in it, or it is another person's. */
function openFinding(folder: string): Finding | null {
  const who = openness(folder)
  if (who === 'private') return null
  return {
    subject: 'Data folder',
    status: 'warning',
    detail: `${folder}: others may ${who === 'others-read' ? 'look into it' : 'write there'}`,
    advice: `chmod 700 ${folder}, or point MEBI_HOME at a folder of its own.`,
  }
}

/** Tried out: permissions alone do not tell of read-only disks, nor of what root may do. */
function writeProblem(folder: string): string | null {
  try {
    rmdirSync(mkdtempSync(join(nearestExisting(folder), '.mebi-check-')))
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The folder itself, or the one in which it would be made. */
function nearestExisting(folder: string): string {
  let at = folder
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at)
  return at
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize
  } catch {
    return null
  }
}

function history(openStore: () => RunStore): Finding {
  const subject = 'History'
  try {
    const store = openStore()
    const { file, sqliteVersion, sizeBytes, runs, problems } = store.check()
    const name = file ?? 'in memory'
    if (problems.length > 0) {
      return {
        subject,
        status: 'error',
        detail: [`${name} is damaged`, ...problems].join('\n'),
        advice: 'Restore it from a backup, or move it away to begin a new one.',
      }
    }
    const size = (sizeBytes / 2 ** 20).toFixed(1)
    const detail = `${name}: ${runs ?? 'unknown'} runs, ${size} MiB, SQLite ${sqliteVersion ?? 'not in use'}`
    if (store.obstacle === null) return { subject, status: 'ok', detail, advice: null }
    return {
      subject,
      status: 'error',
      detail: `${detail}\n${store.obstacle.message}`,
      advice: store.obstacle.hint,
    }
  } catch (error) {
    if (!(error instanceof MebiError)) throw error
    return { subject, status: 'error', detail: error.message, advice: error.hint }
  }
}

function recovery(unrecovered: readonly string[]): Finding[] {
  if (unrecovered.length === 0) return []
  return [
    {
      subject: 'Interrupted runs',
      status: 'warning',
      detail: unrecovered.join('\n'),
      advice: 'They are tried again at every start.',
    },
  ]
}
