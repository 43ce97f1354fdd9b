import type { Page } from './page.ts'

/** The folder that a person named when starting the app, on its way to the page. */
export class InitialProject {
  readonly #page: Page
  #dir: string | null
  #isAskedFor = false

  constructor(dir: string | null, page: Page) {
    this.#dir = dir
    this.#page = page
  }

  /** The folder, once. */
  take(): string | null {
    const dir = this.#dir
    this.#dir = null
    this.#isAskedFor = true
    return dir
  }

  /** A folder that was named later. It waits for a page that has not come so far as to ask. */
  hand(dir: string): void {
    if (this.#isAskedFor && this.#page.isReady) {
      void this.#page.send({ name: 'host.openProject', payload: { dir } })
    } else this.#dir = dir
  }
}
