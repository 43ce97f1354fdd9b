import { MebiError } from '../contract/index.ts'
import type { RunStore, StoredRun } from '../store/index.ts'

/**
 * The store, opened when it is first needed. A store that cannot be opened keeps nobody from profiling: its error
 * comes up in the calls that ask for the history, and the next call tries again.
 */
export class History {
  readonly #open: () => RunStore
  #store: RunStore | null = null

  constructor(open: () => RunStore) {
    this.#open = open
  }

  /** Throws a `MebiError` where the store cannot be opened. */
  get store(): RunStore {
    this.#store ??= this.#open()
    return this.#store
  }

  /** Why nothing can be kept; `null` where all is well. */
  obstacle(): MebiError | null {
    try {
      return this.store.readOnly ? readOnly() : null
    } catch (error) {
      return expected(error)
    }
  }

  /** Keeps a run and returns its number, or why it could not. */
  keep(run: StoredRun): number | MebiError {
    try {
      return this.store.add(run)
    } catch (error) {
      return expected(error)
    }
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

function readOnly(): MebiError {
  return new MebiError(
    'database-read-only',
    'The data folder is read-only.',
    'Make it writable, or point MEBI_HOME at another folder.',
  )
}
