import { beforeAll, expect, it } from 'vitest'
import { findHints } from '../../../../profiler-core/analysis/hints/index.ts'
import { rules } from '../../../../profiler-core/analysis/hints/rules/index.ts'
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

const standard = rulesWithPrograms()
/** Those that start threads, which may still be ending when the next program begins. */
const threaded = ['futures-kept']
const together = standard.filter((rule) => !threaded.includes(rule))
/** What goes by resident memory, the figures that people see, in every run of the tests; with the variable all do. */
const alone = process.env['MEBI_TEST_FIGURES'] ? standard : [...threaded, 'lazy-in-list']

it('has a program for each rule', () => {
  const shown = [...standard, ...rulesWithPrograms('science')]
  expect(shown.sort()).toEqual(rules.map(({ id }) => id).sort())
  expect(new Set(shown).size).toBeGreaterThanOrEqual(20)
})

let runs: { before: Map<string, Measured>; after: Map<string, Measured> }
beforeAll(async () => {
  runs = await proveTogether(together)
}, 120_000)

/** A third or more of what an instance or a dict takes is all that a rewrite of its class can save. */
const leastOf = (rule: string) => (['instances-without-slots', 'rows-as-dicts'].includes(rule) ? 0.25 : 0.5)
const isStandIn = (rule: string) => rule.startsWith('torch') || rule.startsWith('loss')

it.each(together.filter((rule) => !isStandIn(rule)))('%s: its change lowers the peak', (rule) => {
  checkChange(rule, runs.before.get(rule)!, runs.after.get(rule)!, leastOf(rule))
})

it.each(together.filter(isStandIn))('%s: its change lowers the peak, with a stand-in for PyTorch', (rule) => {
  checkChange(rule, runs.before.get(rule)!, runs.after.get(rule)!, leastOf(rule))
})

it.each(alone)('%s: its change lowers the peak of a process of its own', async (rule) => {
  await proveAlone(rule, leastOf(rule))
})

it('says nothing of programs that take as much for a reason', async () => {
  const { detail, sources } = await runProgram(programText('quiet'), { backend: 'heap' })
  const small = standard.filter((rule) => {
    const name = rule.replaceAll('-', '_')
    const owner = detail.functions.find((each) => each.name === name || each.name === `Page.${name}`)
    const highest = Math.max(0, ...(owner?.lines.map(({ peakBytes }) => peakBytes) ?? []))
    return highest - (owner?.baselineBytes ?? 0) < MIB
  })
  expect(small).toEqual([])
  expect(findHints(detail, sources).map(({ rule, line, before }) => [rule, line, before])).toEqual([])
})
