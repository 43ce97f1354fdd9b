import { MebiError, type StoredRun } from '../contract/index.ts'
import type { RunStore } from '../store/index.ts'

/**
 * The store, opened when it is first needed. A store that cannot be opened keeps nobody from profiling: its error
 * comes up in the calls that ask for the history, and the next call tries again.
 */
export class History {
  readonly #open: () => RunStore
  readonly #onChange: () => void
  #store: RunStore | null = null

  /** `onChange` is called when the history is another one than before. */
  constructor(open: () => RunStore, onChange: () => void = () => {}) {
    this.#open = open
    this.#onChange = onChange
  }

  /** Throws a `MebiError` where the store cannot be opened. */
  get store(): RunStore {
    this.#store ??= this.#open()
    return this.#store
  }

  /** Why nothing can be kept; `null` where all is well. */
  obstacle(): MebiError | null {
    try {
      return this.#withRoom().obstacle
    } catch (error) {
      return expected(error)
    }
  }

  /** Keeps a run and returns its number, or why it could not. */
  keep(run: StoredRun): number | MebiError {
    try {
      return this.change((store) => store.add(run))
    } catch (error) {
      return expected(error)
    }
  }

  /** The store, opened anew where there was no room for it to be written: there may be some now. */
  #withRoom(): RunStore {
    if (this.#store?.obstacle?.code === 'disk-full') this.close()
    return this.store
  }

  /** Does something that makes the history another one; 0 where nothing came of it. */
  change<T>(work: (store: RunStore) => T): T {
    const result = work(this.#withRoom())
    if (result !== 0) this.#onChange()
    return result
  }

  /** The interpreter chosen for a project; `null` also where the store cannot say. */
  interpreterChoice(projectDir: string): string | null {
    try {
      return this.store.interpreterChoice(projectDir)
    } catch (error) {
      expected(error)
      return null
    }
  }

  close(): void {
    this.#store?.close()
    this.#store = null
  }
}

function expected(error: unknown): MebiError {
  if (error instanceof MebiError) return error
  throw error
}
