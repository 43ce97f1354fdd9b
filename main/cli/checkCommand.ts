import { type Command, InvalidArgumentError } from 'commander'
import { MAX_GROWTH, MIN_GROWTH_BYTES } from '../../profiler-core/contract/index.ts'
import { CheckOptions } from './checkOptions.ts'
import type { Context } from './context.ts'
import { HELP } from './help.ts'
import { parseSize, parseText } from './optionValues.ts'
import { withInterpreterOptions, withProgramOptions } from './runOptions.ts'

/** Adds `mebi check`. It brings a diff and statistics along, which the other commands need not load. */
export function addCheckCommand(program: Command, context: Context, exit: (code: number) => void): void {
  const check = program
    .command('check')
    .description('run a program and fail where it takes more memory than it may')
    .usage('[options] SCRIPT [ARGS...]\n       mebi check [options] -m MODULE [ARGS...]')
    .argument('[words...]')
    .option('--max-peak <size>', 'highest memory of the run, such as 512M', parseSize)
    .option(
      '--baseline <name>',
      'what it is held against: a label, a run, a file, or the word baseline',
      parseText,
    )
    .option(
      '--max-growth <percent>',
      `what may be added to the baseline (default: ${MAX_GROWTH})`,
      parsePercent,
    )
    .option(
      '--min-growth <size>',
      'growth below this does not count (default: 1M)',
      (text: string) => (text === '0' ? 0 : parseSize(text)),
      MIN_GROWTH_BYTES,
    )
    .option('--write-baseline <file>', 'write what was measured, for --baseline')
    .option('--junit <file>', 'write the outcome as JUnit XML')
    .option('--markdown <file>', 'write the outcome for a comment on a pull request')
    .option('--json', 'print JSON')
  withInterpreterOptions(withProgramOptions(check))
    .addHelpText('after', HELP.check)
    .action(async (words: string[], options) => {
      const { checkCommand } = await import('./check.ts')
      exit(await checkCommand(context, CheckOptions.parse(options), words))
    })
  check.configureHelp({ visibleArguments: () => [] })
}

function parsePercent(text: string): number {
  const percent = Number(text.replace(/ ?%$/, ''))
  if (/^\d+(\.\d+)?( ?%)?$/.test(text)) return percent
  throw new InvalidArgumentError('It must be a number of percent, such as 10.')
}
