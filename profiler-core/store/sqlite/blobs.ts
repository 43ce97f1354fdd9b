import { createHash } from 'node:crypto'
import { deflateSync, inflateSync } from 'node:zlib'
import type { LineResult, OutputChunk, Timeline } from '../../contract/index.ts'
import { ColumnReader, packColumns } from './columns.ts'
import { isWellFormed } from './text.ts'

// The first byte of a packed blob. zlib's own format is used for its checksum: SQLite has none.
const DEFLATED = 1
const UTF16 = 2

/** Below this, compressing costs more than it saves. */
const WORTH_BYTES = 100

function pack(bytes: Uint8Array, flags = 0): Buffer {
  const deflated = bytes.length < WORTH_BYTES ? bytes : deflateSync(bytes)
  return deflated.length < bytes.length
    ? Buffer.concat([Buffer.of(flags + DEFLATED), deflated])
    : Buffer.concat([Buffer.of(flags), bytes])
}

function unpack(blob: Buffer): { bytes: Buffer; flags: number } {
  const flags = blob.readUInt8(0)
  const bytes = blob.subarray(1)
  return { bytes: flags & DEFLATED ? inflateSync(bytes) : bytes, flags }
}

/** UTF-8 would destroy lone surrogates, so text that has some is kept as UTF-16. */
function encode(text: string): { bytes: Buffer; flags: number } {
  return isWellFormed(text)
    ? { bytes: Buffer.from(text, 'utf8'), flags: 0 }
    : { bytes: Buffer.from(text, 'utf16le'), flags: UTF16 }
}

export function packText(text: string): Buffer {
  const { bytes, flags } = encode(text)
  return pack(bytes, flags)
}

export function unpackText(blob: Buffer): string {
  const { bytes, flags } = unpack(blob)
  return bytes.toString(flags & UTF16 ? 'utf16le' : 'utf8')
}

/** SHA-256 of a text, by which a source file is known. */
export function hashText(text: string): Buffer {
  const { bytes, flags } = encode(text)
  return createHash('sha256').update(Buffer.of(flags)).update(bytes).digest()
}

/** Columns of equal length, compressed. */
export function packNumbers(columns: readonly (readonly number[])[]): Buffer {
  return pack(packColumns(columns))
}

export function unpackNumbers(blob: Buffer, columns: number): number[][] {
  const reader = new ColumnReader(unpack(blob).bytes)
  const numbers = Array.from({ length: columns }, () => reader.next())
  reader.end()
  return numbers
}

export function packTimeline(timeline: Timeline): Buffer {
  return packNumbers([timeline.timesNs, timeline.bytes])
}

export function unpackTimeline(blob: Buffer): Pick<Timeline, 'timesNs' | 'bytes'> {
  const [timesNs = [], bytes = []] = unpackNumbers(blob, 2)
  return { timesNs, bytes }
}

export function packLines(lines: readonly LineResult[]): Buffer {
  return packColumns([
    lines.map(({ line }) => line),
    lines.map(({ occurrences }) => occurrences),
    lines.map(({ incrementBytes }) => incrementBytes),
    lines.map(({ memoryBytes }) => memoryBytes),
    lines.map(({ peakBytes }) => peakBytes),
    lines.map(({ timeNs }) => timeNs),
    lines.map(({ overlapped }) => Number(overlapped)),
  ])
}

/** The lines, for the caller's schema to check. */
export function unpackLines(blob: Buffer): unknown[] {
  const reader = new ColumnReader(blob)
  const numbers = reader.next()
  const occurrences = reader.next()
  const increments = reader.next()
  const memory = reader.next()
  const peaks = reader.next()
  const times = reader.next()
  const overlapped = reader.next()
  reader.end()
  return numbers.map((line, index) => ({
    line,
    occurrences: occurrences[index],
    incrementBytes: increments[index],
    memoryBytes: memory[index],
    peakBytes: peaks[index],
    timeNs: times[index],
    overlapped: overlapped[index] === 1,
  }))
}

/** Whether any of the lines is marked as overlapped: a damaged blob tells nothing here. */
export function hasOverlap(blob: Buffer): boolean {
  try {
    return unpackLines(blob).some((line) => (line as Pick<LineResult, 'overlapped'>).overlapped)
  } catch {
    return false
  }
}

/** The output as one text, which compresses well, and where to cut it. */
export function packOutput(output: readonly OutputChunk[]): { chunks: Buffer; text: Buffer } {
  return {
    chunks: pack(
      packColumns([
        output.map(({ text }) => text.length),
        output.map(({ stream }) => Number(stream === 'stderr')),
      ]),
    ),
    text: packText(output.map(({ text }) => text).join('')),
  }
}

export function unpackOutput(packed: { chunks: Buffer; text: Buffer }): OutputChunk[] {
  const reader = new ColumnReader(unpack(packed.chunks).bytes)
  const lengths = reader.next()
  const streams = reader.next()
  reader.end()
  const text = unpackText(packed.text)
  let end = 0
  const output = lengths.map((length, index): OutputChunk => {
    end += length
    return { stream: streams[index] === 1 ? 'stderr' : 'stdout', text: text.slice(end - length, end) }
  })
  if (end !== text.length) throw new RangeError('the output has another length than its chunks')
  return output
}
