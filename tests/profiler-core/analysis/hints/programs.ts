import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { applyEdits } from '../../../../profiler-core/analysis/hints/excerpt.ts'
import { findAll, type RuleFinding } from '../../../../profiler-core/analysis/hints/findHints.ts'
import type { Interpreter } from '../../../../profiler-core/contract/index.ts'
import type { RunRecord } from '../../../../profiler-core/run/plan.ts'
import { MIB, runToEnd, textOf } from '../../run/support.ts'

const folder = fileURLToPath(new URL('programs', import.meta.url))

/** The programs in a folder that have something to hint at, by name: `RULE`, or `RULE_WHAT` for more of one rule. */
export function rulesWithPrograms(below = ''): string[] {
  return readdirSync(join(folder, below))
    .filter((name) => /^[a-z-]+(?:_[a-z-]+)?\.py$/.test(name) && name !== 'quiet.py')
    .map((name) => basename(name, '.py'))
}

/** The rule of a program. */
export function ruleOf(name: string): string {
  return basename(name).split('_')[0] ?? ''
}

export function programText(name: string): string {
  return readFileSync(join(folder, `${name}.py`), 'utf8')
}

/** Runs a program for real; `torch` is a stand-in that it may import. */
export async function runProgram(text: string, interpreter?: Interpreter): Promise<RunRecord> {
  const env = { PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: '1' }
  const record = await runToEnd(text, { request: { env }, ...(interpreter && { interpreter }) })
  expect({ status: record.detail.status, said: textOf(record, 'stderr') }).toEqual({
    status: 'finished',
    said: '',
  })
  return record
}

/**
 * Runs a program and what its hint makes of it. Checks that the hint is there, that both print the same, and that the peak
 * falls by at least a part of what was said to be at stake. Prints a line of the table in docs/hints.md where asked to.
 */
export async function proveRule(name: string, least: number, interpreter?: Interpreter): Promise<void> {
  const rule = ruleOf(name)
  const text = programText(name)
  const before = await runProgram(text, interpreter)
  const found = findAll(before.detail, before.sources)
  const finding = found.find((each) => each.rule === rule)
  if (!finding) throw new Error(`${rule} was not found; found: ${found.map((each) => each.rule).join()}`)
  const after = await runProgram(changedProgram(name, text, finding), interpreter)

  const [risen, rises] = [riseOf(before), riseOf(after)]
  if (process.env['MEBI_TEST_FIGURES']) {
    const figures = [risen, rises, finding.stakeBytes].map((bytes) => (bytes / MIB).toFixed(1))
    process.stdout.write(`| \`${rule}\` | ${figures.join(' | ')} |\n`)
  }
  expect(textOf(after)).toBe(textOf(before))
  expect(finding.stakeBytes).toBeLessThanOrEqual(risen)
  expect(risen - rises).toBeGreaterThan(least * finding.stakeBytes)
  expect(findAll(after.detail, after.sources).map((each) => each.rule)).not.toContain(rule)
}

/** The program as its hint would have it: by the hint's own changes, or, where it shows but the pattern, by hand. */
function changedProgram(name: string, text: string, finding: RuleFinding): string {
  const byHand = join(folder, `${name}.after.py`)
  if (existsSync(byHand)) return readFileSync(byHand, 'utf8')
  if (typeof finding.change === 'string') throw new Error(`${name}: no program shows what its hint proposes`)
  return [...(finding.imports ?? []), applyEdits(text, finding.change)].join('\n')
}

/** How far memory rose above what the program began with, bytes. */
export function riseOf({ detail }: RunRecord): number {
  return detail.peakBytes - detail.baselineBytes
}
