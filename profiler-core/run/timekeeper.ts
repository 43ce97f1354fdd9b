import { join } from 'node:path'
import type { RunRequest, RunWarning } from '../contract/index.ts'
import { Sampler, samplerUrl } from './sampler.ts'
import type { SamplerReport } from './samplerMessages.ts'
import { SamplesFile } from './samplesFile.ts'
import { TimelineBuilder } from './timelineBuilder.ts'

export interface TimekeeperOptions {
  folder: string
  request: RunRequest
  /** File of the sampler's thread, where it does not lie beside this module. */
  url: URL | undefined
}

/**
 * The memory of a run over time: sampled from outside where the backend is `rss` and the system lets one process see
 * another's memory (Linux), else what the agent itself read last.
 */
export class Timekeeper {
  readonly timeline = new TimelineBuilder()
  readonly #folder: string
  readonly #warnings = new Map<string, RunWarning>()
  readonly #sampler: Sampler | null = null
  /** Whether the timeline is made of the agent's readings. */
  #usesReadings = false
  /** Written by this side where no sampler writes it. */
  #file: SamplesFile | null = null
  #highWaterBytes = 0

  constructor({ folder, request, url }: TimekeeperOptions) {
    this.#folder = folder
    if (request.backend !== 'rss') {
      this.#usesReadings = true
    } else if (process.platform !== 'linux') {
      this.#usesReadings = true
      this.#warn(
        'no-sampler',
        'On this system memory cannot be sampled from outside: peaks within a line may be missed.',
      )
    } else {
      this.#sampler = new Sampler(
        url ?? samplerUrl(),
        { folder, includeChildren: request.includeChildren },
        {
          onReport: (report) => this.#take(report),
          onFailure: (error) => {
            this.#usesReadings = true
            this.#warn(
              'no-sampler',
              `The sampler failed (${String(error)}): peaks within a line may be missed.`,
            )
          },
        },
      )
    }
  }

  /** Resolves when all is ready for the program to start. */
  async ready(): Promise<void> {
    await this.#sampler?.ready()
  }

  /** The program has started; `startedNs` is `process.hrtime` then. The run folder exists by now. */
  begin(pid: number, startedNs: bigint): void {
    this.#sampler?.begin(pid, startedNs)
  }

  /** What there is to say about the measurement. */
  get warnings(): RunWarning[] {
    return [...this.#warnings.values()]
  }

  /** The kernel's high-water mark, bytes; 0 where unknown. */
  get highWaterBytes(): number {
    return this.#highWaterBytes
  }

  /** Highest memory so far, bytes. */
  get peakBytes(): number {
    return Math.max(this.timeline.peakBytes, this.#highWaterBytes)
  }

  /** The agent's last reading: a point of the timeline where there is no sampler. */
  takeReading(timeNs: number, bytes: number): void {
    if (!this.#usesReadings || bytes === 0) return
    this.timeline.add(timeNs, bytes)
    this.#file ??= new SamplesFile(join(this.#folder, 'samples.bin'), (error) =>
      this.#warnOfDisk(String(error)),
    )
    this.#file.append(Float64Array.of(timeNs, bytes))
  }

  /** Ends the sampling; resolves when all that was sampled is in the timeline. */
  async stop(): Promise<void> {
    await this.#sampler?.stop()
  }

  /** Lets go of the file; no more readings are taken. */
  close(): void {
    this.#usesReadings = false
    this.#file?.close()
  }

  #take({ samples, highWaterBytes, replacedAtNs, writeProblem }: SamplerReport): void {
    for (let index = 0; index + 1 < samples.length; index += 2) {
      this.timeline.add(samples[index] ?? 0, samples[index + 1] ?? 0)
    }
    this.#highWaterBytes = Math.max(this.#highWaterBytes, highWaterBytes)
    if (writeProblem !== null) this.#warnOfDisk(writeProblem)
    if (replacedAtNs !== null) {
      this.#warn(
        'exec',
        'The program replaced itself with another program (exec): no line was watched since.',
        replacedAtNs,
      )
    }
  }

  #warnOfDisk(reason: string): void {
    this.#warn('not-recorded', `The memory over time could not be recorded on disk as it went (${reason}).`)
  }

  #warn(code: string, message: string, atNs: number | null = null): void {
    if (!this.#warnings.has(code)) this.#warnings.set(code, { code, message, atNs })
  }
}
