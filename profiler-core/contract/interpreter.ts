import { z } from 'zod'
import { InterpreterInfo } from './run.ts'

/** An interpreter on this machine. */
export const Interpreter = InterpreterInfo.extend({
  /** Where it was found, in words: `.venv of the project`, `pyenv`, `PATH`. */
  source: z.string(),
  /** `null` where it can be used, else one sentence that says why not. */
  problem: z.string().nullable(),
})
export type Interpreter = z.infer<typeof Interpreter>
