import { beforeAll, expect, it } from 'vitest'
import { findHints } from '../../../../profiler-core/analysis/hints/index.ts'
import type { Interpreter } from '../../../../profiler-core/contract/index.ts'
import { MIB } from '../../run/support.ts'
import {
  checkChange,
  type Measured,
  programText,
  proveAlone,
  proveTogether,
  rulesWithPrograms,
  runProgram,
} from './programs.ts'
import { scienceInterpreter } from './science.ts'

const rules = rulesWithPrograms('science')
/** Polars allocates by itself, which tracemalloc does not see; nor is it quick with a large file of text. */
const resident = ['polars-eager', 'csv-text-as-category']
const alone = process.env['MEBI_TEST_FIGURES'] ? rules : resident
const together = rules.filter((rule) => !resident.includes(rule)).map((rule) => `science/${rule}`)

/** What a library takes for itself meanwhile is part of what is at stake, and stays. */
const LEAST = 0.25

let found: Interpreter | string
let runs: { before: Map<string, Measured>; after: Map<string, Measured> }
beforeAll(async () => {
  found = await scienceInterpreter()
  if (typeof found !== 'string') runs = await proveTogether(together, found)
}, 300_000)

it.for(together)('%s: its change lowers the peak', (name, context) => {
  if (typeof found === 'string') return context.skip(found)
  checkChange(name, runs.before.get(name)!, runs.after.get(name)!, LEAST)
})

it.for(alone)('%s: its change lowers the peak of a process of its own', async (rule, context) => {
  if (typeof found === 'string') return context.skip(found)
  await proveAlone(`science/${rule}`, LEAST, found)
})

it('says nothing of programs that take as much for a reason', async (context) => {
  if (typeof found === 'string') return context.skip(found)
  const { detail, sources } = await runProgram(programText('science/quiet'), {}, found)
  expect(detail.peakBytes - detail.baselineBytes).toBeGreaterThan(50 * MIB)
  expect(findHints(detail, sources).map(({ rule, line, before }) => [rule, line, before])).toEqual([])
})
