import { type GivenFile, invalid, quoted } from '../problem.ts'

/** Memory at a moment. */
export interface Sample {
  /** Seconds since 1970. */
  readonly time: number
  readonly bytes: number
  /** Of all child processes together. */
  readonly childrenBytes: number
}

/** A call of a function that `mprof` was told of. */
export interface Call {
  /** With its module: `__main__.load`. */
  readonly name: string
  readonly start: number
  readonly startBytes: number
  readonly end: number
  readonly endBytes: number
}

/** What a file of `mprof run` says, in the order of the file. */
export interface MprofFile {
  /** `null` where the file does not say. */
  readonly commandLine: string | null
  readonly samples: readonly Sample[]
  /** Whether children were looked for and found. */
  readonly hasChildren: boolean
  readonly calls: readonly Call[]
}

const MIB = 2 ** 20
/** More than any machine has. */
const MOST_MIB = 1e11
/** In the year 5138. */
const LATEST = 1e11

/**
 * Reads what `mprof run` of memory_profiler writes: `CMDLINE command`, `MEM mebibytes time`, `CHLD pid mebibytes time` for
 * each child at the sample above it, and `FUNC module.name mebibytes time mebibytes time [level]` for each call. Lines
 * that begin otherwise are left out, as `mprof plot` does, and so is a last line that was not written to its end.
 */
export function parseMprof({ name }: GivenFile, text: string): MprofFile {
  const said: Said = { commandLine: null, samples: [], hasChildren: false, calls: [] }
  const lines = text.split(/\r\n|\r|\n/)
  for (const [index, line] of lines.entries()) {
    if (!takeLine(line, said) && index < lines.length - 1)
      throw invalid(name, `has a line that cannot be read, number ${index + 1}: ${quoted(line)}`)
  }
  if (said.samples.length === 0)
    throw invalid(name, 'has no samples: the program may have ended before mprof took the first.')
  return said
}

interface Said {
  commandLine: string | null
  readonly samples: { readonly time: number; readonly bytes: number; childrenBytes: number }[]
  hasChildren: boolean
  readonly calls: Call[]
}

/** Says whether the line could be read. */
function takeLine(line: string, said: Said): boolean {
  const space = line.indexOf(' ')
  const words = line.slice(space + 1).split(' ')
  switch (line.slice(0, Math.max(0, space))) {
    case 'CMDLINE':
      said.commandLine ??= line.slice(space + 1).trim()
      return true
    case 'MEM':
      return takeSample(words, said)
    case 'CHLD':
      return takeChild(words, said)
    case 'FUNC': {
      const call = callOf(words)
      if (call) said.calls.push(call)
      return call !== null
    }
    default:
      return true
  }
}

/** `mprof` writes -1 for the memory of a process that is gone. */
function takeSample(words: readonly string[], { samples }: Said): boolean {
  const bytes = words.length === 2 ? memory(words[0]) : null
  const time = moment(words[1])
  if (bytes === null || time === null) return false
  if (bytes >= 0) samples.push({ time, bytes, childrenBytes: 0 })
  return true
}

function takeChild(words: readonly string[], said: Said): boolean {
  const bytes = words.length === 3 ? memory(words[1]) : null
  if (bytes === null || moment(words[2]) === null) return false
  const sample = said.samples.at(-1)
  if (sample && bytes > 0) sample.childrenBytes += bytes
  said.hasChildren = true
  return true
}

/** The name may have blanks. The level, which newer versions write, is the only number without a point. */
function callOf(words: readonly string[]): Call | null {
  const end = /^-?\d+$/.test(words.at(-1) ?? '') ? words.length - 1 : words.length
  const [first, start, last, stop] = words.slice(Math.max(0, end - 4), end)
  const [startBytes, startTime] = [memory(first), moment(start)]
  const [endBytes, endTime] = [memory(last), moment(stop)]
  const name = words.slice(0, Math.max(0, end - 4)).join(' ')
  if (name === '' || startBytes === null || startTime === null || endBytes === null || endTime === null)
    return null
  return {
    name,
    start: startTime,
    startBytes: Math.max(0, startBytes),
    end: Math.max(startTime, endTime),
    endBytes: Math.max(0, endBytes),
  }
}

/** Bytes; `null` for what is no number of mebibytes. */
function memory(word: string | undefined): number | null {
  const mib = number(word)
  return mib === null || Math.abs(mib) > MOST_MIB ? null : Math.round(mib * MIB) + 0
}

function moment(word: string | undefined): number | null {
  const seconds = number(word)
  return seconds === null || seconds < 0 || seconds > LATEST ? null : seconds
}

function number(word: string | undefined): number | null {
  return word !== undefined && /^-?\d{1,20}(\.\d{1,20})?$/.test(word) ? Number(word) : null
}
