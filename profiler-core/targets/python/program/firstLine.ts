import { basename, dirname, join } from 'node:path'

/** What the first line of a script says: by which program it is to be run, as written, and with what flags. */
export interface FirstLine {
  interpreter: string
  flags: string[]
}

/**
 * Reads `#!`: a path, a name behind `env`, or what pip and uv write where a path is too long for the system or not known: a
 * second line that is a command to the shell and the start of a text to Python. `null` where there is no such line.
 *
 * @param head the first lines of the script
 * @param file the script itself, real path
 */
export function firstLineOf(head: string, file: string): FirstLine | null {
  const [first = '', second = ''] = head.split(/\r?\n/)
  const match = /^#!\s*(\S+)\s*(.*?)\s*$/.exec(first)
  if (match === null) return null
  const [, program = '', rest = ''] = match
  if (basename(program) === 'env') return behindEnv(rest)
  if (basename(program) === 'sh') return behindShell(second, file) ?? { interpreter: program, flags: [] }
  return { interpreter: program, flags: rest === '' ? [] : [rest] }
}

function behindEnv(rest: string): FirstLine {
  const [interpreter = '', ...flags] = rest.startsWith('-S') ? rest.slice(2).trim().split(/\s+/) : [rest]
  return { interpreter, flags }
}

const BESIDE = '"$(dirname -- "$(realpath -- "$0")")"/'

function behindShell(line: string, file: string): FirstLine | null {
  const command = /^'''exec' (.*) "\$0" "\$@"$/.exec(line)?.[1]
  if (command === undefined) return null
  if (command.startsWith(BESIDE)) {
    return { interpreter: join(dirname(file), unquoted(command.slice(BESIDE.length))), flags: [] }
  }
  const [, quoted = '', flags = ''] = /^("[^"$`\\]+"|'[^']+'|[^\s$`\\'"]+)\s*(.*)$/.exec(command) ?? []
  return quoted === ''
    ? null
    : { interpreter: unquoted(quoted), flags: flags.split(/\s+/).filter((flag) => flag !== '') }
}

function unquoted(word: string): string {
  return word.replace(/^(["'])(.*)\1$/, '$2')
}

/** Whether a program is a Python interpreter, by its name. */
export function isPythonName(program: string): boolean {
  return /^(python|pypy)[\d.]*t?d?(\.exe)?$/i.test(basename(program))
}

/**
 * Whether a Python text is what an installer writes for a command: it defines nothing, and hands over to something that it
 * imports. What is of interest is what that runs.
 */
export function isStub(text: string): boolean {
  return (
    text.split('\n').length <= LONGEST_STUB &&
    !/^\s*(async\s+def|def|class)\b/m.test(text) &&
    /^\s*(import|from)\b/m.test(text) &&
    /\bsys\.exit\(|\braise\s+SystemExit\(/.test(text)
  )
}

/** Lines. */
const LONGEST_STUB = 60
