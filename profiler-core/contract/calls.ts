import { z } from 'zod'
import { Interpreter } from './interpreter.ts'
import { RunRequest } from './request.ts'
import { OutputChunk, RunDetail, RunStatus, RunSummary, SourceFile, Timeline } from './run.ts'
import { Path } from './units.ts'

const RunId = z.object({ id: z.number().int().positive() })

/** What `doctor` found about one thing that Mebi needs. */
export const Finding = z.object({
  subject: z.string(),
  status: z.enum(['ok', 'warning', 'error']),
  detail: z.string(),
  /** What to do about it, where something is wrong. */
  advice: z.string().nullable(),
})
export type Finding = z.infer<typeof Finding>

/** Every call of the core: the only place where one is declared. */
export const calls = {
  /** The interpreters that fit a project, best first. */
  'interpreters.list': { input: z.object({ projectDir: Path }), output: z.array(Interpreter) },
  /** Remembers the project's interpreter; `null` forgets the choice. */
  'interpreters.choose': {
    input: z.object({ projectDir: Path, path: Path.nullable() }),
    output: Interpreter.nullable(),
  },
  /** Starts a run and returns its key; what happens then comes as events. */
  'runs.start': { input: RunRequest, output: z.object({ key: z.string() }) },
  /** Stops a run: gently at first, then for good. Returns when it has ended. */
  'runs.stop': { input: z.object({ key: z.string() }), output: z.object({ status: RunStatus }) },
  /** Newest first. */
  'runs.list': {
    input: z.object({ projectDir: Path.optional(), limit: z.number().int().positive().default(1000) }),
    output: z.array(RunSummary),
  },
  'runs.get': { input: RunId, output: RunDetail },
  'runs.sources': { input: RunId, output: z.array(SourceFile) },
  'runs.timeline': { input: RunId, output: Timeline },
  'runs.output': { input: RunId, output: z.array(OutputChunk) },
  /** Sets label or note; `null` clears. */
  'runs.describe': {
    input: RunId.extend({ label: z.string().nullable().optional(), note: z.string().nullable().optional() }),
    output: RunSummary,
  },
  'runs.remove': {
    input: z.object({ ids: z.array(z.number().int().positive()).min(1) }),
    output: z.object({ removed: z.number().int().nonnegative() }),
  },
  /** What was found of everything that Mebi needs on this machine. */
  'system.check': { input: z.object({ projectDir: Path }), output: z.array(Finding) },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type CallName = keyof typeof calls
/** What a caller passes. */
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>
/** What a handler receives: parsed, defaults filled in. */
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>
