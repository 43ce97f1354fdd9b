import { z } from 'zod'
import { CodePlace, FunctionResult, SourceLine } from './run.ts'
import { Bytes, BytesDelta, LineNumber, Nanoseconds, Path } from './units.ts'

const Index = z.number().int().nonnegative()
/** An index, or -1 for none. */
const IndexOrNone = z.number().int().min(-1)
const Count = z.number().int().nonnegative()

/**
 * Stacks of watched frames as a tree. Node `i` stands for the frame at `places[placeOf[i]]`, called by node `parents[i]`,
 * which is less than `i` (-1: outermost). A stack is the way from a node to its root.
 */
export const StackTree = z.object({
  places: z.array(CodePlace),
  parents: z.array(IndexOrNone),
  placeOf: z.array(Index),
})
export type StackTree = z.infer<typeof StackTree>

/**
 * Something that happened at a moment. `collection`: of garbage, of the oldest generation. `child-start`, `child-end`: a
 * child process. `exception`: one that left a watched function, or ended the program. `limit`: Mebi stopped the program.
 */
export const TimelineMark = z.object({
  kind: z.enum(['collection', 'child-start', 'child-end', 'exception', 'limit']),
  timeNs: Nanoseconds,
  /** How long it took; `null` for a moment. */
  durationNs: Nanoseconds.nullable(),
  /** A few words for people. */
  text: z.string(),
  place: SourceLine.nullable(),
  pid: z.number().int().nullable(),
})
export type TimelineMark = z.infer<typeof TimelineMark>

/**
 * Memory over time. Entry `i` of each array is one point, ascending by time; times in nanoseconds since the start of the
 * run, memory in bytes. Long runs are thinned out, never losing a peak.
 */
export const Timeline = z.object({
  timesNs: z.array(Nanoseconds),
  /** The first process, as the run's backend measures it. */
  bytes: z.array(Bytes),
  /** What the processes that it started add to that, or as `together` says; `null` where there were none. */
  childrenBytes: z.array(Bytes).nullable().default(null),
  /**
   * `bytes` and `childrenBytes` together are the memory of all processes. Of runs of earlier versions, and of other tools, they are
   * not: there `childrenBytes` is the children's resident memory, pages that they share counted with each.
   */
  together: z.boolean().default(false),
  /** Resident memory of the process, where `bytes` is something else; `null` where that was not sampled. */
  residentBytes: z.array(Bytes).nullable().default(null),
  /** What was executing; `null` where that was not sampled. */
  stacks: StackTree.nullable().default(null),
  /** For each point a node of `stacks`: the innermost watched frame of the main thread, else of the first that ran; -1: none. */
  stackAt: z.array(IndexOrNone).nullable().default(null),
  /** Ascending by time. */
  marks: z.array(TimelineMark).default([]),
})
export type Timeline = z.infer<typeof Timeline>

/** A thread at a moment: the watched lines that it was executing, outermost first. */
export const ThreadStack = z.object({
  pid: z.number().int(),
  threadId: z.number().int(),
  /** As the program calls it; `null` where that is not known. */
  name: z.string().nullable(),
  isMain: z.boolean(),
  frames: z.array(CodePlace),
})
export type ThreadStack = z.infer<typeof ThreadStack>

/** What a line had taken since the run began, watched calls that it made not included. */
export const LineTotal = CodePlace.extend({ bytes: BytesDelta })
export type LineTotal = z.infer<typeof LineTotal>

/** Memory that is held and was allocated at one place (`heap`). */
export const AllocationSite = z.object({
  bytes: Bytes,
  /** Number of blocks. */
  count: Count,
  /** Outermost first. */
  traceback: z.array(SourceLine).min(1),
})
export type AllocationSite = z.infer<typeof AllocationSite>

/** The highest point of a run: what was executing, and who held the memory. */
export const PeakReport = z.object({
  timeNs: Nanoseconds,
  /** Of all processes together: the run's `peakBytes`. */
  bytes: Bytes,
  /**
   * What each process had by itself, pages that it shares included: the first process, then the others, largest first. Empty
   * where it was alone.
   */
  processes: z.array(z.object({ pid: z.number().int(), command: z.string(), bytes: Bytes })).default([]),
  /** The main thread first. */
  threads: z.array(ThreadStack),
  /** Largest first; lines that had taken nothing are absent. */
  lines: z.array(LineTotal),
  /** Memory when `lines` was taken: at the peak, or a little before. */
  linesAtBytes: Bytes,
  /** Largest first; `null` where they were not measured. */
  allocations: z.array(AllocationSite).nullable(),
  /** Memory when `allocations` was taken; 0 without any. */
  allocationsAtBytes: Bytes,
})
export type PeakReport = z.infer<typeof PeakReport>

