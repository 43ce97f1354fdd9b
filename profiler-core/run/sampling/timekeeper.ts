import { join } from 'node:path'
import type { PeakReport, RunRequest, RunWarning } from '../../contract/index.ts'
import { markOf } from '../family/mark.ts'
import { readPeak } from '../story/peakFile.ts'
import { peakReport } from '../story/peakReport.ts'
import type { PeakSnapshot } from '../story/peakSnapshot.ts'
import type { TableSnapshot } from '../tables/tableReader.ts'
import { PolledProcess } from './polledProcess.ts'
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

/** What is not known where only the agent measures. */
const FIRST_ONLY = 'the peak is that of the first process alone'

/**
 * The memory of a run over time, and its highest point: sampled from outside where the system lets one process see another's
 * memory (Linux), else what the agent itself read last.
 */
export class Timekeeper {
  readonly timeline = new TimelineBuilder()
  readonly #folder: string
  readonly #warnings = new Map<string, RunWarning>()
  readonly #sampler: Sampler | null = null
  /** Whether the timeline is made of the agent's readings. */
  #usesReadings = false
  #isClosed = false
  /** Written by this side where no sampler writes it. */
  #file: SamplesFile | null = null
  readonly #polled: PolledProcess
  #peak: PeakSnapshot | null = null
  #firstHighBytes = 0

  constructor({ folder, request, url }: TimekeeperOptions) {
    this.#folder = folder
    this.#polled = new PolledProcess(folder)
    const isResident = request.backend === 'rss'
    if (process.platform !== 'linux') {
      this.#usesReadings = true
      if (isResident) {
        this.#warn(
          'no-sampler',
          `On this system memory cannot be sampled from outside: peaks within a line may be missed, and ${FIRST_ONLY}.`,
        )
      }
    } else {
      this.#sampler = new Sampler(
        url ?? samplerUrl(),
        {
          folder,
          backend: request.backend,
          includeChildren: request.includeChildren,
          mark: markOf(folder),
        },
        {
          onReport: (report) => this.#take(report),
          onFailure: (error) => {
            this.#usesReadings = true
            const lost = isResident
              ? 'peaks within a line may be missed'
              : 'memory over time is known ten times a second only'
            this.#warn('no-sampler', `The sampler failed (${String(error)}): ${lost}, and ${FIRST_ONLY}.`)
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

  /** Whether the processes that the first one starts are looked at. */
  get countsOthers(): boolean {
    return !this.#usesReadings
  }

  /** Highest memory of the first process by itself, bytes; 0 where unknown. */
  get firstPeakBytes(): number {
    return Math.max(this.timeline.firstPeakBytes, this.#firstHighBytes)
  }

  /** The agent's last reading: a point of the timeline where there is no sampler. */
  takeReading(timeNs: number, table: TableSnapshot | null): void {
    if (!this.#usesReadings || this.#isClosed || table === null || table.memoryBytes === 0) return
    this.#file ??= new SamplesFile(join(this.#folder, 'samples.bin'), false, (error) =>
      this.#warnOfDisk(String(error)),
    )
    const batch = this.#polled.take(timeNs, table)
    this.timeline.take(batch)
    this.#file.append(batch)
  }

  /** Who held the memory at the highest point of the run; `null` where nothing was measured. */
  peak(): PeakReport | null {
    const kept = this.#peak ?? this.#polled.peak ?? readPeak(join(this.#folder, 'peak.bin'))
    return peakReport(kept, this.#folder)
  }

  /** Ends the sampling; resolves when all that was sampled is in the timeline. */
  async stop(): Promise<void> {
    await this.#sampler?.stop()
  }

  /** Lets go of the file; no more readings are taken. */
  close(): void {
    this.#isClosed = true
    this.#file?.close()
  }

  #take({ firstHighBytes, replacedAtNs, writeProblem, peak, ...batch }: SamplerReport): void {
    this.timeline.take(batch)
    this.#peak = peak ?? this.#peak
    this.#firstHighBytes = Math.max(this.#firstHighBytes, firstHighBytes)
    if (writeProblem !== null) this.#warnOfDisk(writeProblem)
    if (replacedAtNs === null) {
      this.#warnings.delete('exec') // the other program is watched, too
    } else {
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
