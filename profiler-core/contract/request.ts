import { z } from 'zod'
import { DatasetRequest } from './dataset.ts'
import { Bytes, Nanoseconds, Path } from './units.ts'

/**
 * What memory means in a run: `rss` resident memory of the process, `heap` what Python's allocators hold
 * (tracemalloc), `uss` and `pss` unique and proportional set size (Linux).
 */
export const Backend = z.enum(['rss', 'heap', 'uss', 'pss'])
export type Backend = z.infer<typeof Backend>

/** The program to run. `call`: load the script, then execute this statement in its namespace. */
export const RunTarget = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('script'), path: Path, call: z.string().min(1).optional() }),
  z.object({ kind: z.literal('module'), name: z.string().min(1) }),
])
export type RunTarget = z.infer<typeof RunTarget>

/**
 * Which functions are watched.
 * `auto`: those that the script marks with `@profile`, or, where it marks none, every function of it and its module level;
 * and what is marked in the modules that it really loads. (Of a program of several files: what any of them marks, or all.)
 * `functions`: by `name`, `Class.method`, `file.py:name`, `pkg.mod:name` or `pkg.mod.name`; `file.py:*` and `folder:*` are all
 * functions of a file or folder. `project`: every function of the project folder.
 */
export const WatchSelection = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('auto') }),
  z.object({ kind: z.literal('functions'), names: z.array(z.string().min(1)).min(1) }),
  z.object({ kind: z.literal('project') }),
])
export type WatchSelection = z.infer<typeof WatchSelection>

/** Everything that is needed to start a run, and to start the same run again. */
export const RunRequest = z.object({
  target: RunTarget,
  /** The program's own arguments (`sys.argv[1:]`). */
  args: z.array(z.string()).default([]),
  /** Working directory of the program, absolute. */
  cwd: Path,
  /** Folder whose Python files count as the project, absolute. */
  projectDir: Path,
  /** Path of the interpreter; absent: the project's remembered choice, or the best one found. */
  python: Path.optional(),
  /** Interpreter options handed through, such as `-O` or `-Xdev`. */
  pythonFlags: z.array(z.string()).default([]),
  /** Environment variables set on top of the host's own. */
  env: z.record(z.string(), z.string()).default({}),
  /** Names of variables whose values were not kept with an earlier run, because they look like secrets. */
  withheld: z.array(z.string()).optional(),
  /** Keep such values with the run. */
  keepSecrets: z.boolean().optional(),
  backend: Backend.default('rss'),
  watch: WatchSelection.default({ kind: 'auto' }),
  /**
   * `lines`: every line of the watched functions. `functions`: their calls only, as a whole, which costs a fraction: to find
   * the functions that are worth a closer look.
   */
  detail: z.enum(['lines', 'functions']).default('lines'),
  /** Read the memory at every line, also after those in which it cannot have moved. */
  exact: z.boolean().default(false),
  /** Count the objects of each type at the end of the first and of the last watched call. */
  countObjects: z.boolean().default(false),
  /** Watch the Python processes that the program starts, in the same tables. */
  watchChildren: z.boolean().default(true),
  /** Add the memory of all child processes to every reading (`rss`, `uss`, `pss`). */
  includeChildren: z.boolean().default(false),
  /** Stop the program when it and all processes that it started take more than this together, resident. */
  maxMemoryBytes: Bytes.positive().optional(),
  /** Stop the program after this time. */
  timeoutNs: Nanoseconds.positive().optional(),
  label: z.string().optional(),
  /** The data on which the program runs. */
  dataset: DatasetRequest.optional(),
  /** A name that repetitions of the same thing share. */
  group: z.string().min(1).optional(),
  /** How often the person wants it run, as one group: for whoever starts it, who starts it so often. */
  repeat: z.number().int().min(1).max(50).optional(),
  /** Keep the run in the history. */
  save: z.boolean().default(true),
})
export type RunRequest = z.infer<typeof RunRequest>
/** A request as a caller may write it, defaults left out. */
export type RunRequestInput = z.input<typeof RunRequest>