/** A function as a call tree knows it. */
export const CallTreeFunction = z.object({
  file: Path,
  name: z.string(),
  firstLine: LineNumber,
  /** It was called so often that only a part of its calls was measured: its numbers are scaled up. */
  estimated: z.boolean(),
  /** Other threads were at work during some of its calls: its growth may be theirs. */
  overlapped: z.boolean().default(false),
})
export type CallTreeFunction = z.infer<typeof CallTreeFunction>

/**
 * Every path of calls between watched functions. Entry `i` of each array is one node: a function, called from one line of
 * its parent. Parents come before their children. All numbers are totals, with what the calls below them took, summed
 * over processes and threads; what a function took itself is its total less those of its children.
 */
export const CallTree = z.object({
  functions: z.array(CallTreeFunction),
  /** Index of the calling node; -1: called by nothing that was watched. */
  parents: z.array(IndexOrNone),
  /** Index in `functions`. */
  functionOf: z.array(Index),
  /** Line of the parent's function that made the calls; 0 where there is no parent. */
  callerLines: z.array(Count),
  calls: z.array(Count),
  /** Memory on leaving minus memory on entering, summed over the calls. */
  growthBytes: z.array(BytesDelta),
  /** Highest memory while one of the calls was under way. */
  peakBytes: z.array(Bytes),
  timeNs: z.array(Nanoseconds),
})
export type CallTree = z.infer<typeof CallTree>

/** What a line did in some stretches of the run. Entry `i` of each array belongs to stretch `at[i]`, ascending. */
export const LineSteps = z.object({
  line: LineNumber,
  at: z.array(Index),
  occurrences: z.array(Count),
  incrementBytes: z.array(BytesDelta),
  /** Highest memory seen in the line by the end of the stretch, since the run began. */
  peakBytes: z.array(Bytes),
  timeNs: z.array(Nanoseconds),
})
export type LineSteps = z.infer<typeof LineSteps>

/** What a function and its lines did in some stretches of the run. */
export const FunctionSteps = z.object({
  file: Path,
  name: z.string(),
  firstLine: LineNumber,
  lastLine: LineNumber,
  baselineBytes: Bytes,
  at: z.array(Index),
  calls: z.array(Count),
  lines: z.array(LineSteps),
})
export type FunctionSteps = z.infer<typeof FunctionSteps>

/**
 * The numbers of all lines over time: the run is cut into stretches, stretch `i` from `edgesNs[i]` to `edgesNs[i + 1]`. The
 * stretches of a line add up exactly to its numbers in the table. What did not move in a stretch is absent.
 */
export const LineSeries = z.object({ edgesNs: z.array(Nanoseconds), functions: z.array(FunctionSteps) })
export type LineSeries = z.infer<typeof LineSeries>

/** One watched process of a run. */
export const ProcessResult = z.object({
  pid: z.number().int(),
  /** `null` for the program itself. */
  parentPid: z.number().int().nullable(),
  /** Its command line, or what is known of it; empty where nothing is. */
  command: z.string(),
  startNs: Nanoseconds,
  /** `null`: it still ran when the run ended. */
  endNs: Nanoseconds.nullable(),
  /** Highest memory that was seen of it. */
  peakBytes: Bytes,
  functions: z.array(FunctionResult),
})
export type ProcessResult = z.infer<typeof ProcessResult>

/** How many objects of a type there were, at the end of the first watched call and of the last. */
export const ObjectGrowth = z.object({ type: z.string(), before: Count, after: Count })
export type ObjectGrowth = z.infer<typeof ObjectGrowth>

/** What is kept of a run beside its lines, its timeline and its output. `null`: it was not measured. */
export const RunStory = z.object({
  peak: PeakReport.nullable().default(null),
  callTree: CallTree.nullable().default(null),
  series: LineSeries.nullable().default(null),
  /** The program first; empty where it alone was watched, whose numbers are those of the run. */
  processes: z.array(ProcessResult).default([]),
  /** Most grown first; `null` where it was not asked for. */
  objects: z.array(ObjectGrowth).nullable().default(null),
})
export type RunStory = z.infer<typeof RunStory>

export const storyParts = [
  'peak',
  'callTree',
  'series',
  'processes',
  'objects',
] as const satisfies readonly (keyof RunStory)[]
