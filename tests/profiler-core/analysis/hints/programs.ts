import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { applyEdits } from '../../../../profiler-core/analysis/hints/excerpt.ts'
import { findAll, type RuleFinding } from '../../../../profiler-core/analysis/hints/findHints.ts'
import type {
  FunctionResult,
  Interpreter,
  RunRequestInput,
} from '../../../../profiler-core/contract/index.ts'
import type { RunRecord } from '../../../../profiler-core/run/plan.ts'
import { MIB, runToEnd, textOf } from '../../run/support.ts'
import { folderWith } from '../../targets/python/support.ts'

const folder = fileURLToPath(new URL('programs', import.meta.url))

/** The rules for which there is a program in a folder: `RULE.py`. */
export function rulesWithPrograms(below = ''): string[] {
  return readdirSync(join(folder, below))
    .filter((name) => /^[a-z-]+\.py$/.test(name) && name !== 'quiet.py')
    .map((name) => basename(name, '.py'))
}

export function programText(name: string): string {
  return readFileSync(join(folder, `${name}.py`), 'utf8')
}

/** What one program did within a run, or as a run of its own. */
export interface Measured {
  readonly text: string
  readonly said: string
  readonly findings: RuleFinding[]
  /** How far memory rose above what the program began with, bytes. */
  readonly riseBytes: number
}

/** Runs a program for real, in a process of its own, by resident memory; `torch` is a stand-in that it may import. */
export async function runAlone(text: string, interpreter?: Interpreter): Promise<Measured> {
  const record = await runProgram(text, {}, interpreter)
  const { detail } = record
  const findings = findAll(detail, record.sources)
  return { text, said: textOf(record), findings, riseBytes: detail.peakBytes - detail.baselineBytes }
}

/** What one program leaves behind must not be freed while the next is measured. */
const DRIVER = `
import gc
import runpy
import sys

for path in sys.argv[1:]:
    runpy.run_path(path, run_name='__main__')
    gc.collect()
    print('--')
`

/** Runs programs for real, one after the other in one process, which is quick, and, by `heap`, exact. */
export async function runTogether(
  programs: ReadonlyMap<string, string>,
  interpreter?: Interpreter,
): Promise<Map<string, Measured>> {
  const files = [...programs].map(([name, text]) => [`${basename(name)}.py`, text] as const)
  const place = await folderWith(Object.fromEntries(files))
  const paths = files.map(([name]) => join(place, name))
  const watch = { kind: 'project' } as const
  const request = { args: paths, projectDir: place, watch, backend: 'heap' } as const
  const record = await runProgram(DRIVER, request, interpreter)
  const said = textOf(record).split('--\n')
  return new Map(
    [...programs].map(([name, text], at) => {
      const functions = record.detail.functions.filter(({ file }) => file === paths[at])
      const sources = record.sources.filter(({ file }) => file === paths[at])
      const run = { ...record.detail, functions, ...levelsOf(functions) }
      const findings = findAll(run, sources)
      const riseBytes = run.peakBytes - run.baselineBytes
      return [name, { text, said: said[at] ?? '', findings, riseBytes }]
    }),
  )
}

/** What the run would have begun with, and its peak, had it been of these functions alone. */
function levelsOf(functions: readonly FunctionResult[]): { baselineBytes: number; peakBytes: number } {
  const peaks = functions.flatMap(({ lines }) => lines.map(({ peakBytes }) => peakBytes))
  return {
    baselineBytes: Math.min(...functions.map(({ baselineBytes }) => baselineBytes)),
    peakBytes: Math.max(...peaks),
  }
}

export async function runProgram(
  text: string,
  request: Partial<RunRequestInput>,
  interpreter?: Interpreter,
): Promise<RunRecord> {
  const env = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
  const record = await runToEnd(text, { request: { env, ...request }, ...(interpreter && { interpreter }) })
  expect({ status: record.detail.status, said: textOf(record, 'stderr') }).toEqual({
    status: 'finished',
    said: '',
  })
  return record
}

/** The program as its hint would have it: by the hint's own changes, or, where it shows but the pattern, by hand. */
export function changedProgram(name: string, { text, findings }: Measured): string {
  const finding = findings.find(({ rule }) => rule === basename(name))
  if (!finding) throw new Error(`${name} was not found; found: ${findings.map(({ rule }) => rule).join()}`)
  const byHand = join(folder, `${name}.after.py`)
  if (existsSync(byHand)) return readFileSync(byHand, 'utf8')
  if (typeof finding.change === 'string') throw new Error(`${name}: no program shows what its hint proposes`)
  return [...(finding.imports ?? []), applyEdits(text, finding.change)].join('\n')
}

/** Checks that the change lowers the peak by a part of what was said to be at stake, and what the program prints not at all. */
export function checkChange(name: string, before: Measured, after: Measured, least: number): void {
  const rule = basename(name)
  const stakeBytes = before.findings.find((each) => each.rule === rule)?.stakeBytes ?? Number.NaN
  expect(after.said).toBe(before.said)
  expect(stakeBytes).toBeGreaterThan(MIB)
  expect(stakeBytes).toBeLessThanOrEqual(before.riseBytes)
  expect(before.riseBytes - after.riseBytes).toBeGreaterThan(least * stakeBytes)
  expect(after.findings.map((each) => each.rule)).not.toContain(rule)
}

/** Runs a program alone, and what its hint makes of it; prints a line of the table in docs/hints.md where asked to. */
export async function proveAlone(name: string, least: number, interpreter?: Interpreter): Promise<void> {
  const before = await runAlone(programText(name), interpreter)
  const after = await runAlone(changedProgram(name, before), interpreter)
  if (process.env['MEBI_TEST_FIGURES']) {
    const { stakeBytes } = before.findings.find(({ rule }) => rule === basename(name))!
    const figures = [before.riseBytes, after.riseBytes, stakeBytes].map((bytes) => (bytes / MIB).toFixed(1))
    process.stdout.write(`| \`${basename(name)}\` | ${figures.join(' | ')} |\n`)
  }
  checkChange(name, before, after, least)
}

/** Runs programs together, and then what their hints make of them. */
export async function proveTogether(names: readonly string[], interpreter?: Interpreter) {
  const before = await runTogether(new Map(names.map((name) => [name, programText(name)])), interpreter)
  const changed = new Map(names.map((name) => [name, changedProgram(name, before.get(name)!)]))
  return { before, after: await runTogether(changed, interpreter) }
}
