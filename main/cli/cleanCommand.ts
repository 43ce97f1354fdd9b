import { type Command, InvalidArgumentError } from 'commander'
import { z } from 'zod'
import type { CleanUp } from '../../profiler-core/contract/index.ts'
import { formatSmallSize } from '../../profiler-core/report/format.ts'
import { oneLine } from '../../profiler-core/report/index.ts'
import { canAsk, confirm } from './confirm.ts'
import type { Context } from './context.ts'
import { EXIT, unwrap, usageError } from './failure.ts'
import { HELP } from './help.ts'
import { projectOf, runsOfProject } from './projectRuns.ts'

const CleanOptions = z.object({
  keepLast: z.number().optional(),
  oneADay: z.boolean().optional(),
  dryRun: z.boolean().optional(),
  yes: z.boolean().optional(),
  project: z.string().optional(),
})
type CleanOptions = z.infer<typeof CleanOptions>

/** Adds `mebi clean`. */
export function addCleanCommand(program: Command, context: Context, exit: (code: number) => void): void {
  program
    .command('clean')
    .description("remove a project's old runs, and give their room back")
    .option('--keep-last <count>', 'keep so many of the newest runs of each target', parseKept)
    .option('--one-a-day', 'of older ones keep the last of each day')
    .option('--dry-run', 'only say what it would remove')
    .option('-y, --yes', 'do not ask')
    .option('--project <folder>', 'project folder (default: the one of this folder)')
    .addHelpText('after', HELP.clean)
    .action(async (options) => exit(await cleanCommand(context, CleanOptions.parse(options))))
}

/** `mebi clean`: says what goes, asks, removes it. */
async function cleanCommand(context: Context, options: CleanOptions): Promise<number> {
  const { keepLast, oneADay, dryRun, yes, project } = options
  if (keepLast === undefined && oneADay !== true) {
    throw usageError('Which runs are to stay?', 'Say it with --keep-last N, --one-a-day, or both.')
  }
  const projectDir = projectOf(context, project)
  const all = await runsOfProject(context, projectDir)
  const service = await context.service()
  const rules = { keepLast: keepLast ?? 0, keepOneADay: oneADay === true }
  const plan = unwrap(await service.call('history.cleanUp', { projectDir, rules, dryRun: true }))
  const of = `of the ${counted(all.length)} of ${oneLine(projectDir)}`
  if (plan.ids.length === 0 && plan.damaged === 0) {
    context.out.write(`None ${of} is to go.\n`)
    return EXIT.ok
  }
  const what = goingWords(plan, of)
  if (dryRun === true) {
    context.out.write(`To go are ${what}.\n`)
    return EXIT.ok
  }
  if (yes !== true) {
    if (!canAsk()) {
      throw usageError(
        'mebi clean removes runs for good, and nobody is here to say yes.',
        'Use --yes, or --dry-run to see what it would remove.',
      )
    }
    context.err.write(`To go are ${what}.\nPinned runs and baselines stay. This cannot be undone.\n`)
    if (!(await confirm(context.err, 'Remove them?'))) {
      context.err.write('Nothing was removed.\n')
      return EXIT.failure
    }
  }
  const done = unwrap(await service.call('history.cleanUp', { projectDir, rules, dryRun: false }))
  const which = done.ids.length === 0 ? '' : `: ${ranges(done.ids)}`
  const besides = done.damaged === 0 ? '' : ` And ${damagedWords(done.damaged)}.`
  context.out.write(
    `Removed ${counted(done.ids.length)}${which}. The history is ${formatSmallSize(done.bytes)} smaller.${besides}\n`,
  )
  return EXIT.ok
}

function goingWords({ ids, bytes, damaged }: CleanUp, of: string): string {
  const runs = `${counted(ids.length)} ${of}, about ${formatSmallSize(bytes)}: ${ranges(ids)}`
  if (damaged === 0) return runs
  return ids.length === 0 ? damagedWords(damaged) : `${runs}; and ${damagedWords(damaged)}`
}

/** Of runs that never came into the history. */
function damagedWords(damaged: number): string {
  return `what is left of ${counted(damaged)} that could not be read`
}

function counted(runs: number): string {
  return `${runs} ${runs === 1 ? 'run' : 'runs'}`
}

/** `1 to 12, 14, 20 to 31`; `ids`: ascending. */
function ranges(ids: readonly number[]): string {
  const found: { first: number; last: number }[] = []
  for (const id of ids) {
    const open = found.at(-1)
    if (open !== undefined && open.last === id - 1) open.last = id
    else found.push({ first: id, last: id })
  }
  return found
    .map(({ first, last }) =>
      first === last ? `${first}` : last === first + 1 ? `${first}, ${last}` : `${first} to ${last}`,
    )
    .join(', ')
}

function parseKept(text: string): number {
  const count = Number(text)
  if (/^\d+$/.test(text) && count < 2 ** 31) return count
  throw new InvalidArgumentError('It must be a number from 0.')
}
