import { createGunzip } from 'node:zlib'
import { damaged, type GivenFile, invalid, unusable } from '../problem.ts'

/** What a file may expand to. Its reader holds one line of it at a time. */
export interface ExpansionLimits {
  /** Of all lines, in bytes. */
  readonly fileBytes: number
  /** Of a line, in bytes. */
  readonly lineBytes: number
  /** How deep arrays and objects of a line may be nested. */
  readonly depth: number
  /** How many arrays and objects a line may have: each takes far more memory than its text. */
  readonly containers: number
  /** How many values a line may have. */
  readonly values: number
}

/** A run of a day with thousands of watched functions takes some 20 MB. */
export const EXPANSION: ExpansionLimits = {
  fileBytes: 1024 * 2 ** 20,
  lineBytes: 128 * 2 ** 20,
  depth: 32,
  containers: 2_000_000,
  values: 8_000_000,
}

const [NEWLINE, QUOTE, BACKSLASH, COMMA, OPEN_ARRAY, OPEN_OBJECT, CLOSE_ARRAY, CLOSE_OBJECT] = [
  0x0a, 0x22, 0x5c, 0x2c, 0x5b, 0x7b, 0x5d, 0x7d,
] as const

/** A line of a file. */
export interface JsonLine {
  readonly value: unknown
  /** Of its text. */
  readonly bytes: number
}

/**
 * The lines of a gzipped file of JSON lines, parsed one by one. Throws a `MebiError` for a file that is damaged, is not of
 * JSON, or exceeds a limit, before what exceeds it takes memory. Every line has to end in a newline.
 */
export async function* jsonLines(
  { name, bytes }: GivenFile,
  limits: ExpansionLimits = EXPANSION,
): AsyncGenerator<JsonLine, void, undefined> {
  const line = new Line(name, limits)
  let expanded = 0
  for await (const chunk of expansion(name, bytes)) {
    expanded += chunk.length
    if (expanded > limits.fileBytes) throw tooLarge(name, limits.fileBytes)
    for (let start = 0; start < chunk.length; ) {
      const newline = chunk.indexOf(NEWLINE, start)
      const end = newline < 0 ? chunk.length : newline
      line.add(chunk.subarray(start, end))
      if (newline >= 0) yield line.parse()
      start = end + 1
    }
  }
  if (!line.isEmpty) throw damaged(name, 'ends in the middle of a run.')
}

async function* expansion(name: string, bytes: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 256 * 1024 })
  gunzip.end(bytes)
  try {
    yield* gunzip as AsyncIterable<Buffer>
  } catch (error) {
    throw expansionProblem(name, error)
  } finally {
    gunzip.destroy()
  }
}

function expansionProblem(name: string, error: unknown): unknown {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'Z_BUF_ERROR':
      return damaged(name, 'is cut off: its end is missing.')
    case 'Z_DATA_ERROR':
    case 'Z_NEED_DICT':
    case 'Z_STREAM_ERROR':
      return damaged(name, 'is damaged: what it says does not agree with its checksum.')
    default:
      return error
  }
}

/** A line as it comes in, counted while it does. */
class Line {
  readonly #name: string
  readonly #limits: ExpansionLimits
  #pieces: Buffer[] = []
  #bytes = 0
  #depth = 0
  #containers = 0
  #values = 0
  #inString = false
  #isEscaped = false

  constructor(name: string, limits: ExpansionLimits) {
    this.#name = name
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#bytes === 0
  }

  add(piece: Buffer): void {
    if (piece.length === 0) return
    this.#bytes += piece.length
    if (this.#bytes > this.#limits.lineBytes) throw tooLarge(this.#name, this.#limits.lineBytes, 'A run of ')
    this.#count(piece)
    const { depth, containers, values } = this.#limits
    if (this.#depth > depth || this.#containers > containers || this.#values > values)
      throw invalid(this.#name, 'holds a run that is nested deeper, or has more parts, than any run has.')
    this.#pieces.push(piece)
  }

  /** The value of the line, which is over; the next one begins. */
  parse(): JsonLine {
    const text = this.#text()
    const bytes = this.#bytes
    this.#pieces = []
    this.#bytes = 0
    this.#depth = 0
    this.#containers = 0
    this.#values = 0
    this.#inString = false
    this.#isEscaped = false
    try {
      return { value: JSON.parse(text), bytes }
    } catch {
      throw invalid(this.#name, 'has a line that is not JSON.')
    }
  }

  #text(): string {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(this.#pieces))
    } catch {
      throw invalid(this.#name, 'has a line that is not UTF-8.')
    }
  }

  #count(piece: Buffer): void {
    for (const byte of piece) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (this.#inString) {
        if (byte === QUOTE) this.#inString = false
        else if (byte === BACKSLASH) this.#isEscaped = true
      } else if (byte === QUOTE) this.#inString = true
      else if (byte === COMMA) this.#values += 1
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) this.#open()
      else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) this.#depth -= 1
    }
  }

  #open(): void {
    this.#containers += 1
    this.#depth += 1
    if (this.#depth > this.#limits.depth)
      throw invalid(this.#name, 'holds a run that is nested deeper than any run is.')
  }
}

function tooLarge(name: string, bytes: number, part = ''): Error {
  const mib = Math.floor(bytes / 2 ** 20)
  return unusable(
    'import-too-large',
    `${part}${name}`,
    `expands to more than ${mib} MiB.`,
    'Nothing of it was taken in. Export fewer runs at once.',
  )
}
