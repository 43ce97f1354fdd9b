import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findHints } from '../../../../profiler-core/analysis/hints/index.ts'
import { Module } from '../../../../profiler-core/analysis/hints/python/module.ts'
import { type FunctionResult, Hint, type LineResult } from '../../../../profiler-core/contract/index.ts'
import { programText, ruleOf, rulesWithPrograms } from './programs.ts'

const MIB = 2 ** 20
const file = '/project/program.py'

/** A run of a program in which every line of every function took as much, and rose as far above it. */
function runOf(text: string, grown: number, spike = 0) {
  const module = Module.read(file, text)!
  const functions = module.functions.map(({ name, node, firstLine }): FunctionResult => {
    const lines: LineResult[] = []
    for (let line = node.line; line <= node.lastLine; line++) {
      const memoryBytes = 100 * MIB
      const peakBytes = memoryBytes + spike
      lines.push({
        line,
        occurrences: 1,
        incrementBytes: grown,
        memoryBytes,
        peakBytes,
        timeNs: 1,
        overlapped: false,
      })
    }
    return { file, name, firstLine, lastLine: node.lastLine, calls: 100, baselineBytes: 10 * MIB, lines }
  })
  return {
    functions,
    baselineBytes: 10 * MIB,
    peakBytes: 100 * MIB + spike,
    firstProcessPeakBytes: null,
    durationNs: 1e9,
  }
}

const texts = [...rulesWithPrograms(), ...rulesWithPrograms('science').map((rule) => `science/${rule}`)].map(
  (name) => [name, programText(name)] as const,
)

it.each(texts)('%s: speaks only where the numbers do', (name, text) => {
  const rule = ruleOf(name)
  const rules = (grown: number, spike: number) =>
    findHints(runOf(text, grown, spike), [{ file, text }]).map((hint) => hint.rule)
  expect(rules(30 * MIB, 20 * MIB)).toContain(rule)
  expect(rules(1000, 1000)).toEqual([])
  expect(rules(0, 0)).toEqual([])
  expect(rules(-30 * MIB, 0)).toEqual([])
})

it.each(['quiet', 'science/quiet'])('says nothing of %s, whatever its lines take', (name) => {
  const text = programText(name)
  const run = runOf(text, 30 * MIB, 20 * MIB)
  expect(findHints(run, [{ file, text }]).map(({ rule, line }) => [rule, line])).toEqual([])
})

it('gives hints as the contract has them, most at stake first, at most what the run took', () => {
  for (const [, text] of texts) {
    const run = runOf(text, 30 * MIB, 20 * MIB)
    const hints = findHints(run, [{ file, text }])
    const stakes = hints.map(({ stakeBytes }) => stakeBytes)
    expect(stakes).toEqual([...stakes].sort((a, b) => b - a))
    for (const hint of hints) {
      expect(Hint.parse(hint)).toEqual(hint)
      expect(hint.dismissed).toBe(false)
      expect(hint.stakeBytes).toBeLessThanOrEqual(run.peakBytes - run.baselineBytes)
      expect(hint.title).toMatch(/^[^\n]+\.$|^[^\n]+far\.$/)
      expect(hint.after).not.toBe(hint.before)
      for (const line of hint.before.split('\n')) if (line !== '...') expect(text).toContain(line)
    }
  }
})

it('asks for a part of what a large run took', () => {
  const text = programText('list-as-argument')
  const { functions } = runOf(text, 0, 5 * MIB)
  const rules = (peakBytes: number) =>
    findHints({ functions, baselineBytes: 10 * MIB, peakBytes, firstProcessPeakBytes: null, durationNs: 1 }, [
      { file, text },
    ]).length
  expect(rules(105 * MIB)).toBe(1)
  expect(rules(1000 * MIB)).toBe(0)
})

it('says nothing of lines that other threads may have moved, nor of files that it cannot read', () => {
  const text = programText('list-as-argument')
  const run = runOf(text, 30 * MIB)
  for (const { lines } of run.functions) for (const line of lines) line.overlapped = true
  expect(findHints(run, [{ file, text }])).toEqual([])
  const read = runOf(text, 30 * MIB)
  expect(findHints(read, [])).toEqual([])
  expect(findHints(read, [{ file, text: `${'('.repeat(5000)}\n${text}` }])).toEqual([])
  expect(findHints(read, [{ file, text: text.replace('return', 'return )') }])).toEqual([])
})

it('speaks of a line on which the program died', () => {
  const text = programText('list-only-iterated')
  const run = runOf(text, 0)
  const main = run.functions.find(({ name }) => name === 'main')!
  main.lines = [{ ...main.lines[1]!, incrementBytes: 0, memoryBytes: 0, peakBytes: 90 * MIB }]
  expect(findHints(run, [{ file, text }]).map(({ rule, stakeBytes }) => [rule, stakeBytes])).toEqual([
    ['list-only-iterated', 80 * MIB],
  ])
})

it('keeps still where another file may use the variable, or something binds it twice', () => {
  const text = 'rows = [str(i) for i in range(10)]\nfor row in rows: print(row)\n'
  const rules = (source: string, other = '') =>
    findHints(runOf(source, 30 * MIB), [
      { file, text: source },
      { file: '/project/other.py', text: other },
    ]).map(({ rule }) => rule)
  expect(rules(text)).toContain('list-only-iterated')
  expect(rules(text, 'from program import rows\n')).toEqual([])
  expect(rules(`${text}rows = 3\n`)).toEqual([])
  expect(rules(`${text}def f():\n    global rows\n`)).toEqual([])
  expect(rules(text.replace('for row', 'print(len(rows))\nfor row'))).toEqual([])
  expect(rules(`list = tuple\n${text.replace('[str(i) for i in range(10)]', 'list(zip(a, b))')}`)).toEqual([])
  expect(rules('rows = [1]\nrows.extend([row for row in rows])\n')).toEqual([])
  expect(rules('for key in list(table): del table[key]\n')).toEqual([])
})

it('survives any cut of any program', () => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.double({ min: 0, max: 1, noNaN: true }), ([, text], part) => {
      const cut = text.slice(0, Math.floor(text.length * part))
      for (const hint of findHints(runOf(cut, 30 * MIB, 20 * MIB), [{ file, text: cut }])) Hint.parse(hint)
    }),
    { numRuns: 150 },
  )
})
