import type { FunctionResult, StoredRun, Timeline } from '../../contract/index.ts'
import { foreignRun, pathFrom } from '../foreignRun.ts'
import { type GivenFile, invalid } from '../problem.ts'
import { callsOfFunctions, callTreeOf, type NestedCalls, nestCalls } from './calls.ts'
import { programOf } from './commandLine.ts'
import { type Call, type MprofFile, parseMprof, type Sample } from './parse.ts'
import { highestBetween, thinned } from './samples.ts'

/** Where a function lies. */
interface Place {
  readonly file: string
  readonly name: string
}

const MOST_SECONDS = 30 * 366 * 86_400
const MOST_FUNCTIONS = 100_000

/** A file of `mprof run` as a run of a project. Throws a `MebiError` for what is none. */
export function readMprof(file: GivenFile, text: string, projectDir: string): StoredRun {
  const parsed = parseMprof(file, text)
  const { calls, commandLine } = parsed
  if (new Set(calls.map(({ name }) => name)).size > MOST_FUNCTIONS)
    throw invalid(file.name, `has calls of more than ${MOST_FUNCTIONS} functions.`)
  const program = programOf(commandLine)
  const samples = [...parsed.samples].sort((a, b) => a.time - b.time)
  const start = calls.reduce((least, call) => Math.min(least, call.start), samples[0]?.time ?? 0)
  const end = calls.reduce((most, call) => Math.max(most, call.end), samples.at(-1)?.time ?? 0)
  if (end - start > MOST_SECONDS) throw invalid(file.name, 'has times that lie more than thirty years apart.')
  const peakBytes = samples.reduce((most, { bytes }) => Math.max(most, bytes), 0)
  const nested = nestCalls(calls)
  const script = program.target.kind === 'script' ? pathFrom(program.target.path, projectDir) : null
  const place = (name: string) => placeOf(name, script, projectDir)
  const names = [...new Set(nested.names.map((name) => place(name).name))]
  return foreignRun(file, projectDir, {
    kind: 'mprof',
    startedAt: new Date(Math.floor(start * 1000)).toISOString(),
    durationNs: Math.round((end - start) * 1e9),
    baselineBytes: samples[0]?.bytes ?? 0,
    peakBytes: calls.reduce((most, call) => Math.max(most, call.startBytes, call.endBytes), peakBytes),
    request: {
      ...program,
      watch: names.length === 0 ? { kind: 'auto' } : { kind: 'functions', names },
      detail: 'functions',
    },
    functions: callsOfFunctions(nested).map((all, index) =>
      functionOf(place(nested.names[index] ?? ''), all),
    ),
    sources: [],
    timeline: timelineOf(samples, parsed, nested, start, place),
    callTree: calls.length === 0 ? null : callTreeOf(nested, place, highestBetween(samples)),
    caveat:
      'Measured by mprof, whose file does not say how the program ended, or on which machine and by which interpreter it ran. Its memory is taken to be resident memory.',
  })
}

/** `__main__.load` lies in the script, `pkg.io.load` in `pkg/io.py` of the project, as far as can be told from a name. */
function placeOf(name: string, script: string | null, projectDir: string): Place {
  const point = name.lastIndexOf('.')
  const [module, own] = [name.slice(0, Math.max(0, point)), name.slice(point + 1) || name]
  if (module === '' || module === '__main__')
    return { file: script ?? pathFrom('__main__.py', projectDir), name: own }
  const isPath = /^\w+(\.\w+)*$/.test(module)
  return { file: pathFrom(isPath ? `${module.replaceAll('.', '/')}.py` : module, projectDir), name: own }
}

/** Of its lines `mprof` knows nothing. */
function functionOf(place: Place, calls: readonly Call[]): FunctionResult {
  const baselineBytes = calls[0]?.startBytes ?? 0
  return { ...place, firstLine: 1, lastLine: 1, calls: calls.length, baselineBytes, lines: [] }
}

function timelineOf(
  samples: readonly Sample[],
  { hasChildren }: MprofFile,
  { names, parents, functionOf: placesOf, changes }: NestedCalls,
  start: number,
  place: (name: string) => Place,
): Partial<Timeline> {
  const points = thinned(samples)
  let next = 0
  let node = -1
  const stackAt = points.map(({ time }) => {
    for (let change = changes[next]; change && change.time <= time; change = changes[++next])
      node = change.node
    return node
  })
  return {
    timesNs: points.map(({ time }) => Math.round((time - start) * 1e9)),
    bytes: points.map(({ bytes }) => bytes),
    childrenBytes: hasChildren ? points.map(({ childrenBytes }) => childrenBytes) : null,
    ...(names.length > 0 && {
      stacks: { places: names.map((name) => ({ ...place(name), line: 1 })), parents, placeOf: placesOf },
      stackAt,
    }),
  }
}
