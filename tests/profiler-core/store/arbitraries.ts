import fc from 'fast-check'
import type {
  CallTree,
  FunctionResult,
  LineResult,
  RunDetail,
  RunRequest,
  RunStory,
  StoredRun,
  Timeline,
} from '../../../profiler-core/contract/index.ts'

// Any value that the contract allows, and the ones that storage likes to destroy most of all.

/** Lone surrogates, pairs, NUL, quotes and backslashes included. */
export const anyString = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(
      fc.oneof(
        fc.integer({ min: 0, max: 0xffff }),
        fc.constantFrom(0, 0x22, 0x5c, 0xdc80, 0xdcff, 0xd83d, 0xde00),
      ),
    )
    .map((units) => String.fromCharCode(...units)),
)
const anyPath = anyString.filter((text) => text !== '')
const anyText = anyPath

const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
// Nothing tells 0 and -0 apart, so neither does the store.
const withoutNegativeZero = (value: number) => value + 0
const level = fc.oneof(fc.nat(), fc.maxSafeNat(), finite.map(Math.abs))
const difference = fc.oneof(fc.integer(), fc.maxSafeInteger(), finite.map(withoutNegativeZero))
const lineNumber = fc.oneof(
  fc.integer({ min: 1, max: 500 }),
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
)
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null })

const line: fc.Arbitrary<LineResult> = fc.record({
  line: lineNumber,
  occurrences: fc.maxSafeNat(),
  incrementBytes: difference,
  memoryBytes: level,
  peakBytes: level,
  timeNs: level,
  overlapped: fc.boolean(),
})

const functionResult: fc.Arbitrary<FunctionResult> = fc.record({
  file: anyPath,
  name: anyString,
  firstLine: lineNumber,
  lastLine: lineNumber,
  calls: fc.maxSafeNat(),
  baselineBytes: level,
  lines: fc.array(line),
})

const target: fc.Arbitrary<RunRequest['target']> = fc.oneof(
  fc.record(
    { kind: fc.constant('script' as const), path: anyPath, call: anyText },
    { requiredKeys: ['kind', 'path'] },
  ),
  fc.record({ kind: fc.constant('module' as const), name: anyText }),
)

const watch: fc.Arbitrary<RunRequest['watch']> = fc.oneof(
  fc.constant({ kind: 'auto' as const }),
  fc.constant({ kind: 'project' as const }),
  fc.record({ kind: fc.constant('functions' as const), names: fc.array(anyText, { minLength: 1 }) }),
)

const backend = fc.constantFrom('rss', 'heap', 'uss', 'pss')

const request: fc.Arbitrary<RunRequest> = fc.record(
  {
    target,
    args: fc.array(anyString),
    cwd: anyPath,
    projectDir: anyPath,
    python: anyPath,
    pythonFlags: fc.array(anyString),
    // zod drops this one key of a record, for safety.
    env: fc.dictionary(
      anyString.filter((name) => name !== '__proto__'),
      anyString,
    ),
    backend,
    watch,
    watchChildren: fc.boolean(),
    includeChildren: fc.boolean(),
    detail: fc.constantFrom('lines', 'functions'),
    exact: fc.boolean(),
    countObjects: fc.boolean(),
    maxMemoryBytes: fc.integer({ min: 1 }),
    timeoutNs: fc.oneof(fc.integer({ min: 1 }), fc.double({ min: 1, noNaN: true, noDefaultInfinity: true })),
    label: anyString,
    save: fc.boolean(),
  },
  {
    requiredKeys: [
      'target',
      'args',
      'cwd',
      'projectDir',
      'pythonFlags',
      'env',
      'backend',
      'watch',
      'detail',
      'exact',
      'countObjects',
      'watchChildren',
      'includeChildren',
      'save',
    ],
  },
)

const place = fc.record({ file: anyPath, name: anyString, line: lineNumber })
const sourceLine = fc.record({ file: anyPath, line: lineNumber })
const count = fc.maxSafeNat()

