import { z } from 'zod'
import { Backend, RunRequest } from './request.ts'

/** The version of baseline files that this Mebi writes; it reads those before, too, which do not know of other processes. */
export const BASELINE_VERSION = 2
/** More than any project has; what is larger is no baseline. */
export const MAX_BASELINE_BYTES = 64 * 2 ** 20

/** In bytes or calls: of one run, or the lowest, the median and the highest of several. */
const Amount = z.union([
  z.number(),
  z
    .tuple([z.number(), z.number(), z.number()])
    .refine(([low, median, high]) => low <= median && median <= high, 'must be lowest, median, highest'),
])
export type Amount = z.infer<typeof Amount>

/** What is never below 0. */
const Level = Amount.refine(
  (amount) => (typeof amount === 'number' ? amount : amount[0]) >= 0,
  'must not be below 0',
)

const BaselineLine = z.strictObject({
  /** Without its indentation: a line is found again by what it says, wherever it has moved. */
  text: z.string(),
  increment: Amount,
})

const BaselineFunction = z.strictObject({
  /** Below the project's folder, with `/`; whole where it lies elsewhere. */
  file: z.string().min(1),
  /** Qualified. */
  name: z.string().min(1),
  calls: Level,
  /** Sum of the increments of its lines, also of those that are not listed. */
  growth: Amount,
  /** Highest of the peaks of its lines. */
  peak: Level,
  /** Those that moved memory, in the order of the text. */
  lines: z.array(BaselineLine),
})
export type BaselineFunction = z.infer<typeof BaselineFunction>

/**
 * What later runs are held against, as a file that is committed with the program: `mebi check --write-baseline`. Nothing in
 * it names a machine, a person or a folder outside of the project.
 */
export const BaselineFile = z.strictObject({
  format: z.literal('mebi-baseline'),
  version: z.union([z.literal(1), z.literal(BASELINE_VERSION)]),
  /** What ran, as `targetWords` has it. */
  target: z.string(),
  /** What was watched, as `watchedWords` has it. */
  watched: z.string(),
  backend: Backend,
  detail: RunRequest.shape.detail.unwrap(),
  /** Such as `CPython 3.12.1`. */
  python: z.string(),
  /** Such as `linux x64`. */
  system: z.string(),
  data: z
    .strictObject({
      label: z.string().nullable(),
      size: z.number().positive().nullable(),
      unit: z.string().nullable(),
      sha256: z.string().nullable(),
    })
    .nullable(),
  /** How many runs it was made of. */
  runs: z.number().int().positive(),
  /** Of the whole run: all processes together. */
  peak: Level,
  /** Of the first process by itself; `null`: `peak` is that, no other process was looked at. */
  firstProcessPeak: Level.nullable().default(null),
  /** By file, then by name, then by place. */
  functions: z.array(BaselineFunction),
})
export type BaselineFile = z.infer<typeof BaselineFile>
