import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { childTables } from './childTables.ts'
import { Readings } from './readings.ts'
import { SampledProcess } from './sampledProcess.ts'
import { CpuBudget } from './samplerBudget.ts'
import {
  ENDING,
  SAMPLING,
  type SamplerMessage,
  type SamplerOptions,
  samplerControl,
  WAITING,
} from './samplerMessages.ts'
import { SamplesFile } from './samplesFile.ts'

/** The sampler's thread: no event loop, so that nothing the host does delays a reading. */

const REPORT_EVERY_NS = 100_000_000
const TREE_EVERY_NS = 50_000_000

function main({ folder, includeChildren, control }: SamplerOptions): void {
  const { state, startedNs } = samplerControl(control)
  say('ready')
  Atomics.wait(state, 0, WAITING)
  if (Atomics.load(state, 0) === ENDING) return
  const target = open(folder, 'table.bin', state[1] ?? 0, includeChildren)
  if (target === null) return
  const offsetNs = Number(process.hrtime.bigint() - (startedNs[0] ?? 0n)) - performance.now() * 1e6
  const nowNs = () => performance.now() * 1e6 + offsetNs
  const children = new Map<string, SampledProcess | null>()
  const budget = new CpuBudget()
  let writeProblem: string | null = null
  const file = new SamplesFile(join(folder, 'samples.bin'), (error) => {
    writeProblem = String(error)
  })
  const readings = new Readings()
  let replacedAtNs: number | null = null
  let nextReport = 0
  let nextTree = 0

  const report = (now: number) => {
    const samples = readings.take(now)
    if (samples.length > 0) file.append(samples)
    say({ samples, highWaterBytes: target.highWaterBytes, replacedAtNs, writeProblem })
  }

  while (Atomics.load(state, 0) === SAMPLING) {
    const now = nowNs()
    const bytes = target.sample(now)
    readings.addHighWater(now, target.highWaterBytes)
    readings.add(now, bytes)
    budget.count()
    for (const child of children.values()) child?.sample(now)
    if (target.replaced) replacedAtNs ??= now
    if (now >= nextTree) {
      nextTree = now + TREE_EVERY_NS
      target.findDescendants()
      for (const child of children.values()) child?.findDescendants()
    }
    if (now >= nextReport) {
      nextReport = now + REPORT_EVERY_NS
      target.checkProgram()
      follow(folder, children, includeChildren)
      report(now)
      budget.review(now)
    }
    Atomics.wait(state, 0, SAMPLING, budget.intervalMs)
  }
  report(nowNs())
}

/** Takes up the watched children that have come, and lets go of those that have ended. */
function follow(
  folder: string,
  children: Map<string, SampledProcess | null>,
  includeChildren: boolean,
): void {
  for (const { name, pid } of childTables(folder)) {
    if (!children.has(name)) children.set(name, open(folder, name, pid, includeChildren))
  }
  for (const [name, child] of children) {
    if (!child) continue
    child.checkProgram()
    if (child.isGone) {
      child.close()
      children.set(name, null)
    }
  }
}

/** `null` where the process has ended already. */
function open(folder: string, table: string, pid: number, includeChildren: boolean): SampledProcess | null {
  try {
    return new SampledProcess(folder, table, pid, includeChildren)
  } catch (error) {
    if (error instanceof Error && 'path' in error && String(error.path).startsWith('/proc/')) return null
    throw error
  }
}

function say(message: SamplerMessage): void {
  parentPort?.postMessage(message)
}

main(workerData as SamplerOptions)
