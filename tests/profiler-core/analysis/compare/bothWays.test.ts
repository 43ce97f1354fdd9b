import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Comparison, compareRuns } from '../../../../profiler-core/analysis/compare/index.ts'
import { type Change, RunComparison } from '../../../../profiler-core/contract/index.ts'
import { editedText } from './arbitraries.ts'
import { type Kept, side, type Watched } from './sides.ts'

/** A program of some functions, and what became of it: edited, renamed, moved, left out, put in. */
const programs = fc
  .array(
    fc.record({
      name: fc.constantFrom('load', 'save', 'C.size', '<module>', 'run', 'outer.<locals>.inner'),
      file: fc.constantFrom('a.py', 'b.py'),
      text: editedText,
      fate: fc.constantFrom('stays', 'stays', 'moves', 'is renamed', 'goes', 'comes'),
      kept: fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 15 }),
    }),
    { maxLength: 6 },
  )
  .map((functions) => {
    const numbers = (text: readonly string[], kept: readonly number[], runs: number): Kept[] =>
      Array.from({ length: runs }, (_, run) =>
        Object.fromEntries(text.map((_line, at) => [at, (kept[(at + run) % kept.length] ?? 0) + run])),
      )
    const of = (which: 'base' | 'now', runs: number): Watched[] =>
      functions
        .filter(({ fate }) => fate !== (which === 'base' ? 'comes' : 'goes'))
        .map(({ name, file, text, fate, kept }) => ({
          name: which === 'now' && fate === 'is renamed' ? `${name}2` : name,
          file: which === 'now' && fate === 'moves' ? 'c.py' : file,
          text: text[which],
          kept: numbers(text[which], which === 'now' ? [...kept].reverse() : kept, runs),
        }))
    return { base: of('base', 4), now: of('now', 4) }
  })

test('comparing the other way round negates every difference and changes nothing else', () => {
  fc.assert(
    fc.property(programs, ({ base, now }) => {
      const one = side({ functions: base, runs: 4, id: 1 })
      const other = side({ functions: now, runs: 4, id: 9, projectDir: '/copy' })
      const there = compareRuns(one, other)
      const back = compareRuns(other, one)
      expect(inOneOrder(turned(back))).toEqual(inOneOrder(there))
      expect(RunComparison.safeParse({ ...there, verdict: '' }).error).toBeUndefined()
      for (const comparison of [there, back]) {
        expectEveryFunctionOnce(comparison)
        for (const { lines } of comparison.functions) {
          expectAscending(lines.flatMap(({ baseLine }) => baseLine ?? []))
          expectAscending(lines.flatMap(({ nowLine }) => nowLine ?? []))
        }
      }
    }),
    { numRuns: 150 },
  )
})

test('no line that ran is lost or doubled', () => {
  fc.assert(
    fc.property(programs, ({ base, now }) => {
      const [one, other] = [side({ functions: base, id: 1 }), side({ functions: now, id: 9 })]
      const { functions } = compareRuns(one, other)
      const all = (of: typeof one) =>
        (of.details[0]?.functions ?? [])
          .flatMap(({ file, name, lines }) => lines.map((each) => `${file} ${name} ${each.line}`))
          .sort()
      const compared = (which: 'base' | 'now', whole: readonly string[]) =>
        functions
          .flatMap((each) =>
            each.lines.flatMap((line) => {
              const number = which === 'base' ? line.baseLine : line.nowLine
              return number === null ? [] : [`${each[which]?.file} ${each[which]?.name} ${number}`]
            }),
          )
          .filter((key) => whole.includes(key))
          .sort()
      expect(compared('base', all(one))).toEqual(all(one))
      expect(compared('now', all(other))).toEqual(all(other))
      // What the functions grew by is what their lines grew by.
      for (const { growth, lines } of functions) {
        expect(lines.reduce((sum, { increment }) => sum + increment.delta, 0)).toBe(growth.delta)
      }
    }),
    { numRuns: 100 },
  )
})

function expectAscending(numbers: readonly number[]): void {
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
}

function expectEveryFunctionOnce({ functions }: Comparison): void {
  for (const which of ['base', 'now'] as const) {
    const places = functions.flatMap((each) => (each[which] === null ? [] : [JSON.stringify(each[which])]))
    expect(new Set(places).size).toBe(places.length)
  }
}

function turned(comparison: Comparison): Comparison {
  const { base, now, peak, duration, functions } = comparison
  const flip = {
    same: 'same',
    moved: 'moved',
    renamed: 'renamed',
    added: 'removed',
    removed: 'added',
  } as const
  const flipLine = { unchanged: 'unchanged', changed: 'changed', added: 'removed', removed: 'added' } as const
  return {
    ...comparison,
    base: now,
    now: base,
    peak: negated(peak),
    duration: negated(duration),
    functions: functions.map((each) => ({
      match: flip[each.match],
      base: each.now,
      now: each.base,
      calls: negated(each.calls),
      growth: negated(each.growth),
      peak: negated(each.peak),
      time: negated(each.time),
      overlapped: { base: each.overlapped.now, now: each.overlapped.base },
      lines: each.lines.map((line) => ({
        match: flipLine[line.match],
        baseLine: line.nowLine,
        nowLine: line.baseLine,
        increment: negated(line.increment),
        peak: negated(line.peak),
        time: negated(line.time),
        occurrences: negated(line.occurrences),
        overlapped: { base: line.overlapped.now, now: line.overlapped.base },
      })),
    })),
    // Said in the direction of the comparison.
    differences: [],
  }
}

function negated({ base, now, delta, pValue }: Change): Change {
  return { base: now, now: base, delta: 0 - delta, pValue }
}

/** Where lines came or went at one place, those that went stand first; equal functions stand by what they are now. */
function inOneOrder(comparison: Comparison): Comparison {
  const key = (of: object) => JSON.stringify(of)
  return {
    ...comparison,
    differences: [],
    functions: comparison.functions
      .map((each) => ({ ...each, lines: [...each.lines].sort((a, b) => (key(a) < key(b) ? -1 : 1)) }))
      .sort((a, b) => (key(a) < key(b) ? -1 : 1)),
  }
}
