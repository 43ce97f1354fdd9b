import { createHash } from 'node:crypto'
import type { CallTree, Timeline } from '../../../../profiler-core/contract/index.ts'
import { runPage } from '../../../../profiler-core/report/html/index.ts'
import type { ReportedRun } from '../../../../profiler-core/report/html/runPage.ts'
import { EXAMPLE_SOURCE, exampleRun, MIB, source } from '../sampleRun.ts'

export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64')
}

export function timeline(given: Partial<Timeline> = {}): Timeline {
  return {
    timesNs: [0, 5e8, 1e9],
    bytes: [20 * MIB, 60 * MIB, 40 * MIB],
    childrenBytes: null,
    together: true,
    residentBytes: null,
    stacks: null,
    stackAt: null,
    marks: [],
    ...given,
  }
}

/** The page of Python's example of the classic table, unless told otherwise. */
export function pageOf(given: Partial<ReportedRun> = {}): string {
  return runPage(
    {
      run: exampleRun(),
      sources: [source(EXAMPLE_SOURCE)],
      timeline: timeline(),
      story: { peak: null, callTree: null },
      ...given,
    },
    sha256,
  )
}

/** A call tree in which `my_function`, or as many others, were called by the module, each grown by one MiB. */
export function callTree(names: readonly string[]): CallTree {
  const functions = ['<module>', ...names].map((name) => ({
    file: '/project/example.py',
    name,
    firstLine: 1,
    estimated: false,
    overlapped: false,
  }))
  const each = <T>(root: T, child: T) => [root, ...names.map(() => child)]
  return {
    functions,
    parents: each(-1, 0),
    functionOf: functions.map((_, index) => index),
    callerLines: each(0, 1),
    calls: each(1, 1),
    growthBytes: each(names.length * MIB, MIB),
    peakBytes: each(60 * MIB, 50 * MIB),
    timeNs: each(1e9, 1e6),
  }
}
