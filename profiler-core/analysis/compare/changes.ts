import type {
  Change,
  ComparedFunction,
  FunctionComparison,
  LineComparison,
  LineResult,
} from '../../contract/index.ts'
import type { RankTest } from '../statistics/index.ts'
import { spreadOf } from '../statistics/index.ts'
import type { AlignedFunction } from './alignFunctions.ts'
import type { SideFunction, Values } from './side.ts'

/** A number before and now; `null`: that side has no such thing. */
export function changeOf(base: Values | null, now: Values | null, test: RankTest): Change {
  const [before, after] = [base && spreadOf(base), now && spreadOf(now)]
  return {
    base: before,
    now: after,
    delta: (after?.median ?? 0) - (before?.median ?? 0),
    pValue: base === null || now === null ? null : test(base, now),
  }
}

/** A function and its lines with what changed. */
export function functionComparison(
  { match, base, now, lines }: AlignedFunction,
  test: RankTest,
): FunctionComparison {
  const change = (values: (of: SideFunction) => Values) =>
    changeOf(base && values(base), now && values(now), test)
  return {
    match,
    base: base && described(base),
    now: now && described(now),
    calls: change(({ calls }) => calls),
    growth: change(({ growth }) => growth),
    peak: change(({ peak }) => peak),
    time: change(({ time }) => time),
    overlapped: { base: base?.isOverlapped === true, now: now?.isOverlapped === true },
    lines: lines.map(({ match: lineMatch, base: baseLine, now: nowLine }) => {
      const ofLine = (number: (result: LineResult) => number) =>
        changeOf(
          baseLine === null || base === null ? null : base.ofLine(baseLine, number),
          nowLine === null || now === null ? null : now.ofLine(nowLine, number),
          test,
        )
      return {
        match: lineMatch,
        baseLine,
        nowLine,
        increment: ofLine(({ incrementBytes }) => incrementBytes),
        peak: ofLine(({ peakBytes }) => peakBytes),
        time: ofLine(({ timeNs }) => timeNs),
        occurrences: ofLine(({ occurrences }) => occurrences),
        overlapped: {
          base: baseLine !== null && base?.isLineOverlapped(baseLine) === true,
          now: nowLine !== null && now?.isLineOverlapped(nowLine) === true,
        },
      } satisfies LineComparison
    }),
  }
}

function described({ file, name, firstLine, lastLine }: SideFunction): ComparedFunction {
  return { file, name, firstLine, lastLine }
}

/** Largest change of growth first, then of peak; equal ones by file and place. */
export function byChange(one: FunctionComparison, other: FunctionComparison): number {
  return (
    Math.abs(other.growth.delta) - Math.abs(one.growth.delta) ||
    Math.abs(other.peak.delta) - Math.abs(one.peak.delta) ||
    byPlace(one.now ?? one.base, other.now ?? other.base)
  )
}

function byPlace(one: ComparedFunction | null, other: ComparedFunction | null): number {
  if (one === null || other === null) return 0
  if (one.file !== other.file) return one.file < other.file ? -1 : 1
  return one.firstLine - other.firstLine || (one.name < other.name ? -1 : 1)
}
