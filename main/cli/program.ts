import { Argument, Command, InvalidArgumentError, Option } from 'commander'
import { Backend, RunRequest } from '../../profiler-core/contract/index.ts'
import { memorySize } from '../../profiler-core/contract/memorySize.ts'
import { DEFAULT_PRECISION } from '../../profiler-core/report/index.ts'
import { DEFAULT_PORT } from '../serve/port.ts'
import { completionScript, SHELLS } from './completion.ts'
import type { Context } from './context.ts'
import { DoctorOptions, doctorCommand } from './doctorCommand.ts'
import { EXIT } from './failure.ts'
import { HELP } from './help.ts'
import { ListOptions, listCommand } from './listCommand.ts'
import { removeCommand } from './removeCommand.ts'
import { FORMATS } from './reportOptions.ts'
import { runCommand } from './runCommand.ts'
import { RunOptions } from './runRequest.ts'
import { ShowOptions, showCommand } from './showCommand.ts'
import { VIEWS } from './views/index.ts'

const MAX_PRECISION = 10
/** A timer of Node holds no more: 24 days. */
const MAX_TIMEOUT_SECONDS = 2_147_483

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
      outputError: (text, write) => write(text.replace(/^error: /, 'mebi: ')),
      getOutHelpWidth: () => context.out.columns,
      getErrHelpWidth: () => context.err.columns,
    })
  defineRun(program, context, exit)
  defineHistory(program, context, exit)
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
    .option('-m, --module <module>', 'run a module or package, as python -m does')
    .option('-f, --function <name>', 'watch this function (repeatable)', collect)
    .option('--all', 'watch every function of the project folder')
    .option('-c, --call <statement>', 'load SCRIPT, then run this statement in its namespace')
    .addOption(
      new Option('--backend <backend>', 'what counts as memory (default: rss)').choices(Backend.options),
    )
    .addOption(
      new Option('--detail <detail>', 'watch lines, or functions as a whole, which costs a fraction').choices(
        RunRequest.shape.detail.unwrap().options,
      ),
    )
    .option('--exact', 'read the memory at every line, also where it cannot have moved')
    .option('--count-objects', 'count the objects of each type after the first and the last watched call')
    .option('--python <path>', "interpreter (default: the project's, or the best one found)")
    .option(
      '--project <folder>',
      'project folder (default: nearest one upwards with .git, pyproject.toml, ...)',
    )
    .option('--label <text>', 'a name for the run in the history')
    .option('--timeout <seconds>', 'stop the program after this time', parseTimeout)
    .option(
      '--max-memory <size>',
      'stop the program when it and its child processes take more together, such as 4G (Linux)',
      parseSize,
    )
    .option('--no-save', 'do not keep the run in the history')
    .option('-q, --quiet', "drop the program's output")
    .option('--include-children', 'add the memory of child processes to every reading')
    .option('--no-children', 'do not watch functions in child processes')
  withReportOptions(run)
    .option('-X <option>', "the interpreter's -X (repeatable)", collect)
    .option('-W <action>', "the interpreter's -W (repeatable)", collect)
    .addOption(new Option('-O', "the interpreter's -O; -OO for both").preset('').argParser(count))
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
    .option('--peak', 'add a column to the table: the highest memory at any moment within a line')
}

function collect(value: string, earlier: string[] | undefined): string[] {
  if (value === '') throw new InvalidArgumentError('It must not be empty.')
  return [...(earlier ?? []), value]
}

function count(_: string, earlier: number | undefined): number {
  return (earlier ?? 0) + 1
}

function parsePrecision(text: string): number {
  const digits = Number(text)
  if (/^\d+$/.test(text) && digits <= MAX_PRECISION) return digits
  throw new InvalidArgumentError(`It must be a number from 0 to ${MAX_PRECISION}.`)
}

function parseTimeout(text: string): number {
  const seconds = Number(text)
  if (/^\d*\.?\d+$/.test(text) && seconds > 0 && seconds <= MAX_TIMEOUT_SECONDS) return seconds
  throw new InvalidArgumentError(
    `It must be a number of seconds above 0, at most ${MAX_TIMEOUT_SECONDS} (24 days).`,
  )
}

function parseSize(text: string): number {
  const bytes = memorySize(text)
  if (typeof bytes === 'number') return bytes
  throw new InvalidArgumentError(bytes.problem)
}

function parseCount(text: string): number {
  const number = Number(text)
  if (/^[1-9]\d*$/.test(text) && number < 2 ** 31) return number
  throw new InvalidArgumentError('It must be a number above 0.')
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('It must be a number from 0 (any that is free) to 65535.')
}