const detail: fc.Arbitrary<RunDetail> = fc.record({
  id: fc.constant(null),
  key: anyString,
  status: fc.constantFrom('finished', 'failed', 'killed', 'stopped', 'limit', 'interrupted'),
  exitCode: orNull(fc.maxSafeInteger()),
  signal: orNull(anyString),
  startedAt: fc.oneof(
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    anyString,
  ),
  durationNs: level,
  baselineBytes: level,
  peakBytes: level,
  firstProcessPeakBytes: orNull(level),
  peakProcess: orNull(
    fc.record({ pid: count, isFirst: fc.boolean(), command: anyString, place: orNull(place) }),
  ),
  lastLine: orNull(fc.record({ file: anyPath, line: lineNumber })),
  error: orNull(
    fc.record({ type: anyString, message: anyString, file: orNull(anyPath), line: orNull(lineNumber) }),
  ),
  cause: orNull(
    fc.record({
      kind: fc.constantFrom('cgroup-oom', 'memory-limit', 'exit'),
      memoryBytes: level,
      limitBytes: orNull(level),
    }),
  ),
  warnings: fc.array(fc.record({ code: anyString, message: anyString, atNs: orNull(level) })),
  request,
  toWatch: orNull(
    fc.record({
      why: fc.constantFrom('marks', 'program', 'project', 'names'),
      count: fc.nat(),
      functions: fc.array(fc.record({ file: anyPath, name: anyString }), {
        maxLength: 3,
      }),
    }),
  ),
  backend,
  interpreter: fc.record({ path: anyPath, version: anyString, implementation: anyString }),
  host: fc.record({
    name: anyString,
    platform: anyString,
    arch: anyString,
    cpus: fc.integer({ min: 1 }),
    memoryBytes: level,
  }),
  git: orNull(fc.record({ commit: anyString, branch: orNull(anyString), dirty: fc.boolean() })),
  label: orNull(anyString),
  note: orNull(anyString),
  pinned: fc.boolean(),
  group: orNull(anyString),
  dataset: orNull(
    fc.record({
      label: orNull(anyString),
      size: orNull(fc.double({ min: 1, noNaN: true, noDefaultInfinity: true })),
      unit: orNull(anyString),
      file: orNull(anyPath),
      sha256: orNull(anyString),
    }),
  ),
  baseline: fc.boolean(),
  origin: orNull(
    fc.record({ kind: fc.constantFrom('mebi', 'mprof', 'memory_profiler'), fileName: anyString }),
  ),
  functions: fc.array(functionResult),
})

const indexOrNone = fc.integer({ min: -1 })

const mark: fc.Arbitrary<Timeline['marks'][number]> = fc.record({
  kind: fc.constantFrom('collection', 'child-start', 'child-end', 'exception', 'limit'),
  timeNs: level,
  durationNs: orNull(level),
  text: anyString,
  place: orNull(sourceLine),
  pid: orNull(count),
})

const timeline: fc.Arbitrary<Timeline> = fc
  .tuple(
    fc.array(fc.tuple(level, level, level, level, indexOrNone)),
    fc.record({
      children: fc.boolean(),
      together: fc.boolean(),
      resident: fc.boolean(),
      stacks: fc.boolean(),
    }),
    fc.array(place),
    fc.array(mark),
  )
  .map(([points, has, places, marks]) => ({
    timesNs: points.map(([time]) => time),
    bytes: points.map(([, bytes]) => bytes),
    childrenBytes: has.children ? points.map(([, , bytes]) => bytes) : null,
    together: has.together,
    residentBytes: has.resident ? points.map(([, , , bytes]) => bytes) : null,
    stacks: has.stacks ? { places, parents: places.map(() => -1), placeOf: places.map((_, at) => at) } : null,
    stackAt: has.stacks ? points.map(([, , , , node]) => Math.min(node, places.length - 1)) : null,
    marks,
  }))

const node = fc.record({
  parent: indexOrNone,
  functionOf: count,
  callerLine: count,
  calls: count,
  growth: difference,
  peak: level,
  time: level,
})
type Node = typeof node extends fc.Arbitrary<infer T> ? T : never

