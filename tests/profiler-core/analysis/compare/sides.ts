import type { Side } from '../../../../profiler-core/analysis/compare/index.ts'
import type { FunctionResult, LineResult, RunDetail } from '../../../../profiler-core/contract/index.ts'
import { sampleRun } from '../../report/sampleRun.ts'

/** Bytes that each line of a function keeps, by its place in the text. */
export type Kept = Readonly<Record<number, number>>

/** A function with its text and what its lines keep in each run; `null`: not called there. */
export interface Watched {
  readonly name: string
  readonly file?: string
  readonly text: readonly string[]
  readonly kept: readonly (Kept | null)[]
}

export interface SideGiven {
  readonly functions?: readonly Watched[]
  /** Of the first run; each further one has the next. */
  readonly id?: number
  readonly runs?: number
  readonly projectDir?: string
  /** Whether the sources are known. */
  readonly sources?: boolean
  readonly run?: Partial<RunDetail>
  readonly peaks?: readonly number[]
  /** Of the first process of each; without them only the first process is known. */
  readonly firstPeaks?: readonly (number | null)[]
}

export function line(given: Partial<LineResult> & { line: number }): LineResult {
  const incrementBytes = given.incrementBytes ?? 0
  const memoryBytes = given.memoryBytes ?? 1000 + Math.abs(incrementBytes)
  return {
    occurrences: 1,
    incrementBytes,
    memoryBytes,
    peakBytes: memoryBytes,
    timeNs: 10,
    overlapped: false,
    ...given,
  }
}

/** A side whose functions stand below each other in their files, an empty line between them. */
export function side(given: SideGiven = {}): Side {
  const { functions = [], id = 1, projectDir = '/project', runs = 1, sources = true } = given
  const texts = new Map<string, string[]>()
  const placed = functions.map((watched) => {
    const file = `${projectDir}/${watched.file ?? 'program.py'}`
    const lines = texts.get(file) ?? []
    texts.set(file, lines)
    const firstLine = lines.length + 1
    lines.push(...watched.text, '')
    return { ...watched, file, firstLine, lastLine: firstLine + watched.text.length - 1 }
  })
  const base = sampleRun()
  const details = Array.from({ length: runs }, (_, at) =>
    sampleRun({
      startedAt: new Date(Date.UTC(2025, 0, 1, 0, id + at)).toISOString(),
      ...given.run,
      id: id + at,
      key: `run-${id + at}`,
      peakBytes: given.peaks?.[at] ?? base.peakBytes,
      firstProcessPeakBytes: given.firstPeaks === undefined ? null : (given.firstPeaks[at] ?? null),
      request: { ...base.request, ...given.run?.request, cwd: projectDir, projectDir },
      functions: placed.flatMap(({ name, file, firstLine, lastLine, kept }): FunctionResult[] => {
        const inRun = kept[at]
        if (inRun === undefined || inRun === null) return []
        const lines = Object.entries(inRun).map(([offset, incrementBytes]) =>
          line({ line: firstLine + Number(offset), incrementBytes }),
        )
        return [{ file, name, firstLine, lastLine, calls: 1, baselineBytes: 0, lines }]
      }),
    }),
  )
  const [first] = details
  if (first === undefined) throw new Error('A side has at least one run.')
  const { functions: _, ...run } = first
  return {
    run,
    ids: details.map((each) => each.id ?? 0),
    details,
    sources: sources ? [...texts].map(([file, lines]) => ({ file, text: lines.join('\n') })) : [],
  }
}
