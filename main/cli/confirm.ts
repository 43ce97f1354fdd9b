import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Output } from './output.ts'

/** Whether somebody is there to be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true
}

/** Asks on standard error; anything but a yes, Ctrl-C and the end of the input too, is a no. */
export async function confirm(err: Output, question: string): Promise<boolean> {
  // Without `output`, the terminal itself takes the line, and Ctrl-C is what it is elsewhere.
  const lines = createInterface({ input: process.stdin })
  err.write(`${question} [y/N] `)
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(''))
  })
  lines.close()
  return /^\s*y(es)?\s*$/i.test(answer)
}
