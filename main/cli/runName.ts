import type { Context } from './context.ts'
import { Failure, unwrap, usageError } from './failure.ts'

const HINT = 'mebi list shows the numbers; last is the newest run, last~1 the one before it.'

/** The number of a run by what a person calls it: its number, `last` for the newest one, `last~2` for the second before it. */
export async function runNumber(context: Context, name: string): Promise<number> {
  const before = runsBefore(name)
  if (before === null) return parseRunNumber(name)
  const service = await context.service()
  const runs = unwrap(await service.call('runs.list', { limit: before + 1 }))
  const id = runs[before]?.id
  if (id !== undefined && id !== null) return id
  if (runs.length === 0) throw new Failure('There is no run yet.', 'mebi run SCRIPT makes one.')
  throw new Failure(`There are only ${runs.length} runs, so no ${name}.`, HINT)
}

/** How many runs are newer than the one that is called so; `null` for a number. */
function runsBefore(name: string): number | null {
  if (name === 'last') return 0
  const [, digits] = /^last~(\d{1,6})$/.exec(name) ?? []
  return digits === undefined ? null : Number(digits)
}

export function parseRunNumber(text: string): number {
  const id = /^[1-9]\d*$/.test(text) ? Number(text) : Number.NaN
  if (Number.isSafeInteger(id)) return id
  throw usageError(`${text} is not the number of a run.`, HINT)
}
