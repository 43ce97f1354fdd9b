import type {
  Amount,
  BaselineFile,
  BaselineFunction,
  FunctionResult,
  LineResult,
  RunDetail,
  RunSummary,
  SourceFile,
  Spread,
} from '../../contract/index.ts'
import { absolutePath } from '../../contract/paths.ts'
import { targetWords, watchedWords } from '../../contract/requestWords.ts'
import { firstProcessSpread } from '../comparablePeaks.ts'
import type { Side } from '../compare/index.ts'
import { functionsOf, type SideFunction, type Values } from '../compare/side.ts'
import { spreadOf } from '../statistics/index.ts'

/** Lines that move less than this in all runs are not listed in a baseline: they are what changes with every run. */
const LISTED_BYTES = 16 * 1024

/**
 * Stands for the lines of a function that its baseline does not list. No line of a program says this, so that none is taken
 * for it.
 */
const OTHER_LINES = '\0'

/** What the runs of a side come to, as a file to commit. */
export function baselineOf(side: Side): BaselineFile {
  const { run, details } = side
  const { target, watched, backend, detail, python, system, data } = identityOf(run)
  return {
    format: 'mebi-baseline',
    version: 2,
    target,
    watched,
    backend,
    detail,
    python,
    system,
    data,
    runs: details.length,
    peak: amountOf(details.map(({ peakBytes }) => peakBytes)),
    firstProcessPeak: amountOrNull(firstProcessSpread(details)),
    functions: functionsOf(side)
      .filter(({ calls }) => calls.some((count) => count > 0))
      .sort(byPlace)
      .map(functionOf),
  }
}

type Identity = Pick<BaselineFile, 'target' | 'watched' | 'backend' | 'detail' | 'python' | 'system' | 'data'>

