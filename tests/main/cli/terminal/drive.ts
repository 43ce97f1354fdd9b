import { fileURLToPath } from 'node:url'
import { MEBI, type Sandbox } from '../mebi.ts'

const DRIVER = fileURLToPath(new URL('drive.py', import.meta.url))

/** When a text has come, what a person does then: type something, or see drive.py. */
export type Step = readonly [
  text: string,
  action: string | { size: [rows: number, columns: number] } | { kill: 'mebi' | 'helper' },
]

export interface Driven {
  /** All that the terminal got, as it got it. */
  readonly shown: string
  /** Exit code of the command; minus a signal. */
  readonly code: number | null
  /** The terminal's modes are those from before. */
  readonly restored: boolean
  /** Steps that were not come to. */
  readonly left: readonly Step[]
}

/** Runs a command on a terminal of 30 rows and 100 columns. */
export async function drive(
  here: Sandbox,
  command: readonly string[],
  steps: readonly Step[],
): Promise<Driven> {
  const line = ['python3', DRIVER, JSON.stringify(steps), ...command]
  const { stdout, stderr } = await here.spawn(line, { env: { TERM: 'xterm' } })
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Driven
}

/** `mebi run`, whose table is not wanted. */
export const MEBI_RUN = [process.execPath, MEBI, 'run', '-o', 'table.txt'] as const

/** The same for a run. */
export function driveRun(
  here: Sandbox,
  words: readonly string[],
  steps: readonly Step[] = [],
): Promise<Driven> {
  return drive(here, [...MEBI_RUN, ...words], steps)
}

/** What is left to be read: a line that was erased, as Mebi's own, is gone. */
export function screen(shown: string): string {
  return shown
    .split('\n')
    .map((line) => line.replace(/\r+$/, '').split('\r\u001b[K').at(-1) ?? '')
    .join('\n')
}
