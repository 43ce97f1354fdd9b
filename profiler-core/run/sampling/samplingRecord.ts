import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { type ProcessShare, writePeak } from '../story/peakSnapshot.ts'
import { type Level, PeakWatch } from '../story/peakWatch.ts'
import type { FamilyMemory } from './familyMemory.ts'
import { HeapTogether } from './heapTogether.ts'
import { Backlog, type Reading, Readings } from './readings.ts'
import type { SampledProcess } from './sampledProcess.ts'
import type { SamplerReport } from './samplerMessages.ts'
import { SamplesFile } from './samplesFile.ts'
import { StackInterner } from './stackInterner.ts'

/** What the sampler has seen, for the host and for the run folder. */
export class SamplingRecord {
  readonly #folder: string
  readonly #file: SamplesFile
  readonly #readings = new Readings()
  readonly #backlog = new Backlog()
  readonly #stacks = new StackInterner()
  readonly #peaks: PeakWatch
  readonly #family: FamilyMemory
  readonly #heap: HeapTogether
  #reading: Reading = { bytes: 0, childrenBytes: 0, residentBytes: 0, stack: 0 }
  #replacedAtNs: number | null = null
  #writeProblem: string | null = null
  #peakVersion = 0

  constructor(folder: string, family: FamilyMemory) {
    this.#folder = folder
    this.#family = family
    this.#heap = new HeapTogether(folder)
    this.#peaks = new PeakWatch(folder, () => performance.now())
    this.#file = new SamplesFile(join(folder, 'samples.bin'), true, (error) => {
      this.#writeProblem = String(error)
    })
  }

  /** Takes note of what was just sampled. */
  take(nowNs: number, target: SampledProcess, children: readonly SampledProcess[]): void {
    this.#replacedAtNs = target.replaced ? (this.#replacedAtNs ?? nowNs) : null
    if (target.isGone) return
    const others =
      target.backend === 'heap'
        ? { bytes: this.#heap.besides(children), missedBytes: 0 }
        : this.#family.read(nowNs, target.pid, target.ownBytes)
    // With `uss` and `pss` the agent has them in its own reading already, where it was asked to.
    const isIncluded = target.includesChildren && !target.isResident
    const childrenBytes = isIncluded ? Math.min(others.bytes, target.ownBytes) : others.bytes
    const bytes = target.ownBytes - (isIncluded ? childrenBytes : 0)
    // What is known of before is told with what executed then, and with what was there then and still is.
    const before = { ...this.#reading, childrenBytes: Math.min(this.#reading.childrenBytes, childrenBytes) }
    if (!isIncluded) this.#readings.addHighWater(nowNs, target.ownHighestBytes, before)
    const stack = target.isWatched ? this.#stacks.nodeOf(target.lanes) : 0
    const residentBytes = target.isResident ? 0 : target.residentBytes
    this.#reading = { bytes, childrenBytes, residentBytes, stack }
    this.#readings.add(nowNs, this.#reading)
    if (others.missedBytes > 0) {
      this.#readings.addMissed(nowNs, childrenBytes + others.missedBytes, this.#reading)
    }
    if (!target.includesChildren) {
      // What a child has had by itself, all had together.
      for (const child of children) {
        this.#readings.addMissed(nowNs, child.highestBytes - bytes, this.#reading)
      }
    }
    this.#peaks.look(nowNs, this.#levelOf(target, children), processesOf(target, children))
  }

  report(nowNs: number): SamplerReport {
    const samples = this.#readings.take(nowNs)
    const stacks = this.#stacks.takeNew()
    this.#file.append({ samples: this.#backlog.add(samples, nowNs), stacks })
    const { credit } = this.#peaks
    if (credit.isLeft) credit.spend(() => this.#writePeak())
    return {
      samples,
      stacks,
      firstHighBytes: this.#readings.highestBytes,
      replacedAtNs: this.#replacedAtNs,
      writeProblem: this.#writeProblem,
      peak: null,
    }
  }

  /** The last report. */
  finish(nowNs: number, target: SampledProcess, children: readonly SampledProcess[]): SamplerReport {
    target.readLanes()
    if (!target.includesChildren || target.isResident) {
      this.#readings.addHighWater(nowNs, target.ownHighestBytes, this.#reading)
    }
    const processes = processesOf(target, children)
    const level = this.#levelOf(target, children)
    this.#peaks.look(nowNs, level, processes)
    this.#peaks.finish(level, processes)
    this.#writePeak()
    const report = this.report(nowNs)
    this.#file.append({ samples: this.#backlog.flush(nowNs), stacks: new Float64Array() })
    this.#file.close()
    return { ...report, peak: this.#peaks.snapshot }
  }

  #levelOf(target: SampledProcess, children: readonly SampledProcess[]): Level {
    const { bytes, childrenBytes } = this.#reading
    return {
      bytes: bytes + childrenBytes,
      highestBytes: this.#readings.togetherHighestBytes,
      shares: () =>
        target.backend === 'heap' ? heapShares(target, children) : this.#family.shares(target.pid),
    }
  }

  /** Returns how many bytes were written. */
  #writePeak(): number {
    const { snapshot, version } = this.#peaks
    if (snapshot === null || version === this.#peakVersion) return 0
    this.#peakVersion = version
    try {
      return writePeak(join(this.#folder, 'peak.bin'), snapshot)
    } catch (error) {
      this.#writeProblem ??= String(error)
      return 0
    }
  }
}

function heapShares(target: SampledProcess, children: readonly SampledProcess[]): ProcessShare[] {
  if (children.length === 0) return []
  return [target, ...children].map(({ pid, bytes }) => ({ pid, bytes, command: '' }))
}

/** After an `exec`, rows are no longer what is executing. */
function processesOf(target: SampledProcess, children: readonly SampledProcess[]): SampledProcess[] {
  return [target, ...children.filter((child) => child.isWatched && !child.isGone)]
}
