import { performance } from 'node:perf_hooks'
import { parentPort, workerData } from 'node:worker_threads'
import { allProcesses, ProcessFamily } from '../family/processFamily.ts'
import { type MemoryLimitOptions, watchMemory } from '../limits/memoryLimit.ts'
import { buffersOf } from '../story/peakSnapshot.ts'
import { FamilyMemory } from './familyMemory.ts'
import { Children, type OpenProcess } from './sampledChildren.ts'
import { SampledProcess, type SampledProcessOptions } from './sampledProcess.ts'
import { CpuBudget } from './samplerBudget.ts'
import {
  ENDING,
  SAMPLING,
  type SamplerMessage,
  type SamplerOptions,
  samplerControl,
  WAITING,
} from './samplerMessages.ts'
import { SamplingRecord } from './samplingRecord.ts'

/** The sampler's thread: no event loop, so that nothing the host does delays a reading. */

const REPORT_EVERY_NS = 100_000_000

function main({ folder, backend, includeChildren, mark, control }: SamplerOptions): void {
  const { state, startedNs } = samplerControl(control)
  const strangers = allProcesses()
  say('ready')
  Atomics.wait(state, 0, WAITING)
  if (Atomics.load(state, 0) === ENDING) return
  const start: OpenProcess = (suffix, pid) => open({ folder, suffix, pid, backend, includeChildren })
  const target = start('', state[1] ?? 0)
  if (target === null) return
  const offsetNs = Number(process.hrtime.bigint() - (startedNs[0] ?? 0n)) - performance.now() * 1e6
  const nowNs = () => performance.now() * 1e6 + offsetNs
  const children = new Children(folder, includeChildren, start)
  const budget = new CpuBudget()
  const family = new ProcessFamily(state[1] ?? 0, mark, strangers)
  const memory = new FamilyMemory(family, backend === 'heap' ? 'rss' : backend, () => performance.now())
  const record = new SamplingRecord(folder, memory)
  let nextReport = 0

  while (Atomics.load(state, 0) === SAMPLING) {
    const now = nowNs()
    target.sample(now)
    budget.count()
    children.sample(now, nowNs)
    if (backend !== 'heap') memory.follow(now, nowNs)
    record.take(now, target, children.living)
    if (includeChildren) target.findDescendants(now, nowNs)
    if (now >= nextReport) {
      nextReport = now + REPORT_EVERY_NS
      target.checkProgram()
      children.follow()
      say(record.report(now))
      budget.review(now)
    }
    Atomics.wait(state, 0, SAMPLING, budget.intervalMs)
  }
  const last = record.finish(nowNs(), target, children.living)
  memory.close()
  say(last, last.peak ? buffersOf(last.peak) : [])
}

/** `null` where the process has ended already. */
function open(options: SampledProcessOptions): SampledProcess | null {
  try {
    return new SampledProcess(options)
  } catch (error) {
    if (error instanceof Error && 'path' in error && String(error.path).startsWith('/proc/')) return null
    throw error
  }
}

function say(message: SamplerMessage, transferred: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transferred)
}

const given = workerData as SamplerOptions | MemoryLimitOptions
if ('limitBytes' in given) watchMemory(given, () => say('ready'))
else main(given)
