import type { RunRequest, RunWarning } from '../contract/index.ts'
import { requestToKeep } from '../contract/index.ts'

/**
 * Values of environment variables that are not kept with a run, because they look like secrets, for as long as this host lives:
 * a run that is started again has them.
 */
export class SessionSecrets {
  /** By project and name. */
  readonly #values = new Map<string, string>()

  /** The request with what it lacks, as far as that is known here, and what there is to say of the rest. */
  complete(
    request: RunRequest,
    hostEnv: Readonly<NodeJS.ProcessEnv>,
  ): { request: RunRequest; warnings: RunWarning[] } {
    this.remember(request)
    const env = { ...request.env }
    const missing: string[] = []
    for (const name of request.withheld ?? []) {
      if (Object.hasOwn(env, name)) continue
      const known = this.#values.get(keyOf(request, name))
      if (known !== undefined) env[name] = known
      else if (hostEnv[name] === undefined) missing.push(name)
    }
    return { request: { ...request, env }, warnings: missing.length === 0 ? [] : [warningOf(missing)] }
  }

  remember(request: RunRequest): void {
    for (const name of requestToKeep(request).withheld ?? []) {
      const value = request.env[name]
      if (value !== undefined) this.#values.set(keyOf(request, name), value)
    }
  }
}

function keyOf({ projectDir }: RunRequest, name: string): string {
  return JSON.stringify([projectDir, name])
}

function warningOf(names: readonly string[]): RunWarning {
  const [what, was, them] = names.length === 1 ? ['is', 'value was', 'it'] : ['are', 'values were', 'them']
  const message = `${names.join(', ')} ${what} not set: the ${was} not kept with the earlier run. Set ${them} again, or where Mebi is started.`
  return { code: 'env-withheld', message, atNs: null }
}
