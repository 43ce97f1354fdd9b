import { z } from 'zod'

/** What the first line of a file of runs says; docs/mebi-file.md describes the file. */
export const FORMAT = 'mebi-runs'
/** The version that is written, and the newest that is read. */
export const VERSION = 1

/** Of any version. */
export const Head = z.object({ format: z.literal(FORMAT), version: z.number().int().positive() })

/** Of this version: one line for each run follows. */
export const HeadOfThisVersion = Head.extend({ runs: z.number().int().nonnegative() })
