import { type BrowserWindow, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { z } from 'zod'
import { channels } from '../../profiler-core/contract/channels.ts'
import { type AnyEvent, toJson } from '../../profiler-core/contract/index.ts'
import { isOurs } from './origin.ts'

const Taken = z.tuple([z.number().int()])

/** The page in the window, as the place that events go to. */
export class Page {
  readonly #window: BrowserWindow
  /** Events that the page has not taken yet. */
  readonly #sent = new Map<number, () => void>()
  readonly #onReady: (() => void)[] = []
  #number = 0
  #isReady = false

  constructor(window: BrowserWindow) {
    this.#window = window
    ipcMain.on(channels.ready, (event) => {
      if (this.isSender(event)) this.#begin()
    })
    ipcMain.on(channels.taken, (event, ...args: unknown[]) => {
      const taken = Taken.safeParse(args)
      if (taken.success && this.isSender(event)) this.#settle(taken.data[0])
    })
    window.webContents.on('render-process-gone', () => this.#end())
    window.webContents.on('destroyed', () => this.#end())
  }

  /** The page is loaded, and hears what is sent to it. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Calls back each time that the page was loaded. */
  onReady(listener: () => void): void {
    this.#onReady.push(listener)
  }

  /** Resolves when the page has taken the event, or is gone. */
  send(event: AnyEvent): Promise<void> {
    if (!this.#isReady) return Promise.resolve()
    return new Promise((resolve) => {
      this.#number += 1
      this.#sent.set(this.#number, resolve)
      this.#window.webContents.send(channels.event, this.#number, toJson(event))
    })
  }

  /** Ends a page that hangs; it is loaded again as after any crash. */
  crash(): void {
    if (!this.#window.isDestroyed()) this.#window.webContents.forcefullyCrashRenderer()
  }

  /** Whether a message came from the window's own page: not from a frame in it, another window, or another address. */
  isSender({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
    if (this.#window.isDestroyed() || sender !== this.#window.webContents || senderFrame === null)
      return false
    return senderFrame === sender.mainFrame && isOurs(senderFrame.url)
  }

  #settle(number: number): void {
    this.#sent.get(number)?.()
    this.#sent.delete(number)
  }

  #begin(): void {
    // What the page before this one has not taken, none ever will.
    this.#end()
    this.#isReady = true
    for (const listener of this.#onReady) listener()
  }

  #end(): void {
    this.#isReady = false
    for (const number of this.#sent.keys()) this.#settle(number)
  }
}
