import { expect, it } from 'vitest'
import { findHints } from '../../../../profiler-core/analysis/hints/index.ts'
import { rules } from '../../../../profiler-core/analysis/hints/rules/index.ts'
import { MIB } from '../../run/support.ts'
import { programText, proveRule, riseOf, ruleOf, rulesWithPrograms, runProgram } from './programs.ts'

const standard = rulesWithPrograms()

it('has a program for each rule', () => {
  const shown = new Set([...standard, ...rulesWithPrograms('science')].map(ruleOf))
  expect([...shown].sort()).toEqual(rules.map(({ id }) => id).sort())
  expect(shown.size).toBeGreaterThanOrEqual(20)
})

/** A third or more of what an instance or a dict takes is all that a rewrite of its class can save. */
const leastOf = (rule: string) => (['instances-without-slots', 'rows-as-dicts'].includes(rule) ? 0.25 : 0.5)
const isStandIn = (rule: string) => rule.startsWith('torch') || rule.startsWith('loss')

it.each(standard.filter((rule) => !isStandIn(rule)))('%s: its change lowers the peak', async (rule) => {
  await proveRule(rule, leastOf(rule))
})

it.each(standard.filter(isStandIn))(
  '%s: its change lowers the peak, with a stand-in for PyTorch',
  async (rule) => {
    await proveRule(rule, leastOf(rule))
  },
)

it('says nothing of programs that take as much for a reason', async () => {
  const record = await runProgram(programText('quiet'))
  expect(riseOf(record)).toBeGreaterThan(10 * MIB)
  const hints = findHints(record.detail, record.sources)
  expect(hints.map(({ rule, line, before }) => [rule, line, before])).toEqual([])
})
