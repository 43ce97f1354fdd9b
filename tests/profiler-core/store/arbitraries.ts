import fc from 'fast-check'
import type {
  FunctionResult,
  LineResult,
  RunDetail,
  RunRequest,
  Timeline,
} from '../../../profiler-core/contract/index.ts'
import type { StoredRun } from '../../../profiler-core/store/index.ts'

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
      'watchChildren',
      'includeChildren',
      'save',
    ],
  },
)

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
  lastLine: orNull(fc.record({ file: anyPath, line: lineNumber })),
  error: orNull(
    fc.record({ type: anyString, message: anyString, file: orNull(anyPath), line: orNull(lineNumber) }),
  ),
  warnings: fc.array(fc.record({ code: anyString, message: anyString, atNs: orNull(level) })),
  request,
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
  functions: fc.array(functionResult),
})

const timeline: fc.Arbitrary<Timeline> = fc.array(fc.tuple(level, level)).map((points) => ({
  timesNs: points.map(([time]) => time),
  bytes: points.map(([, bytes]) => bytes),
}))

export const anyRun: fc.Arbitrary<StoredRun> = fc.record({
  detail,
  sources: fc.array(fc.record({ file: anyPath, text: anyString })),
  timeline,
  output: fc.array(fc.record({ stream: fc.constantFrom('stdout', 'stderr'), text: anyString })),
})
