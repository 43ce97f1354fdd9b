import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Result } from '../../profiler-core/contract/index.ts'

/** An error of the API as a `Result`, else as a plain page with one sentence. */
export function refusal(c: Context, status: ContentfulStatusCode, code: string, message: string): Response {
  c.header('Cache-Control', 'no-store')
  if (!c.req.path.startsWith('/api/')) return c.text(`${message}\n`, status)
  return c.json<Result<never>>({ ok: false, error: { code, message, hint: null } }, status)
}
