import { z } from 'zod'
import { FunctionSteps, type LineSeries } from '../../contract/index.ts'
import { packNumbers, unpackNumbers } from './blobs.ts'

// The series is by far the largest part of a story: as columns it takes two thirds of what JSON takes, packed.

const { at: _at, calls: _calls, lines: _lines, ...known } = FunctionSteps.shape
/** A series without its columns: `steps` says how many of their rows each function and line has. */
const Outline = z.object({
  edgesNs: z.array(z.number()),
  functions: z.array(
    z.object({
      ...known,
      steps: z.number().int().nonnegative(),
      lines: z.array(z.object({ line: z.number(), steps: z.number().int().nonnegative() })),
    }),
  ),
})

/** A series in its parts: an outline for JSON, the columns of all functions, and those of all lines. */
export interface PackedSeries {
  readonly outline: unknown
  readonly functions: Buffer
  readonly lines: Buffer
}

export function packSeries({ edgesNs, functions }: LineSeries): PackedSeries {
  const lines = functions.flatMap((each) => each.lines)
  const outline: z.infer<typeof Outline> = {
    edgesNs,
    functions: functions.map(({ at, calls: _, lines: own, ...rest }) => ({
      ...rest,
      steps: at.length,
      lines: own.map((each) => ({ line: each.line, steps: each.at.length })),
    })),
  }
  return {
    outline,
    functions: packNumbers([functions.flatMap(({ at }) => at), functions.flatMap(({ calls }) => calls)]),
    lines: packNumbers([
      lines.flatMap(({ at }) => at),
      lines.flatMap(({ occurrences }) => occurrences),
      lines.flatMap(({ incrementBytes }) => incrementBytes),
      lines.flatMap(({ peakBytes }) => peakBytes),
      lines.flatMap(({ timeNs }) => timeNs),
    ]),
  }
}

/** The series, for `LineSeries` to check. Throws where the parts do not belong together. */
export function unpackSeries({ outline, functions, lines }: PackedSeries): unknown {
  const { edgesNs, functions: outlines } = Outline.parse(outline)
  const [at, calls] = unpackNumbers(functions, 2).map(portions)
  const [lineAt, occurrences, incrementBytes, peakBytes, timeNs] = unpackNumbers(lines, 5).map(portions)
  const series = {
    edgesNs,
    functions: outlines.map(({ steps, lines: own, ...rest }) => ({
      ...rest,
      at: at?.next(steps),
      calls: calls?.next(steps),
      lines: own.map(({ line, steps: count }) => ({
        line,
        at: lineAt?.next(count),
        occurrences: occurrences?.next(count),
        incrementBytes: incrementBytes?.next(count),
        peakBytes: peakBytes?.next(count),
        timeNs: timeNs?.next(count),
      })),
    })),
  }
  at?.end()
  lineAt?.end()
  return series
}

/** Deals out a column from its start. */
function portions(column: readonly number[]) {
  let from = 0
  return {
    next(count: number): number[] {
      from += count
      return column.slice(from - count, from)
    },
    end(): void {
      if (from !== column.length) throw new RangeError('the series has another length than its columns')
    },
  }
}
