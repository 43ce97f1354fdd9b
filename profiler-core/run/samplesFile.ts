import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'

/** Readings as pairs of nanoseconds since the start of the run and bytes, ascending by time. */
export type Samples = Float64Array

/** The timeline on disk, so that it outlives the host. A disk that fails is told once; the run goes on. */
export class SamplesFile {
  readonly #onProblem: (error: unknown) => void
  #fd: number | null = null

  constructor(path: string, onProblem: (error: unknown) => void) {
    this.#onProblem = onProblem
    try {
      this.#fd = openSync(path, 'a', 0o600)
    } catch (error) {
      onProblem(error)
    }
  }

  append(samples: Samples): void {
    if (this.#fd === null) return
    try {
      writeSync(this.#fd, new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength))
    } catch (error) {
      this.close()
      this.#onProblem(error)
    }
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }
}

/** The readings that a run folder has; none where there is no such file. */
export function readSamplesFile(path: string): Samples {
  try {
    const bytes = readFileSync(path)
    const whole = bytes.length - (bytes.length % 16)
    return new Float64Array(new Uint8Array(bytes.subarray(0, whole)).buffer)
  } catch {
    return new Float64Array()
  }
}
