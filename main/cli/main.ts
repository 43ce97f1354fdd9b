import { readFileSync } from 'node:fs'
import process from 'node:process'
import { CommanderError } from 'commander'
import { z } from 'zod'
import { oneLine } from '../../profiler-core/report/index.ts'
import { splitRunArguments, takeArguments } from './arguments.ts'
import { type Context, explainFault, processContext } from './context.ts'
import { EXIT, Failure } from './failure.ts'
import { createProgram } from './program.ts'
import { reasonOf } from './reportFile.ts'

/** Puts the lines below the first, and hints, under the text behind `mebi: `. */
const INDENT = '      '

async function main(): Promise<number> {
  const args = takeArguments(process.argv, process.env)
  const context = processContext()
  let code: number
  try {
    code = await execute(context, args)
  } catch (error) {
    code = explain(context, error)
  } finally {
    await context.close()
  }
  await context.out.flush()
  await context.err.flush()
  const { problem } = context.out
  if (problem === null) return code
  context.err.write(`mebi: cannot write to standard output: ${reasonOf(problem)}\n`)
  return code === EXIT.ok ? EXIT.failure : code
}

async function execute(context: Context, args: readonly string[]): Promise<number> {
  let code: number = EXIT.ok
  const program = createProgram(context, packageVersion(), (ended) => {
    code = ended
  })
  await program.parseAsync(
    prepared(
      program.commands.find((command) => command.name() === args[0]),
      args,
    ),
    { from: 'user' },
  )
  return code
}

/** Commands whose words behind their own options are those of a program. */
const RUNNING = ['run', 'check']

function prepared(
  command: Parameters<typeof splitRunArguments>[1] | undefined,
  [name, ...rest]: readonly string[],
): string[] {
  if (name === undefined) return []
  if (!RUNNING.includes(name) || command === undefined) return [name, ...rest]
  const { own, program } = splitRunArguments(rest, command)
  return program.length === 0 ? [name, ...own] : [name, ...own, '--', ...program]
}

function packageVersion(): string {
  // Two folders up from the sources as from the bundle in out/cli.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}

/** Says what went wrong, in a sentence, and returns the exit code. */
function explain({ err, env }: Context, error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed already; its own code for a wrong command line is 1.
    return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  }
  const failure = error instanceof Failure ? error : null
  const message = error instanceof Error ? error.message : String(error)
  err.write(`mebi: ${paragraph(failure === null ? `internal error: ${message}` : message)}\n`)
  if (typeof failure?.hint === 'string') err.write(`${INDENT}${paragraph(failure.hint)}\n`)
  explainFault(err, env, error)
  return failure?.exitCode ?? EXIT.failure
}

/** Text that may have lines of its own, below `mebi: `; control characters in it do not reach the terminal. */
function paragraph(text: string): string {
  return text.split('\n').map(oneLine).join(`\n${INDENT}`)
}

process.exitCode = await main()
