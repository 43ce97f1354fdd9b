import { ipcMain } from 'electron'
import { z } from 'zod'
import { channels } from '../../profiler-core/contract/channels.ts'
import { type Json, type Result, toJson } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { pageEvents } from '../pageEvents.ts'
import type { HostCalls } from './hostCalls.ts'
import type { Log } from './log.ts'
import type { Page } from './page.ts'

const Message = z.tuple([z.string(), z.unknown()])

/** So long the page may take for one event; programs whose output it does not take wait meanwhile. */
const PATIENCE_MS = 30_000

/** Answers the calls of the page, and of nobody else. */
export function answerCalls(page: Page, service: ProfilerService, host: HostCalls, log: Log): void {
  const answer = (channel: string, dispatch: (name: string, input: unknown) => Promise<Result<unknown>>) =>
    ipcMain.handle(channel, async (event, ...args: unknown[]) => {
      if (!page.isSender(event)) {
        log.warn(`refused a call from ${event.senderFrame?.url ?? 'a page that is gone'}`)
        return failure('forbidden', 'Only the page of Mebi may call.')
      }
      const message = Message.safeParse(args)
      if (!message.success) return failure('invalid-input', 'A call has a name and an input.')
      return toJson(await dispatch(...message.data))
    })
  answer(channels.call, (name, input) => service.dispatch(name, input))
  answer(channels.host, (name, input) => host.dispatch(name, input))
}

/** Tells the page what happens in the core. One that does not take it for too long is loaded anew. */
export function tellPage(page: Page, service: ProfilerService, log: Log): void {
  let isTold = false
  page.onReady(() => {
    if (isTold) return
    isTold = true
    const onLost = () => {
      isTold = false
      log.error('the page takes no events')
      page.crash()
    }
    pageEvents(service, (event) => page.send(event), { onLost, patienceMs: PATIENCE_MS })
  })
}

function failure(code: string, message: string): Json<Result<never>> {
  return toJson({ ok: false, error: { code, message, hint: null } })
}
