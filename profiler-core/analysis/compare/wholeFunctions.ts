import type { CallTree, FunctionResult, RunDetail } from '../../contract/index.ts'
import { hotspots } from '../hotspots.ts'
import { functionTotals } from '../lines.ts'

type Totals = Pick<FunctionResult, 'file' | 'name' | 'firstLine' | 'lastLine' | 'calls'> & {
  readonly growthBytes: number
  readonly peakBytes: number
  readonly timeNs: number
  readonly overlapped: boolean
}

/**
 * A run in which each function has one line, its first, with what all its calls took: so that a run of whole functions, of
 * whose lines nothing is known, can be held against any other. `tree` is the run's, where it has no lines.
 */
export function wholeFunctions(run: RunDetail, tree: CallTree | null): RunDetail {
  const totals = run.request.detail === 'functions' && tree !== null ? ofTree(tree, run) : ofLines(run)
  const baselines = new Map(run.functions.map((each) => [placeOf(each), each.baselineBytes]))
  return {
    ...run,
    functions: totals.map(({ growthBytes, peakBytes, timeNs, overlapped, ...about }) => ({
      ...about,
      baselineBytes: baselines.get(placeOf(about)) ?? 0,
      lines: [
        {
          line: about.firstLine,
          occurrences: about.calls,
          incrementBytes: growthBytes,
          memoryBytes: peakBytes,
          peakBytes,
          timeNs,
          overlapped,
        },
      ],
    })),
  }
}

function ofTree(tree: CallTree, { functions }: RunDetail): Totals[] {
  const lastLines = new Map(functions.map((each) => [placeOf(each), each.lastLine]))
  return hotspots(tree).map(({ file, name, firstLine, ...numbers }) => {
    const about = { file, name, firstLine }
    return {
      ...about,
      lastLine: lastLines.get(placeOf(about)) ?? firstLine,
      calls: numbers.calls,
      growthBytes: numbers.growthBytes,
      peakBytes: numbers.peakBytes,
      timeNs: numbers.timeNs,
      overlapped: numbers.overlapped,
    }
  })
}

function ofLines({ functions }: RunDetail): Totals[] {
  return functions.map((each) => {
    const { file, name, firstLine, lastLine, calls } = each
    const { netGrowthBytes, peakBytes, timeNs } = functionTotals(each)
    const overlapped = each.lines.some((line) => line.overlapped)
    return {
      file,
      name,
      firstLine,
      lastLine,
      calls,
      growthBytes: netGrowthBytes,
      peakBytes,
      timeNs,
      overlapped,
    }
  })
}

function placeOf({ file, name, firstLine }: Pick<FunctionResult, 'file' | 'name' | 'firstLine'>): string {
  return JSON.stringify([file, name, firstLine])
}
