import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import {
  type FunctionResult,
  type Interpreter,
  type LineResult,
  RunDetail,
  RunRequest,
  type RunRequestInput,
} from '../../../profiler-core/contract/index.ts'
import { hostInfo } from '../../../profiler-core/run/hostInfo.ts'
import type { RunDeps, RunEvent, RunPlan, RunRecord } from '../../../profiler-core/run/plan.ts'
import { type Run, startRun } from '../../../profiler-core/run/run.ts'
import { prepareRun } from '../../../profiler-core/targets/python/prepare.ts'
import { readSource } from '../../../profiler-core/targets/python/sourceText.ts'
import { agentDir, anInterpreter, programOf, temporaryFolder } from '../targets/python/support.ts'

export const MIB = 1024 * 1024

export interface StartOptions extends Partial<RunDeps> {
  request?: Partial<RunRequestInput>
  interpreter?: Interpreter
  /** Collect neither events nor output: for tests of how much the host itself keeps. */
  forget?: boolean
}

/** What starts `source` as a script in a folder of its own. */
export async function planOf(source: string, options: StartOptions = {}): Promise<RunPlan> {
  const cwd = await temporaryFolder()
  await writeFile(join(cwd, 'script.py'), source)
  const target = { kind: 'script' as const, path: 'script.py' }
  const request = RunRequest.parse({ target, cwd, projectDir: cwd, ...options.request })
  const interpreter = options.interpreter ?? (await anInterpreter())
  const prepared = await prepareRun(request, interpreter, {
    program: await programOf(request),
    agentDir,
    cacheDir: join(cwd, '.cache'),
  })
  return { ...prepared, request, host: hostInfo(), git: null, dataset: null }
}

export interface StartedRun {
  run: Run
  /** Everything that has happened so far. */
  events: RunEvent[]
  /** Resolves when the program's standard output contains the text. */
  printed: (text: string) => Promise<void>
}

/** Runs a script under a real interpreter. */
export async function start(source: string, options: StartOptions = {}): Promise<StartedRun> {
  const plan = await planOf(source, options)
  const events: RunEvent[] = []
  let output = ''
  const waiting: (() => void)[] = []
  const run = await startRun(plan, {
    dataDir: options.dataDir ?? (await temporaryFolder()),
    stdin: options.stdin ?? 'ignore',
    readSource,
    samplerUrl: options.samplerUrl,
    env: options.env,
    onEvent: (event) => {
      if (!options.forget) events.push(event)
      if (!options.forget && event.type === 'output' && event.stream === 'stdout') output += event.text
      for (const check of waiting) check()
      return options.onEvent?.(event)
    },
  })
  const printed = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (output.includes(text)) resolve()
      }
      waiting.push(check)
      check()
      void run.ended.then(() => reject(new Error(`The program ended without printing ${text}.`)))
    })
  return { run, events, printed }
}

/** Runs a script to its end, and checks that its record is one. */
export async function runToEnd(source: string, options: StartOptions = {}): Promise<RunRecord> {
  const record = await (await start(source, options)).run.ended
  checkRecord(record)
  return record
}

/** What must hold of every run. */
export function checkRecord({ detail, timeline }: RunRecord): void {
  expect(RunDetail.parse(detail)).toEqual(detail)
  expect(timeline.timesNs).toEqual([...timeline.timesNs].sort((a, b) => a - b))
  for (const { lines } of detail.functions) {
    for (const line of lines) {
      expect(line.occurrences).toBeGreaterThan(0)
      expect(line.peakBytes).toBeGreaterThanOrEqual(line.memoryBytes)
    }
  }
}

export function functionOf({ detail }: RunRecord, name: string): FunctionResult {
  const found = detail.functions.find((each) => each.name === name)
  if (!found)
    throw new Error(`no function ${name} in ${detail.functions.map((each) => each.name).join(', ')}`)
  return found
}

export function lineOf(record: RunRecord, name: string, line: number): LineResult {
  const found = functionOf(record, name).lines.find((each) => each.line === line)
  if (!found) throw new Error(`line ${line} of ${name} did not run`)
  return found
}

export function textOf({ output }: RunRecord, stream: 'stdout' | 'stderr' = 'stdout'): string {
  return output
    .filter((chunk) => chunk.stream === stream)
    .map((chunk) => chunk.text)
    .join('')
}
