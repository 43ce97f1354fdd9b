import { beforeAll, expect, it } from 'vitest'
import { findHints } from '../../../../profiler-core/analysis/hints/index.ts'
import type { Interpreter } from '../../../../profiler-core/contract/index.ts'
import { MIB } from '../../run/support.ts'
import { programText, proveRule, riseOf, rulesWithPrograms, runProgram } from './programs.ts'
import { scienceInterpreter } from './science.ts'

/** What a library takes for itself meanwhile is part of what is at stake, and stays. */
const LEAST = 0.25

let found: Interpreter | string
beforeAll(async () => {
  found = await scienceInterpreter()
}, 300_000)

it.for(rulesWithPrograms('science'))('%s: its change lowers the peak', async (rule, context) => {
  if (typeof found === 'string') return context.skip(found)
  await proveRule(`science/${rule}`, LEAST, found)
})

it('says nothing of programs that take as much for a reason', async (context) => {
  if (typeof found === 'string') return context.skip(found)
  const record = await runProgram(programText('science/quiet'), found)
  expect(riseOf(record)).toBeGreaterThan(50 * MIB)
  const hints = findHints(record.detail, record.sources)
  expect(hints.map(({ rule, line, before }) => [rule, line, before])).toEqual([])
})
