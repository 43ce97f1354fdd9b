import { describe } from 'vitest'
import type { AnyEvent } from '../../profiler-core/contract/index.ts'
import { callFromPage } from '../e2e/app.ts'
import { electronMissing, launchApp } from '../e2e/electron.ts'
import { contractSuite } from './suite.ts'

declare global {
  interface Window {
    readonly hear: (event: string) => Promise<void>
  }
}

const missing = electronMissing()

describe.skipIf(missing !== null)(`the desktop app${missing === null ? '' : ` (${missing})`}`, () => {
  contractSuite(async (home) => {
    const { electron, page, kill } = await launchApp({ home })
    const events: AnyEvent[] = []
    await page.exposeFunction('hear', (event: string) => {
      events.push(JSON.parse(event) as AnyEvent)
    })
    await page.evaluate(() => {
      window.mebi?.subscribe((event) => void window.hear(event))
    })
    return {
      dispatch: (name, input) => callFromPage(page, name, input),
      events,
      close: async () => {
        const closed = electron.waitForEvent('close', { timeout: 15_000 }).catch(kill)
        electron.process().kill('SIGTERM')
        await closed
      },
    }
  })
})
