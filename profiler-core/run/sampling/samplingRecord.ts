import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { writePeak } from '../story/peakSnapshot.ts'
import { PeakWatch } from '../story/peakWatch.ts'
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
  #reading: Reading = { bytes: 0, childrenBytes: 0, residentBytes: 0, stack: 0 }
  #replacedAtNs: number | null = null
  #writeProblem: string | null = null
  #peakVersion = 0

  constructor(folder: string) {
    this.#folder = folder
    this.#peaks = new PeakWatch(folder, () => performance.now())
    this.#file = new SamplesFile(join(folder, 'samples.bin'), (error) => {
      this.#writeProblem = String(error)
    })
  }

  /** Takes note of what was just sampled. */
  take(nowNs: number, target: SampledProcess, children: readonly SampledProcess[]): void {
    this.#replacedAtNs = target.replaced ? (this.#replacedAtNs ?? nowNs) : null
    if (target.isGone) return
    const { bytes, residentBytes, childrenBytes, isResident } = target
    // What is known of before is told with what executed then.
    this.#readings.addHighWater(nowNs, target.highestBytes, this.#reading)
    const stack = target.isWatched ? this.#stacks.nodeOf(target.lanes) : 0
    this.#reading = { bytes, childrenBytes, residentBytes: isResident ? 0 : residentBytes, stack }
    this.#readings.add(nowNs, this.#reading)
    this.#peaks.look(nowNs, target.highestBytes, processesOf(target, children))
  }

  report(nowNs: number, { highWaterBytes }: SampledProcess): SamplerReport {
    const samples = this.#readings.take(nowNs)
    const stacks = this.#stacks.takeNew()
    this.#file.append({ samples: this.#backlog.add(samples, nowNs), stacks })
    if (this.#peaks.hasCredit) this.#peaks.spend(() => this.#writePeak())
    return {
      samples,
      stacks,
      highWaterBytes,
      replacedAtNs: this.#replacedAtNs,
      writeProblem: this.#writeProblem,
      peak: null,
    }
  }

  /** The last report. */
  finish(nowNs: number, target: SampledProcess, children: readonly SampledProcess[]): SamplerReport {
    target.readLanes()
    this.#readings.addHighWater(nowNs, target.highestBytes, this.#reading)
    const processes = processesOf(target, children)
    this.#peaks.look(nowNs, target.highestBytes, processes)
    this.#peaks.finish(processes)
    this.#writePeak()
    const report = this.report(nowNs, target)
    this.#file.append({ samples: this.#backlog.flush(nowNs), stacks: new Float64Array() })
    this.#file.close()
    return { ...report, peak: this.#peaks.snapshot }
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

/** After an `exec`, rows are no longer what is executing. */
function processesOf(target: SampledProcess, children: readonly SampledProcess[]): SampledProcess[] {
  return [target, ...children.filter((child) => child.isWatched && !child.isGone)]
}
