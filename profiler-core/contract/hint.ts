import { z } from 'zod'
import { Bytes, LineNumber, Path } from './units.ts'

/** What to try at a line, where the measurement supports it. */
export const Hint = z.object({
  /** Stable name of the rule: `list-only-iterated`. */
  rule: z.string(),
  file: Path,
  /** Qualified name of the function. */
  name: z.string(),
  line: LineNumber,
  /** One sentence: what was seen, with names of the program. */
  title: z.string(),
  /** Why it takes memory, what to do, and when not to; a few sentences. */
  explanation: z.string(),
  /** Memory that is at stake, bytes: at most so much may be gained. */
  stakeBytes: Bytes,
  /** The code as it stands. */
  before: z.string(),
  /** How it may be written instead. */
  after: z.string(),
  /** The person has said "not here". */
  dismissed: z.boolean(),
})
export type Hint = z.infer<typeof Hint>