/** What a run shares with others that it may be compared to. */
function identityOf({ request, backend, interpreter, host, dataset }: RunSummary): Identity {
  return {
    target: targetWords(request),
    watched: watchedWords(request),
    backend,
    detail: request.detail,
    python: `${interpreter.implementation} ${interpreter.version}`,
    system: `${host.platform} ${host.arch}`,
    data: dataset && {
      label: dataset.label ?? (dataset.file === null ? null : fileName(dataset.file)),
      size: dataset.size,
      unit: dataset.unit,
      sha256: dataset.sha256,
    },
  }
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

function byPlace(one: SideFunction, other: SideFunction): number {
  return compare(one.path, other.path) || compare(one.name, other.name) || one.firstLine - other.firstLine
}

/** By code units: the same order everywhere. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function functionOf(watched: SideFunction): BaselineFunction {
  const { path, name, calls, growth, peak, text, firstLine } = watched
  const lines = watched.ranLines.flatMap((line) => {
    const increments = watched.ofLine(line, ({ incrementBytes }) => incrementBytes)
    const isListed = increments.some((bytes) => Math.abs(bytes) >= LISTED_BYTES)
    return isListed ? [{ text: text?.[line - firstLine]?.trim() ?? '', increment: amountOf(increments) }] : []
  })
  return { file: path, name, calls: amountOf(calls), growth: amountOf(growth), peak: amountOf(peak), lines }
}

function amountOf(values: Values): Amount {
  return amountFrom(spreadOf(values))
}

function amountOrNull(spread: Spread | null): Amount | null {
  return spread && amountFrom(spread)
}

function amountFrom({ low, median, high }: Spread): Amount {
  return low === high ? Math.round(low) : [Math.round(low), Math.round(median), Math.round(high)]
}

function spreadFrom(amount: Amount): Spread {
  if (typeof amount === 'number') return { low: amount, median: amount, high: amount }
  const [low, median, high] = amount
  return { low, median, high }
}

/**
 * A baseline as runs that can be compared with those of `now`: one, or three that are the lowest, the median and the highest of
 * every number. What the file does not say is as it is now. Its lines have numbers and texts of their own, in place of
 * the text that they came from.
 */
export function sideOfBaseline(baseline: BaselineFile, now: Side): Side {
  const { run } = now
  const placed = placeFunctions(baseline.functions, run.request.projectDir)
  const summary: RunSummary = {
    ...run,
    id: null,
    key: 'baseline',
    startedAt: '',
    backend: baseline.backend,
    request: { ...run.request, detail: baseline.detail },
    interpreter: { ...run.interpreter, ...interpreterOf(baseline.python) },
    group: null,
    dataset: baseline.data && { ...baseline.data, file: null },
    durationNs: spreadOf(now.details.map(({ durationNs }) => durationNs)).median,
  }
  const first = baseline.firstProcessPeak
  const parts: readonly (keyof Spread)[] = baseline.runs === 1 ? ['median'] : ['low', 'median', 'high']
  const details = parts.map(
    (part): RunDetail => ({
      ...summary,
      peakBytes: spreadFrom(baseline.peak)[part],
      firstProcessPeakBytes: first && spreadFrom(first)[part],
      functions: placed.functions.map((each) => resultOf(each, part)),
    }),
  )
  return {
    run: {
      ...summary,
      peakBytes: spreadFrom(baseline.peak).median,
      firstProcessPeakBytes: first && spreadFrom(first).median,
    },
    ids: [],
    details,
    sources: placed.sources,
  }
}

function interpreterOf(python: string): { implementation: string; version: string } {
  const [, implementation = python, version = ''] = /^(.*) (\S+)$/.exec(python) ?? []
  return { implementation, version }
}

interface PlacedFunction {
  readonly file: string
  readonly firstLine: number
  readonly about: BaselineFunction
}

/** Functions of one file stand one behind the other in a text of their listed lines. */
function placeFunctions(
  functions: readonly BaselineFunction[],
  projectDir: string,
): { readonly functions: PlacedFunction[]; readonly sources: SourceFile[] } {
  const texts = new Map<string, string[]>()
  const placed = functions.map((about) => {
    const file = absolutePath(about.file, projectDir)
    const text = texts.get(file) ?? []
    texts.set(file, text)
    const firstLine = text.length + 1
    for (const line of about.lines) text.push(line.text.replace(/[\r\n\0]/g, ' '))
    text.push(OTHER_LINES)
    return { file, firstLine, about }
  })
  return {
    functions: placed,
    sources: [...texts].map(([file, text]) => ({ file, text: text.join('\n') })),
  }
}

/** The function in a run; the line behind those that are listed has the rest of its growth, and its peak. */
function resultOf({ file, firstLine, about }: PlacedFunction, part: keyof Spread): FunctionResult {
  const of = (amount: Amount) => spreadFrom(amount)[part]
  const listed = about.lines.map((line, index) => lineOf(firstLine + index, of(line.increment), 0))
  const known = listed.reduce((sum, { incrementBytes }) => sum + incrementBytes, 0)
  const lastLine = firstLine + listed.length
  return {
    file,
    name: about.name,
    firstLine,
    lastLine,
    calls: of(about.calls),
    baselineBytes: 0,
    lines: [...listed, lineOf(lastLine, of(about.growth) - known, of(about.peak))],
  }
}

function lineOf(line: number, incrementBytes: number, peakBytes: number): LineResult {
  return {
    line,
    occurrences: 1,
    incrementBytes,
    memoryBytes: peakBytes,
    peakBytes,
    timeNs: 0,
    overlapped: false,
  }
}

/** Whether a line of a side is one that its baseline does not list. */
export function isOther(text: string): boolean {
  return text === OTHER_LINES
}

/** What differs from a baseline beyond what runs tell of themselves, a sentence each. */
export function baselineDifferences(baseline: BaselineFile, run: RunSummary): string[] {
  const now = identityOf(run)
  const found: string[] = []
  const say = (what: string, key: 'target' | 'watched' | 'system') => {
    if (baseline[key] !== now[key]) found.push(`${what}: ${baseline[key]} in the baseline, ${now[key]} now.`)
  }
  say('The programs differ', 'target')
  say('The watched functions differ', 'watched')
  say('The machines differ', 'system')
  return found
}
