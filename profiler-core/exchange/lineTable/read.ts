import type { FunctionResult, LineResult, SourceFile, StoredRun } from '../../contract/index.ts'
import { foreignRun, pathFrom } from '../foreignRun.ts'
import { type GivenFile, invalid } from '../problem.ts'
import { type LineTable, parseLineTables, type Row } from './parse.ts'

/** Of all sources together. */
const MOST_SOURCE_LINES = 4_000_000

const FUNCTION_HEAD = /^\s*(?:async\s+)?def\s+([^\s(:[]+)/
const BLOCK_HEAD = /^\s*(?:@|(?:async\s+)?def\s|class\s)/

/**
 * A text with tables of memory_profiler as a run of a project: each function with its lines, each source as far as its
 * tables show it. Tables of one function, of which memory_profiler prints one for each call, are added up. `now`, ISO 8601,
 * stands for the start, which the text does not tell.
 */
export function readLineTables(file: GivenFile, text: string, projectDir: string, now: string): StoredRun {
  const { tables, isCutOff } = parseLineTables(file, text)
  const placed = tables.map((table) => ({ ...table, file: fileOf(table, projectDir) }))
  const functions = addedUp(placed.map(functionOf))
  const rest = isCutOff ? ' The text breaks off within a row; what stands before it was taken in.' : ''
  return foreignRun(file, projectDir, {
    kind: 'memory_profiler',
    startedAt: now,
    durationNs: 0,
    baselineBytes: functions[0]?.baselineBytes ?? 0,
    peakBytes: functions.reduce((most, each) => Math.max(most, highestOf(each)), 0),
    request: {
      target: { kind: 'script', path: tables[0]?.file ?? '<unknown>' },
      args: [],
      watch: { kind: 'functions', names: [...new Set(functions.map(({ name }) => name))] },
      detail: 'lines',
    },
    functions,
    sources: sourcesOf(placed, file),
    timeline: {},
    callTree: null,
    caveat: `Tables of memory_profiler: when it ran, how it ended, the machine, the interpreter, times and what was freed within a line are not known. Its start is when it was taken in; peaks are memory on leaving.${rest}`,
  })
}

/** Where memory was measured; no file is named above a table that was copied without its head. */
type Placed = LineTable & { readonly file: string }

function fileOf({ file }: LineTable, projectDir: string): string {
  const name = file ?? '<unknown>'
  // Of a notebook's cell, or of what is no file.
  return name.startsWith('<') ? name : pathFrom(name, projectDir)
}

function functionOf({ file, rows }: Placed): FunctionResult {
  const ran = rows.filter(({ numbers }) => numbers !== null)
  const [first] = ran
  const isHead = first !== undefined && (first.line === 0 || BLOCK_HEAD.test(first.text))
  const numbered = rows.filter(({ line }) => line > 0)
  return {
    file,
    name: nameOf(rows),
    firstLine: numbered[0]?.line ?? 1,
    lastLine: numbered.at(-1)?.line ?? 1,
    calls: isHead ? (first.numbers?.occurrences ?? 1) : 1,
    baselineBytes: isHead ? (first.numbers?.memoryBytes ?? 0) : 0,
    lines: (isHead ? ran.slice(1) : ran).flatMap(lineOf),
  }
}

function nameOf(rows: readonly Row[]): string {
  if (rows[0]?.line === 0) return '<module>'
  for (const { text } of rows) {
    const name = FUNCTION_HEAD.exec(text)?.[1]
    if (name !== undefined) return name
  }
  return '<unknown>'
}

function lineOf({ line, numbers }: Row): LineResult[] {
  if (numbers === null || line === 0) return []
  const { memoryBytes, incrementBytes, peakBytes, occurrences, overlapped } = numbers
  return [
    {
      line,
      // A line that ran did so once at least.
      occurrences: occurrences ?? 1,
      incrementBytes,
      memoryBytes,
      peakBytes: peakBytes ?? memoryBytes,
      timeNs: 0,
      overlapped,
    },
  ]
}

/** Functions that are one, as one. */
function addedUp(functions: readonly FunctionResult[]): FunctionResult[] {
  const found = new Map<string, { sum: FunctionResult; readonly lines: Map<number, LineResult> }>()
  for (const each of functions) {
    const key = JSON.stringify([each.file, each.name, each.firstLine])
    const { sum, lines } = found.get(key) ?? {
      sum: { ...each, calls: 0 },
      lines: new Map<number, LineResult>(),
    }
    for (const line of each.lines) {
      const known = lines.get(line.line)
      lines.set(line.line, known === undefined ? line : sumOfLines(known, line))
    }
    const lastLine = Math.max(sum.lastLine, each.lastLine)
    found.set(key, { sum: { ...sum, lastLine, calls: sum.calls + each.calls }, lines })
  }
  return [...found.values()].map(({ sum, lines }) => ({
    ...sum,
    lines: [...lines.values()].sort((a, b) => a.line - b.line),
  }))
}

function sumOfLines(one: LineResult, other: LineResult): LineResult {
  return {
    ...one,
    occurrences: one.occurrences + other.occurrences,
    incrementBytes: one.incrementBytes + other.incrementBytes,
    memoryBytes: Math.max(one.memoryBytes, other.memoryBytes),
    peakBytes: Math.max(one.peakBytes, other.peakBytes),
    overlapped: one.overlapped || other.overlapped,
  }
}

function highestOf({ baselineBytes, lines }: FunctionResult): number {
  return lines.reduce((most, { peakBytes }) => Math.max(most, peakBytes), baselineBytes)
}

/** Each line that a table shows, at its number; the others are empty. */
function sourcesOf(tables: readonly Placed[], { name }: GivenFile): SourceFile[] {
  const texts = new Map<string, string[]>()
  let count = 0
  for (const { file, rows } of tables) {
    const lines = texts.get(file) ?? []
    texts.set(file, lines)
    const last = rows.at(-1)?.line ?? 0
    count += Math.max(0, last - lines.length)
    if (count > MOST_SOURCE_LINES) throw invalid(name, 'shows sources of more lines than Mebi takes in.')
    while (lines.length < last) lines.push('')
    for (const { line, text } of rows) if (line > 0) lines[line - 1] = text
  }
  return [...texts].map(([file, lines]) => ({ file, text: `${lines.join('\n')}\n` }))
}
