import { InvalidArgumentError } from 'commander'
import { memorySize } from '../../profiler-core/contract/memorySize.ts'

const MAX_PRECISION = 10
/** A timer of Node holds no more: 24 days. */
const MAX_TIMEOUT_SECONDS = 2_147_483

// What the values of options are read by: each throws a sentence that commander prints behind the option's name.

/** For an option that may be given several times. */
export function collect(value: string, earlier: string[] | undefined): string[] {
  if (value === '') throw new InvalidArgumentError('It must not be empty.')
  return [...(earlier ?? []), value]
}

/** How often an option was given. */
export function count(_: string, earlier: number | undefined): number {
  return (earlier ?? 0) + 1
}

export function parsePrecision(text: string): number {
  const digits = Number(text)
  if (/^\d+$/.test(text) && digits <= MAX_PRECISION) return digits
  throw new InvalidArgumentError(`It must be a number from 0 to ${MAX_PRECISION}.`)
}

export function parseTimeout(text: string): number {
  const seconds = Number(text)
  if (/^\d*\.?\d+$/.test(text) && seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds
  throw new InvalidArgumentError(
    `It must be a number of seconds above 0, at most ${MAX_TIMEOUT_SECONDS} (24 days).`,
  )
}

/** An amount of memory above 0, in bytes. */
export function parseSize(text: string): number {
  const bytes = memorySize(text)
  if (typeof bytes === 'number') return bytes
  throw new InvalidArgumentError(bytes.problem)
}

export function parseCount(text: string): number {
  const number = Number(text)
  if (/^[1-9]\d*$/.test(text) && number < 2 ** 31) return number
  throw new InvalidArgumentError('It must be a number above 0.')
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a number from 0 (any that is free) to 65535.')
}

/** How much data there is: a number, with an exponent if need be (`1e6`), `_` between digits as in Python. */
export function parseDataSize(text: string): number {
  const size = Number(text.replace(/(?<=\d)_(?=\d)/g, ''))
  if (/^[\d._]*\d(?:\.|e\+?\d+)?$/i.test(text) && size > 0 && Number.isFinite(size)) return size
  throw new InvalidArgumentError('It must be a number above 0; --data-unit says of what.')
}

/** As many runs as one can wait for. */
const MAX_REPEAT = 50

export function parseRepeat(text: string): number {
  const times = Number(text)
  if (/^[1-9]\d*$/.test(text) && times <= MAX_REPEAT) return times
  throw new InvalidArgumentError(`It must be a number from 1 to ${MAX_REPEAT}.`)
}

/** Text that a person gives a name by. */
export function parseText(text: string): string {
  if (text.trim() !== '') return text
  throw new InvalidArgumentError('It must not be empty.')
}
