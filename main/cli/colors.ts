import { randomBytes } from 'node:crypto'
import picocolors from 'picocolors'
import { visible } from '../../profiler-core/report/index.ts'

const USED = ['bold', 'dim', 'red', 'green', 'yellow'] as const

export type Colors = Readonly<Record<(typeof USED)[number], (text: string) => string>>

/** Stands within the sequences that are ours, so that they are told from those of any text: nobody can guess it. */
const OURS = randomBytes(8).toString('hex')
const SEQUENCE = new RegExp(`\u001b${OURS}(\\[\\d+m)`)

/** Colours for an `Output`, which makes them those of a terminal. */
export function createColors(enabled: boolean): Colors {
  const known = picocolors.createColors(true)
  const paint = (name: (typeof USED)[number]) => {
    const [open = '', close = ''] = known[name]('\n').split('\n')
    return (text: string) => (enabled ? ours(open) + text + ours(close) : text)
  }
  return {
    bold: paint('bold'),
    dim: paint('dim'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
  }
}

function ours(sequence: string): string {
  return sequence.replace('\u001b', `\u001b${OURS}`)
}

/** Bytes of names that are not UTF-8, in the surrogate escape convention, that older terminals take for commands. */
const BYTE_COMMANDS = /[\udc80-\udc9f]/gu

/** Text as a terminal may have it: its lines, its tabs, our colours; everything else that could command it is visible. */
export function forTerminal(text: string): string {
  return text
    .split(SEQUENCE)
    .map((part, index) => (index % 2 === 1 ? `\u001b${part}` : harmless(part)))
    .join('')
}

function harmless(text: string): string {
  return visible(text).replace(BYTE_COMMANDS, (byte) => `\\x${(byte.charCodeAt(0) & 0xff).toString(16)}`)
}
