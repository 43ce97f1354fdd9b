import type { Context, Handler } from 'hono'
import { hostCallNames, hostCalls, type Result } from '../../profiler-core/contract/index.ts'
import type { ProfilerService } from '../../profiler-core/service.ts'
import { refusal } from './answers.ts'

/** Answers one call of the core, or of the host, with its `Result`. */
export function callRoute(service: ProfilerService, initialProject: string | null): Handler {
  const askHost = hostAnswers(initialProject)
  return async (c) => {
    if (!/^application\/json *(;|$)/i.test(c.req.header('content-type') ?? '')) {
      return refusal(c, 415, 'not-json', 'The input of a call must be sent as application/json.')
    }
    let input: unknown
    try {
      input = await c.req.json()
    } catch {
      return refusal(c, 400, 'not-json', 'The input of a call must be JSON.')
    }
    const name = c.req.param('name') ?? ''
    return answer(c, askHost(name, input) ?? (await service.dispatch(name, input)))
  }
}

function answer(c: Context, result: Result<unknown>): Response {
  c.header('Cache-Control', 'no-store')
  return c.json(result)
}

/** Gives `null` for a name that is not the host's. */
function hostAnswers(
  initialProject: string | null,
): (name: string, input: unknown) => Result<unknown> | null {
  const names = new Set<string>(hostCallNames)
  let project = initialProject
  return (name, input) => {
    if (!names.has(name)) return null
    if (name !== 'host.initialProject') return notOffered(name)
    if (!hostCalls[name].input.safeParse(input).success) return wrongInput(name)
    const value = project
    project = null
    return { ok: true, value }
  }
}

function notOffered(name: string): Result<never> {
  const message = `${name} is not offered in a browser.`
  return { ok: false, error: { code: 'not-offered', message, hint: 'The desktop app has it.' } }
}

function wrongInput(name: string): Result<never> {
  return {
    ok: false,
    error: { code: 'invalid-input', message: `${name} takes an empty object.`, hint: null },
  }
}
