import { z } from 'zod'
import { ProgramOptions } from './runRequest.ts'

/** The options of `mebi check`, as commander hands them over. */
export const CheckOptions = ProgramOptions.extend({
  maxPeak: z.number().optional(),
  maxGrowth: z.number().optional(),
  minGrowth: z.number(),
  baseline: z.string().optional(),
  writeBaseline: z.string().optional(),
  junit: z.string().optional(),
  markdown: z.string().optional(),
  json: z.boolean().optional(),
})
export type CheckOptions = z.infer<typeof CheckOptions>
