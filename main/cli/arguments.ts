import type { Command, Option } from 'commander'
import { z } from 'zod'

const Arguments = z.array(z.string())

/**
 * The command's own arguments. Node cannot tell bytes that are not UTF-8 apart, so `bin/mebi.mjs` hands the arguments
 * over in `MEBI_ARGV` (JSON, surrogate escapes) where there are such bytes. The variable is not for the program.
 */
export function takeArguments(argv: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const handed = env['MEBI_ARGV']
  delete env['MEBI_ARGV']
  return handed === undefined ? argv.slice(2) : Arguments.parse(JSON.parse(handed))
}

/** The arguments of `mebi run`, cut in two. */
export interface SplitArguments {
  readonly own: string[]
  readonly program: string[]
}

/**
 * Where do Mebi's options end and the program's words begin? At the first word that is no option, as ever, but also right
 * behind `-m MODULE`, as with Python itself: in `mebi run -m pytest -q` the `-q` is pytest's.
 */
export function splitRunArguments(args: readonly string[], command: Command): SplitArguments {
  let at = 0
  while (at < args.length) {
    const word = args[at] ?? ''
    if (word === '--') return { own: args.slice(0, at), program: args.slice(at + 1) }
    if (word === '-' || !word.startsWith('-')) break
    const option = valueOption(word, command)
    at += option?.valueFollows === true ? 2 : 1
    if (option?.isModule === true) break
  }
  return { own: args.slice(0, at), program: args.slice(at) }
}

interface ValueOption {
  readonly isModule: boolean
  readonly valueFollows: boolean
}

/** The option of a word, or the last of a cluster such as `-qf NAME`, that takes a value. */
function valueOption(word: string, command: Command): ValueOption | null {
  if (word.startsWith('--')) {
    const [name = '', value] = word.split('=', 2)
    const option = command.options.find((candidate) => candidate.long === name)
    return option === undefined || !option.required ? null : describe(option, value === undefined)
  }
  for (let index = 1; index < word.length; index += 1) {
    const option = command.options.find((candidate) => candidate.short === `-${word[index]}`)
    if (option?.required === true) return describe(option, index === word.length - 1)
  }
  return null
}

function describe(option: Option, valueFollows: boolean): ValueOption {
  return { isModule: option.short === '-m', valueFollows }
}
