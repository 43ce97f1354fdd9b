import { z } from 'zod'
import { RunComparison } from './comparison.ts'
import { Dataset } from './dataset.ts'
import { Hint } from './hint.ts'
import { ActiveRun, FunctionHistory, HistoryEntry, QueuedRun } from './history.ts'
import { Interpreter } from './interpreter.ts'
import { Example, FileOutline, FileText, FolderListing, Project, ProjectFiles } from './project.ts'
import { RunRequest } from './request.ts'
import { OutputChunk, RunDetail, RunStatus, RunSummary, SourceFile } from './run.ts'
import { RunStory, storyParts, Timeline } from './story.ts'
import { CleanUp, FunctionTrend, HistoryUsage, RetentionRules } from './trend.ts'
import { LineNumber, Path } from './units.ts'

const RunId = z.object({ id: z.number().int().positive() })
const RunIds = z.object({ ids: z.array(z.number().int().positive()).min(1) })
const RunKey = z.object({ key: z.string() })
/** `time`: the run that started first is the base, whichever is named so. */
const RunPair = z.object({
  base: z.number().int().positive(),
  now: z.number().int().positive(),
  order: z.enum(['time', 'given']).default('time'),
})
/** A document that a person saves. */
const TextFile = z.object({ name: z.string(), text: z.string() })
const ProjectDir = z.object({ projectDir: Path })
const Nothing = z.object({})
/** How many files one call outlines: little enough that others get their turn. */
export const OUTLINE_BATCH = 200

/** What `doctor` found about one thing that Mebi needs. */
export const Finding = z.object({
  subject: z.string(),
  status: z.enum(['ok', 'warning', 'error']),
  detail: z.string(),
  /** What to do about it, where something is wrong. */
  advice: z.string().nullable(),
})
export type Finding = z.infer<typeof Finding>

/**
 * Every call of the core: the only place where one is declared. Where the host asks for trust, calls that run some of
 * a project's code (`interpreters.*`, `runs.start`, `runs.enqueue`) fail with `project-untrusted` before it is given, and
 * runs of a program that lies in no trusted folder with `script-untrusted`, of a module with `cwd-untrusted`.
 */
