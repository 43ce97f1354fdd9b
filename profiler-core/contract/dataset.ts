import { z } from 'zod'
import { Path } from './units.ts'

/** How much data there is, in whatever unit counts for the program. */
const Size = z.number().positive()

/** The data on which a program runs, as a person says it. */
export const DatasetRequest = z.object({
  label: z.string().min(1).optional(),
  size: Size.optional(),
  /** Such as `rows`; bytes where a file gives the size. */
  unit: z.string().min(1).optional(),
  /** A file whose name, size and hash are recorded when the run begins. */
  file: Path.optional(),
})
export type DatasetRequest = z.infer<typeof DatasetRequest>

/** The data on which a program ran. */
export const Dataset = z.object({
  label: z.string().nullable(),
  size: Size.nullable(),
  /** Of `size`, such as `rows` or `bytes`; `null` where the person gave none. */
  unit: z.string().nullable(),
  file: Path.nullable(),
  /** Of the file, in hexadecimal. */
  sha256: z.string().nullable(),
})
export type Dataset = z.infer<typeof Dataset>
