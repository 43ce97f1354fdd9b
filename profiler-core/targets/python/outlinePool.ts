import { Worker } from 'node:worker_threads'
import { type FileOutline, type FileText, MebiError, type ProjectFiles } from '../../contract/index.ts'
import { concurrently } from './concurrently.ts'
import { type Job, type JobResult, tooMuch, weightOfAll } from './sourceReading.ts'

/** As many as help on the machines that people have, and leave them something for their own programs. */
const MOST_WORKERS = 2
/** Files of one job: little enough that a file that is to be shown need not wait. */
const FILES_PER_JOB = 25
/** What one answer may hold, in characters: three times that of ten thousand files of thirty functions. */
const MOST_ANSWERED = 200_000_000

interface Pending {
  readonly job: Job
  readonly resolve: (result: never) => void
  readonly reject: (error: unknown) => void
}

/** The file of the thread: beside this one, as a source or as what the build makes of it. */
function besideThis(): URL {
  const name = import.meta.url.endsWith('.ts') ? 'outlineWorker.ts' : 'outlineWorker.mjs'
  return new URL(name, import.meta.url)
}

/** Threads that list, read and parse sources; started when they are first needed. */
export class OutlinePool {
  readonly #url: URL
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Pending>()
  #waiting: Pending[] = []

  constructor(url: URL = besideThis()) {
    this.#url = url
  }

  /** The Python files of a project (real path), as `projectFiles` lists them. */
  async files(projectDir: string): Promise<ProjectFiles> {
    return this.#do({ kind: 'files', projectDir })
  }

  /** What files define, in their order. `projectDir`: real path. */
  async outline(projectDir: string, files: readonly string[]): Promise<FileOutline[]> {
    const parts: (readonly string[])[] = []
    for (let start = 0; start < files.length; start += FILES_PER_JOB)
      parts.push(files.slice(start, start + FILES_PER_JOB))
    let room = MOST_ANSWERED
    const outlines = await concurrently(MOST_WORKERS, parts, async (part) => {
      if (room <= 0) return part.map(tooMuch)
      const outlined = await this.#do({ kind: 'outline', projectDir, files: part })
      for (const { items } of outlined) room -= weightOfAll(items)
      return outlined
    })
    return outlines.flat()
  }

  /**
   * The text of a file of a project (real path).
   *
   * @throws MebiError `file-missing`, `file-outside`, `file-unreadable`, `file-too-large`, `file-binary`
   */
  async read(projectDir: string, file: string): Promise<FileText> {
    const result = await this.#do({ kind: 'read', projectDir, file })
    if ('code' in result) throw new MebiError(result.code, result.message, result.hint)
    return result
  }

  /** Ends the threads; what they were asked for fails. */
  async close(): Promise<void> {
    for (const { reject } of this.#waiting.splice(0)) reject(closed())
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()]
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #do<J extends Job>(job: J): Promise<JobResult<J>> {
    return new Promise((resolve, reject) => {
      const pending = { job, resolve, reject }
      // Somebody waits for a file, or a list of files, that is to be shown.
      if (job.kind === 'outline') this.#waiting.push(pending)
      else this.#waiting.unshift(pending)
      this.#next()
    })
  }

  #next(): void {
    if (this.#waiting.length === 0) return
    try {
      const worker = this.#idle.pop() ?? this.#start()
      const pending = worker && this.#waiting.shift()
      if (!worker || !pending) return
      this.#busy.set(worker, pending)
      worker.ref()
      worker.postMessage(pending.job)
    } catch (error) {
      for (const { reject } of this.#waiting.splice(0)) reject(error)
    }
  }

  #start(): Worker | null {
    if (this.#busy.size >= MOST_WORKERS) return null
    const worker = new Worker(this.#url)
    worker.on('message', (result: unknown) => {
      this.#busy.get(worker)?.resolve(result as never)
      this.#busy.delete(worker)
      worker.unref()
      this.#idle.push(worker)
      this.#next()
    })
    // `exit` follows.
    worker.on('error', (error) => this.#busy.get(worker)?.reject(error))
    worker.on('exit', () => {
      this.#busy.get(worker)?.reject(closed())
      this.#busy.delete(worker)
      const index = this.#idle.indexOf(worker)
      if (index >= 0) this.#idle.splice(index, 1)
      this.#next()
    })
    return worker
  }
}

function closed(): MebiError {
  return new MebiError('closed', 'Mebi is closing.')
}