export const calls = {
  /** Last opened first. */
  'projects.recent': { input: Nothing, output: z.array(Project) },
  /** Opens a folder, remembers it, and watches its files from now on. */
  'projects.open': { input: z.object({ dir: Path }), output: Project },
  /** Says whether the programs of a project may be run; asked for by everything that runs some of its code. */
  'projects.trust': { input: ProjectDir.extend({ trusted: z.boolean() }), output: Project },
  /** Removes a project from the recent ones; its runs stay. */
  'projects.forget': { input: ProjectDir, output: Nothing },
  /** The bundled examples, in a folder where they may be changed. */
  'projects.examples': { input: Nothing, output: z.array(Example) },
  'projects.files': { input: ProjectDir, output: ProjectFiles },
  /** What some files of a project define. */
  'projects.outline': {
    input: ProjectDir.extend({ files: z.array(Path).max(OUTLINE_BATCH) }),
    output: z.array(FileOutline),
  },
  /** A Python file of a project as it is now. */
  'files.read': { input: ProjectDir.extend({ file: Path }), output: FileText },
  /** The folders below one; `null`: below the home folder. */
  'folders.list': { input: z.object({ dir: Path.nullable() }), output: FolderListing },

  /** How a function, file or folder was reached the last time. `subject`: `FILE:NAME`, `FILE`, or the project. */
  'requests.remembered': {
    input: ProjectDir.extend({ subject: z.string() }),
    output: RunRequest.nullable(),
  },
  'requests.remember': {
    input: ProjectDir.extend({ subject: z.string(), request: RunRequest }),
    output: Nothing,
  },

  /** The interpreters that fit a project, best first. */
  'interpreters.list': { input: ProjectDir, output: z.array(Interpreter) },
  /** Remembers the project's interpreter; `null` forgets the choice. */
  'interpreters.choose': {
    input: ProjectDir.extend({ path: Path.nullable() }),
    output: Interpreter.nullable(),
  },
  /** Starts a run and returns its key; what happens then comes as events. */
  'runs.start': { input: RunRequest, output: z.object({ key: z.string() }) },
  /** Starts a run when all before it have ended; failures come as `queue.failed`. */
  'runs.enqueue': { input: RunRequest, output: z.object({ ticket: z.string() }) },
  /** Takes a run out of the queue. */
  'runs.dequeue': { input: z.object({ ticket: z.string() }), output: Nothing },
  /** What goes on and what waits, for a page that comes later. */
  'runs.active': {
    input: Nothing,
    output: z.object({ running: z.array(ActiveRun), waiting: z.array(QueuedRun) }),
  },
  /** Writes to the program's standard input; `null` ends it. */
  'runs.input': { input: RunKey.extend({ text: z.string().nullable() }), output: Nothing },
  /** Stops a run: gently at first, then for good. Returns when it has ended. */
  'runs.stop': { input: RunKey, output: z.object({ status: RunStatus }) },
  /** Newest first. */
  'runs.list': {
    input: z.object({ projectDir: Path.optional(), limit: z.number().int().positive().default(1000) }),
    output: z.array(RunSummary),
  },
  /** The project's history as lines of a list, newest first. */
  'runs.history': { input: ProjectDir, output: z.array(HistoryEntry) },
  /** Which of the project's runs called a function of that name, or have such a file. Matched as a part, ignoring case. */
  'runs.having': {
    input: ProjectDir.extend({ function: z.string().optional(), file: z.string().optional() }),
    output: z.object({ ids: z.array(z.number().int().positive()) }),
  },
  /** The functions that the project's latest runs called. */
  'runs.functions': { input: ProjectDir, output: z.array(FunctionHistory) },
  'runs.get': { input: RunId, output: RunDetail },
  /** By number, or, for a run that goes on or was not saved, by key. */
  'runs.sources': { input: z.union([RunId, RunKey]), output: z.array(SourceFile) },
  'runs.timeline': { input: RunId, output: Timeline },
  /** Parts of a run's story; those that were not asked for, and those that were not measured, are `null` or empty. */
  'runs.story': {
    input: RunId.extend({ parts: z.array(z.enum(storyParts)).min(1) }),
    output: RunStory,
  },
  /** What to try, most at stake first. */
  'runs.hints': { input: RunId, output: z.array(Hint) },
  /** Says "not here" to a rule at a line of a project, whatever its number becomes, or takes it back. */
  'hints.dismiss': {
    input: RunId.extend({ rule: z.string(), file: Path, line: LineNumber, dismissed: z.boolean() }),
    output: Nothing,
  },
  'runs.output': { input: RunId, output: z.array(OutputChunk) },
  /** Each side stands for all runs of its group. */
  'runs.compare': { input: RunPair, output: RunComparison },
  /** A run as a page of HTML that needs nothing else. */
  'runs.report': { input: RunId, output: TextFile },
  /** A comparison as such a page. */
  'runs.comparisonReport': { input: RunPair, output: TextFile },
  /** Whole runs as one file (docs/mebi-file.md), in base64. */
  'runs.export': { input: RunIds, output: z.object({ name: z.string(), base64: z.string() }) },
  /**
   * Takes in runs from a file: of Mebi, of `mprof`, or a table of `memory_profiler`; which one is told by its content. Runs
   * of Mebi that are there already are left as they are. The others are runs of the project.
   */
  'runs.import': {
    input: ProjectDir.extend({ name: z.string(), base64: z.base64() }),
    output: z.object({
      ids: z.array(z.number().int().positive()),
      /** How many of them were there already. */
      known: z.number().int().nonnegative(),
    }),
  },
  'runs.functionTrend': {
    input: ProjectDir.extend({ file: Path, name: z.string() }),
    output: FunctionTrend,
  },
  'history.usage': { input: ProjectDir, output: HistoryUsage },
  /** Removes the project's runs that the rules do not keep; `dryRun`: only says which. */
  'history.cleanUp': {
    input: ProjectDir.extend({ rules: RetentionRules, dryRun: z.boolean() }),
    output: CleanUp,
  },
  /** Sets label, note, pin, data or baseline; `null` clears. A baseline takes the place of that of its target. */
  'runs.describe': {
    input: RunId.extend({
      label: z.string().nullable().optional(),
      note: z.string().nullable().optional(),
      pinned: z.boolean().optional(),
      dataset: Dataset.nullable().optional(),
      baseline: z.boolean().optional(),
    }),
    output: RunSummary,
  },
  /** `undoable`: they can be restored until the history is closed. */
  'runs.remove': {
    input: RunIds.extend({ undoable: z.boolean().default(false) }),
    output: z.object({ removed: z.number().int().nonnegative() }),
  },
  /** Brings back what was removed undoably. */
  'runs.restore': { input: RunIds, output: z.object({ restored: z.number().int().nonnegative() }) },
  /** What was found of everything that Mebi needs on this machine. */
  'system.check': { input: ProjectDir, output: z.array(Finding) },
  /** What a cell of a notebook on this machine runs to have `%mprun` and the rest of the Python package. */
  'system.notebookLine': { input: z.object({}), output: z.string() },
} as const satisfies Record<string, { input: z.ZodType; output: z.ZodType }>

export type CallName = keyof typeof calls
export const callNames = Object.keys(calls) as readonly CallName[]
/** What a caller passes. */
export type CallInput<N extends CallName> = z.input<(typeof calls)[N]['input']>
/** What a handler receives: parsed, defaults filled in. */
export type ParsedInput<N extends CallName> = z.output<(typeof calls)[N]['input']>
export type CallOutput<N extends CallName> = z.output<(typeof calls)[N]['output']>
