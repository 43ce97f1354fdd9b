import { type Command, Option } from 'commander'
import { Backend, RunRequest } from '../../profiler-core/contract/index.ts'
import {
  collect,
  count,
  parseDataSize,
  parseRepeat,
  parseSize,
  parseText,
  parseTimeout,
} from './optionValues.ts'

/** The options that say what runs, on what, and how it is measured: those of `run` and `check`. */
export function withProgramOptions(command: Command): Command {
  return command
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
    .option('--data <file>', 'the data it runs on: name, size and hash of the file are kept', parseText)
    .option('--data-label <text>', 'a name for the data', parseText)
    .option('--data-size <number>', "how much data there is (default: the file's bytes)", parseDataSize)
    .option('--data-unit <unit>', 'what --data-size counts, such as rows', parseText)
    .option(
      '--repeat <times>',
      'run it so often, as one group: medians, and how far they spread',
      parseRepeat,
    )
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
}

/** The interpreter's own options, which come last in the help. */
export function withInterpreterOptions(command: Command): Command {
  return command
    .option('-X <option>', "the interpreter's -X (repeatable)", collect)
    .option('-W <action>', "the interpreter's -W (repeatable)", collect)
    .addOption(new Option('-O', "the interpreter's -O; -OO for both").preset('').argParser(count))
}
