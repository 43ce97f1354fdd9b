import { MebiError, type RunRequest, requestToKeep } from '../contract/index.ts'
import type { History } from './history.ts'
import type { SessionSecrets } from './sessionSecrets.ts'

/** How subjects were run the last time. What the history cannot keep lasts as long as the host. */
export class RememberedRequests {
  readonly #history: History
  /** What the history did not take. */
  readonly #unsaved = new Map<string, RunRequest>()

  readonly #secrets: SessionSecrets

  constructor(history: History, secrets: SessionSecrets) {
    this.#history = history
    this.#secrets = secrets
  }

  find(projectDir: string, subject: string): RunRequest | null {
    const unsaved = this.#unsaved.get(keyOf(projectDir, subject))
    if (unsaved !== undefined) return unsaved
    try {
      return this.#history.store.rememberedRequest(projectDir, subject)
    } catch (error) {
      if (error instanceof MebiError) return null
      throw error
    }
  }

  remember(projectDir: string, subject: string, request: RunRequest): void {
    const key = keyOf(projectDir, subject)
    this.#secrets.remember(request)
    try {
      this.#history.store.rememberRequest(projectDir, subject, requestToKeep(request))
      this.#unsaved.delete(key)
    } catch (error) {
      if (!(error instanceof MebiError)) throw error
      this.#unsaved.set(key, request)
    }
  }
}

function keyOf(projectDir: string, subject: string): string {
  return JSON.stringify([projectDir, subject])
}
