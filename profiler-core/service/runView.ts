import type { ActiveRun, FunctionResult, OutputChunk } from '../contract/index.ts'
import type { RunEvent } from '../run/plan.ts'

/** So much of the latest output is shown to a page that comes later, in characters: a mebibyte of plain text. */
const SHOWN_OUTPUT = 2 ** 20
/** Neighbouring pieces of one stream are joined up to about this length. */
const PIECE = 65_536

/** Where a run stands by the events that were told of it: what a page knows that has heard them all. */
export class RunView {
  readonly about: Pick<ActiveRun, 'key' | 'pid' | 'request' | 'startedAt'>
  readonly #functions = new Map<string, FunctionResult>()
  readonly #output: OutputChunk[] = []
  #outputLength = 0
  #memory: Pick<ActiveRun, 'elapsedNs' | 'bytes' | 'firstProcessBytes' | 'peakBytes' | 'line'> = {
    elapsedNs: 0,
    bytes: 0,
    firstProcessBytes: 0,
    peakBytes: 0,
    line: null,
  }

  constructor(about: Pick<ActiveRun, 'key' | 'pid' | 'request' | 'startedAt'>) {
    this.about = about
  }

  take(event: RunEvent): void {
    switch (event.type) {
      case 'lines':
        for (const each of event.functions) this.#functions.set(identity(each), each)
        break
      case 'memory': {
        const { type: _, ...memory } = event
        this.#memory = memory
        break
      }
      case 'output':
        this.#addOutput(event)
        break
      case 'started':
        break
    }
  }

  now(): ActiveRun {
    return {
      ...this.about,
      ...this.#memory,
      functions: [...this.#functions.values()],
      output: this.#output.map(({ stream, text }) => ({ stream, text })),
    }
  }

  #addOutput({ stream, text }: OutputChunk): void {
    const last = this.#output.at(-1)
    if (last?.stream === stream && last.text.length + text.length <= PIECE) last.text += text
    else this.#output.push({ stream, text })
    this.#outputLength += text.length
    while (this.#outputLength > SHOWN_OUTPUT) this.#outputLength -= this.#output.shift()?.text.length ?? 0
  }
}

function identity({ file, name, firstLine }: FunctionResult): string {
  return `${firstLine} ${name} ${file}`
}
