import { Argument, Command, Option } from 'commander'
import { DEFAULT_PRECISION, visible } from '../../profiler-core/report/index.ts'
import { DEFAULT_PORT } from '../serve/port.ts'
import { addCheckCommand } from './checkCommand.ts'
import { addCleanCommand } from './cleanCommand.ts'
import { addCompareCommand } from './compareCommand.ts'
import { completionScript, SHELLS } from './completion.ts'
import type { Context } from './context.ts'
import { addDescribeCommand } from './describeCommand.ts'
import { DoctorOptions, doctorCommand } from './doctorCommand.ts'
import { addExportCommand } from './exportCommand.ts'
import { EXIT } from './failure.ts'
import { addGrowthCommand } from './growthCommand.ts'
import { HELP } from './help.ts'
import { addImportCommand } from './importCommand.ts'
import { ListOptions, listCommand } from './listCommand.ts'
import { parseCount, parsePort, parsePrecision, parseSize } from './optionValues.ts'
import { removeCommand } from './removeCommand.ts'
import { FORMATS } from './reportOptions.ts'
import { runCommand } from './runCommand.ts'
import { withInterpreterOptions, withProgramOptions } from './runOptions.ts'
import { RunOptions } from './runRequest.ts'
import { ShowOptions, showCommand } from './showCommand.ts'
import { addTrendCommand } from './trendCommand.ts'
import { VIEWS } from './views/index.ts'

/** Takes the exit code of a command. */
export type Exit = (code: number) => void

/** The whole command line: what there is, and which function does it. */
export function createProgram(context: Context, version: string, exit: Exit): Command {
  const program = new Command('mebi')
    .description('Shows which line of a program takes the memory.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', HELP.mebi)
    .enablePositionalOptions()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.out.write(text),
      writeErr: (text) => context.err.write(text),
      outputError: (text, write) => write(visible(text.replace(/^error: /, 'mebi: '))),
      getOutHelpWidth: () => context.out.columns,
      getErrHelpWidth: () => context.err.columns,
    })
  defineRun(program, context, exit)
  addCheckCommand(program, context, exit)
  defineHistory(program, context, exit)
  addCompareCommand(program, context, exit)
  addTrendCommand(program, context, exit)
  addGrowthCommand(program, context, exit)
  addExportCommand(program, context, exit)
  addImportCommand(program, context, exit)
  defineApp(program, context, exit)
  program
    .command('doctor')
    .description('print what Mebi needs, what was found of it, and what to do about the rest')
    .option('--json', 'print JSON')
    .addHelpText('after', HELP.doctor)
    .action(async (options) => exit(await doctorCommand(context, DoctorOptions.parse(options))))
  program
    .command('completion')
    .description('print a script that completes words of mebi in a shell')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText('after', HELP.completion)
    .action((shell: string) => {
      context.out.write(completionScript(program, shell))
      exit(EXIT.ok)
    })
  return program
}

function defineRun(program: Command, context: Context, exit: Exit): void {
  const run = program
    .command('run')
    .description('profile a script or module, print its tables, keep the run')
    .usage('[options] SCRIPT [ARGS...]\n       mebi run [options] -m MODULE [ARGS...]')
    .argument('[words...]')
  withReportOptions(withProgramOptions(run))
  withInterpreterOptions(run)
    .addHelpText('after', HELP.run)
    .action(async (words: string[], options) =>
      exit(await runCommand(context, RunOptions.parse(options), words)),
    )
  // The usage line says better what the words are.
  run.configureHelp({ visibleArguments: () => [] })
}

function defineHistory(program: Command, context: Context, exit: Exit): void {
  program
    .command('list')
    .description('print the runs in the history, newest first')
    .option('--json', 'print JSON')
    .option('--project <folder>', 'only runs of this project folder')
    .option('-n, --limit <count>', 'at most so many', parseCount, 1000)
    .addHelpText('after', HELP.list)
    .action(async (options) => exit(await listCommand(context, ListOptions.parse(options))))
  withReportOptions(program.command('show').description('print the report of a run in the history'))
    .argument('<RUN>')
    .addOption(new Option('--view <view>', 'what to see of it').choices(VIEWS).default('table'))
    .addHelpText('after', HELP.show)
    .action(async (name: string, options) =>
      exit(await showCommand(context, name, ShowOptions.parse(options))),
    )
  addDescribeCommand(program, context, exit)
  addCleanCommand(program, context, exit)
  program
    .command('rm')
    .description('remove runs from the history')
    .argument('<RUN...>')
    .addHelpText('after', HELP.rm)
    .action(async (names: string[]) => exit(await removeCommand(context, names)))
}

/** These bring a server along, which the other commands need not load. */
function defineApp(program: Command, context: Context, exit: Exit): void {
  program
    .command('open')
    .description('open the desktop app')
    .argument('[folder]')
    .addHelpText('after', HELP.open)
    .action(async (folder: string | undefined) => {
      const { openCommand } = await import('./openCommand.ts')
      exit(await openCommand(context, folder))
    })
  program
    .command('serve')
    .description('serve the app to a browser, on this machine, until Ctrl-C')
    .argument('[folder]')
    .option('--port <number>', `port (default: ${DEFAULT_PORT}, or another where that is taken)`, parsePort)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allow-remote', 'let --host name an address that other machines reach')
    .option('--open', "open the page in the system's browser")
    .addHelpText('after', HELP.serve)
    .action(async (folder: string | undefined, options) => {
      const { ServeOptions, serveCommand } = await import('./serveCommand.ts')
      exit(await serveCommand(context, ServeOptions.parse(options), folder))
    })
}

function withReportOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <format>', 'shape of the report').choices(FORMATS).default('table'))
    .option('-o, --output <file>', 'write the report to a file (default: standard output)')
    .option(
      '--precision <digits>',
      'decimals of a number of MiB in a table',
      parsePrecision,
      DEFAULT_PRECISION,
    )
    .option('--top <count>', 'print at most so many functions: those in which most happened', parseCount)
    .option(
      '--min-increment <size>',
      'leave out lines, and functions of such lines, in which less happened, such as 1M',
      parseSize,
    )
    .option('--peak', 'add a column to the table: the highest memory at any moment within a line')
}
