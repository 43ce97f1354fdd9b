import { z } from 'zod'
import { readPlain } from '../plainFile.ts'
import type { PeakHeader, PeakSnapshot } from './peakSnapshot.ts'

/** Tables and call nodes of all watched processes. */
const MOST_BYTES = 512 * 2 ** 20

const Count = z.number().int().nonnegative()
const Header: z.ZodType<PeakHeader> = z.object({
  version: z.literal(1),
  timeNs: z.number(),
  bytes: z.number(),
  shares: z.array(z.object({ pid: Count, bytes: z.number(), command: z.string() })).default([]),
  numbersBytes: z.number().default(0),
  stacks: z.array(z.object({ suffix: z.string(), cells: Count })),
  numbers: z.array(
    z.object({
      suffix: z.string(),
      bytes: z.number(),
      table: Count,
      calls: Count.nullable(),
      passed: z.object({ row: Count, bytes: z.number() }).nullable(),
    }),
  ),
})

/** `null` where there is no such file, or none that can be understood. */
export function readPeak(path: string): PeakSnapshot | null {
  try {
    return parsePeak(readPlain(path, MOST_BYTES))
  } catch {
    return null
  }
}

function parsePeak(file: Buffer): PeakSnapshot {
  const end = file.indexOf('\n') + 1
  const header = Header.parse(JSON.parse(file.toString('latin1', 0, end)))
  let at = end
  const take = (cells: number): Float64Array => {
    const bytes = new Uint8Array(file.subarray(at, at + cells * 8))
    at += cells * 8
    return new Float64Array(bytes.buffer, 0, cells) // throws where the file is too short
  }
  return {
    timeNs: header.timeNs,
    bytes: header.bytes,
    shares: header.shares,
    numbersBytes: header.numbersBytes,
    stacks: header.stacks.map(({ suffix, cells }) => ({ suffix, cells: take(cells) })),
    numbers: header.numbers.map(({ table, calls, ...rest }) => ({
      ...rest,
      table: take(table),
      calls: calls === null ? null : take(calls),
    })),
  }
}
