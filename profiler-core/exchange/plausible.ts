import type { FunctionResult, StoredRun, Timeline } from '../contract/index.ts'

/** Bytes of the largest machine there is, nanoseconds of thirty years: no number of a run is larger. */
const MOST = 1e18
/** No source file has more lines. Views walk along the lines of a function. */
const MOST_LINES = 1_000_000
/** Of all functions of a run together. */
const MOST_FUNCTION_LINES = 4_000_000
/** Of a run, in all its processes. */
const MOST_FUNCTIONS = 100_000
/** In characters. */
const LONGEST_SOURCE = 16 * 2 ** 20
/** Of a text that is neither source nor output, in characters. */
const LONGEST_TEXT = 2 ** 20
/** In characters; four times what a run keeps of its output. */
const MOST_OUTPUT = 32 * 2 ** 20
/** Warnings, marks, types of objects and processes: views list each of them. */
const MOST_LISTED = 20_000
/** Frames of all stacks that follow each other in a timeline. */
const MOST_FRAMES = 20_000_000

/**
 * What is wrong with a run that fits the contract, but that no program can have had, and that would keep its readers
 * busy without end; `null` where it is plausible.
 */
export function implausible(run: StoredRun): string | null {
  const { detail, sources, timeline, story, output } = run
  if (!isMoment(detail.startedAt)) return 'detail.startedAt: is not a moment in UTC'
  if (!areModerate([detail, timeline, story]))
    return `a number is beyond ${MOST}, or a text longer than a mebibyte`
  const lists = [detail.warnings, timeline.marks, story.processes, story.objects ?? []]
  if (lists.some((list) => list.length > MOST_LISTED))
    return 'it has more warnings, marks, processes or types of objects than a run has'
  if (output.reduce((total, { text }) => total + text.length, 0) > MOST_OUTPUT)
    return 'output: is more than a run keeps'
  const functions = [...detail.functions, ...story.processes.flatMap((each) => each.functions)]
  if (functions.length > MOST_FUNCTIONS) return `it has more than ${MOST_FUNCTIONS} functions`
  if (!haveModerateLines([...functions, ...(story.series?.functions ?? [])]))
    return 'the lines of its functions are more than a program has'
  if (sources.some(({ text }) => text.length > LONGEST_SOURCE)) return 'a source is longer than 16 MiB'
  if (!isAscending(timeline.timesNs) || !isAscending(timeline.marks.map(({ timeNs }) => timeNs)))
    return 'timeline: is not in the order of time'
  if (!isAscending(story.series?.edgesNs ?? [])) return 'story.series: is not in the order of time'
  if (!haveModerateDepth(timeline)) return 'timeline.stacks: are deeper than a program’s'
  return null
}

/** ISO 8601 as `Date` writes it. */
function isMoment(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** The depth of a run is limited by its schema. */
function areModerate(value: unknown): boolean {
  if (typeof value === 'number') return Math.abs(value) <= MOST
  if (typeof value === 'string') return value.length <= LONGEST_TEXT
  if (Array.isArray(value)) return value.every(areModerate)
  return typeof value !== 'object' || value === null || Object.values(value).every(areModerate)
}

function haveModerateLines(functions: readonly Pick<FunctionResult, 'firstLine' | 'lastLine'>[]): boolean {
  let total = 0
  for (const { firstLine, lastLine } of functions) {
    if (lastLine > MOST_LINES || lastLine < firstLine) return false
    total += lastLine - firstLine + 1
  }
  return total <= MOST_FUNCTION_LINES
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value >= (values[index - 1] ?? 0))
}

function haveModerateDepth({ stacks, stackAt }: Timeline): boolean {
  if (stacks === null || stackAt === null) return true
  const depths: number[] = []
  for (const parent of stacks.parents) depths.push(parent < 0 ? 1 : (depths[parent] ?? 0) + 1)
  let frames = 0
  for (const [index, node] of stackAt.entries()) if (node !== stackAt[index - 1]) frames += depths[node] ?? 0
  return frames <= MOST_FRAMES
}
