import type { PeakSnapshot } from '../story/peakSnapshot.ts'
import { PeakWatch } from '../story/peakWatch.ts'
import type { TableSnapshot } from '../tables/tableReader.ts'
import { SAMPLE, SAMPLE_CELLS, type SampleBatch } from './samplesFile.ts'
import { StackInterner } from './stackInterner.ts'

/** The program's own process where no sampler watches it: as its table was each time that the host looked. */
export class PolledProcess {
  readonly #stacks = new StackInterner()
  readonly #peaks: PeakWatch

  /** @param folder the run folder */
  constructor(folder: string) {
    this.#peaks = new PeakWatch(folder, () => performance.now())
  }

  /** What was seen at the highest point; `null` before anything was. */
  get peak(): PeakSnapshot | null {
    return this.#peaks.snapshot
  }

  /** Takes the table as it is now; returns the sample that it makes. */
  take(timeNs: number, { cells, memoryBytes, highBytes }: TableSnapshot): SampleBatch {
    const samples = new Float64Array(SAMPLE_CELLS)
    samples[SAMPLE.time] = timeNs
    samples[SAMPLE.bytes] = memoryBytes
    samples[SAMPLE.stack] = this.#stacks.nodeOf(cells)
    const level = { bytes: memoryBytes, highestBytes: highBytes, shares: () => [] }
    this.#peaks.look(timeNs, level, [
      {
        suffix: '',
        isResident: false,
        bytes: memoryBytes,
        lanes: cells,
        readTable: () => cells,
        readMemory: () => memoryBytes,
      },
    ])
    return { samples, stacks: this.#stacks.takeNew() }
  }
}
