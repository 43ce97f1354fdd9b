import type { Context } from './context.ts'
import { EXIT, Failure, unwrap } from './failure.ts'
import { parseRunNumber } from './runName.ts'

const ALL = 2 ** 31 - 1

/** `mebi rm`: removes the runs that there are, and names those that there are not. */
export async function removeCommand(context: Context, names: readonly string[]): Promise<number> {
  const ids = [...new Set(names.map(parseRunNumber))]
  const service = await context.service()
  const unknown: number[] = []
  const known: number[] = []
  const existing = new Set(unwrap(await service.call('runs.list', { limit: ALL })).map(({ id }) => id))
  for (const id of ids) (existing.has(id) ? known : unknown).push(id)
  if (known.length > 0) unwrap(await service.call('runs.remove', { ids: known }))
  if (unknown.length === 0) return EXIT.ok
  const numbers = unknown.join(', ')
  throw new Failure(
    unknown.length === 1 ? `There is no run ${numbers}.` : `There are no runs ${numbers}.`,
    known.length === 0 ? 'mebi list shows the runs there are.' : `Removed: ${known.join(', ')}.`,
  )
}
