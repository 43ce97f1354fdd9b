import { z } from 'zod'

/** What is wrong, as a code for programs, a sentence for people, and what to do about it. */
export const CallError = z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
export type CallError = z.infer<typeof CallError>

export type Result<T> = { ok: true; value: T } | { ok: false; error: CallError }

/** Thrown inside the core for anything that a person can act upon; becomes a `CallError` at the boundary. */
export class MebiError extends Error {
  override readonly name = 'MebiError'
  readonly code: string
  readonly hint: string | null

  constructor(code: string, message: string, hint: string | null = null, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.hint = hint
  }

  toCallError(): CallError {
    return { code: this.code, message: this.message, hint: this.hint }
  }
}