// What the contract asks of nodes: each after its parent, of a function that there is.
const columnsOf = (nodes: readonly Node[], functions: number) => ({
  parents: nodes.map(({ parent }, index) => Math.min(parent, index - 1)),
  functionOf: nodes.map(({ functionOf }) => functionOf % functions),
  callerLines: nodes.map(({ callerLine }) => callerLine),
  calls: nodes.map(({ calls }) => calls),
  growthBytes: nodes.map(({ growth }) => growth),
  peakBytes: nodes.map(({ peak }) => peak),
  timeNs: nodes.map(({ time }) => time),
})

const callTree: fc.Arbitrary<CallTree> = fc
  .tuple(
    fc.array(
      fc.record({
        file: anyPath,
        name: anyString,
        firstLine: lineNumber,
        estimated: fc.boolean(),
        overlapped: fc.boolean(),
      }),
    ),
    fc.array(node),
  )
  .map(([functions, nodes]) => ({
    functions,
    ...columnsOf(functions.length === 0 ? [] : nodes, functions.length),
  }))

/** Steps of a function and its lines in so many stretches, column by column. */
const functionSteps = (stretches: number) => {
  const stretch = fc.nat(Math.max(0, stretches - 1))
  const maxLength = stretches === 0 ? 0 : undefined
  const limits = maxLength === undefined ? {} : { maxLength }
  const lines = fc
    .tuple(lineNumber, fc.array(fc.tuple(stretch, count, difference, level, level), limits))
    .map(([line, steps]) => ({
      line,
      at: steps.map(([at]) => at),
      occurrences: steps.map(([, occurrences]) => occurrences),
      incrementBytes: steps.map(([, , increment]) => increment),
      peakBytes: steps.map(([, , , peak]) => peak),
      timeNs: steps.map(([, , , , time]) => time),
    }))
  return fc
    .record({
      file: anyPath,
      name: anyString,
      firstLine: lineNumber,
      lastLine: lineNumber,
      baselineBytes: level,
      steps: fc.array(fc.tuple(stretch, count), limits),
      lines: fc.array(lines),
    })
    .map(({ steps, ...known }) => ({
      ...known,
      at: steps.map(([at]) => at),
      calls: steps.map(([, calls]) => calls),
    }))
}

const story: fc.Arbitrary<RunStory> = fc.record({
  peak: orNull(
    fc.record({
      timeNs: level,
      bytes: level,
      processes: fc.array(fc.record({ pid: count, command: anyString, bytes: level }), { maxLength: 3 }),
      threads: fc.array(
        fc.record({
          pid: count,
          threadId: count,
          name: orNull(anyString),
          isMain: fc.boolean(),
          frames: fc.array(place),
        }),
      ),
      lines: fc.array(place.chain((at) => difference.map((bytes) => ({ ...at, bytes })))),
      linesAtBytes: level,
      allocations: orNull(
        fc.array(fc.record({ bytes: level, count, traceback: fc.array(sourceLine, { minLength: 1 }) })),
      ),
      allocationsAtBytes: level,
    }),
  ),
  callTree: orNull(callTree),
  series: orNull(
    fc
      .array(level)
      .chain((edgesNs) =>
        fc.array(functionSteps(Math.max(0, edgesNs.length - 1))).map((functions) => ({ edgesNs, functions })),
      ),
  ),
  processes: fc.array(
    fc.record({
      pid: count,
      parentPid: orNull(count),
      command: anyString,
      startNs: level,
      endNs: orNull(level),
      peakBytes: level,
      functions: fc.array(functionResult),
    }),
    { maxLength: 3 },
  ),
  objects: orNull(fc.array(fc.record({ type: anyString, before: count, after: count }))),
})

export const anyRun: fc.Arbitrary<StoredRun> = fc.record({
  detail,
  sources: fc.array(fc.record({ file: anyPath, text: anyString })),
  timeline,
  story,
  output: fc.array(fc.record({ stream: fc.constantFrom('stdout', 'stderr'), text: anyString })),
})
