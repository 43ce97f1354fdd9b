import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alignmentBudget, alignTexts } from '../../../../profiler-core/analysis/compare/alignText.ts'
import { editedText, text } from './arbitraries.ts'

/** `=14:15` and so on. */
function words(base: readonly string[], now: readonly string[]): string[] {
  const signs = { unchanged: '=', changed: '~', added: '+', removed: '-' }
  return alignTexts(base, now, alignmentBudget()).lines.map(
    (line) => `${signs[line.match]}${line.base ?? ''}:${line.now ?? ''}`,
  )
}

describe('lining up two texts', () => {
  test('finds lines that stayed, were edited, came and went', () => {
    expect(
      words(
        ['def load(path):', '    rows = list(csv.DictReader(file))', '    log("loaded")', '    return rows'],
        ['def load(path):', '    rows = list(csv.reader(file))', '    return rows', '    # done'],
      ),
    ).toEqual(['=0:0', '~1:1', '-2:', '=3:2', '+:3'])
  })

  test('indentation does not count', () => {
    expect(words(['a = 1', '  b = 2'], ['if x:', '    a = 1', '\tb = 2  '])).toEqual(['+:0', '=0:1', '=1:2'])
  })

  test('lines that only look a little alike are two', () => {
    expect(words(['value = first(path)'], ['print("x", other)'])).toEqual(['-0:', '+:0'])
  })

  test('of several edited lines the most alike are pairs, in their order', () => {
    expect(
      words(
        ['start()', 'total = add(total, row)', 'seen.append(row)', 'end()'],
        ['start()', 'check(row)', 'total = add(total, row.amount)', 'seen.append(row.name)', 'end()'],
      ),
    ).toEqual(['=0:0', '+:1', '~1:2', '~2:3', '=3:4'])
  })

  test('loses and doubles no line, whatever was edited', () => {
    fc.assert(
      fc.property(editedText, ({ base, now }) => {
        const { lines, isPartial } = alignTexts(base, now, alignmentBudget())
        expect(isPartial).toBe(false)
        const olds = lines.flatMap((line) => line.base ?? [])
        const news = lines.flatMap((line) => line.now ?? [])
        // Each line once, in its order.
        expect(olds).toEqual([...base.keys()])
        expect(news).toEqual([...now.keys()])
        for (const line of lines) {
          const [before, after] = [base[line.base ?? -1]?.trim(), now[line.now ?? -1]?.trim()]
          if (line.match === 'unchanged') expect(after).toBe(before)
          if (line.match === 'changed') expect(after).not.toBe(before)
          expect(line.base === null).toBe(line.match === 'added')
          expect(line.now === null).toBe(line.match === 'removed')
        }
      }),
      { numRuns: 300 },
    )
  })

  test('a text and itself have every line in common', () => {
    fc.assert(
      fc.property(text, (lines) => {
        expect(
          alignTexts(lines, lines, alignmentBudget()).lines.every(({ match }) => match === 'unchanged'),
        ).toBe(true)
      }),
    )
  })

  test('a longest common text is found, as long as the dynamic program finds it', () => {
    const lengthOfLongest = (base: readonly string[], now: readonly string[]) => {
      let row = [0, ...now.map(() => 0)]
      for (const line of base) {
        const next = [0]
        for (const [at, other] of now.entries()) {
          const skipped = Math.max(next[at]!, row[at + 1]!)
          next.push(other.trim() === line.trim() ? Math.max(skipped, row[at]! + 1) : skipped)
        }
        row = next
      }
      return row.at(-1)
    }
    fc.assert(
      fc.property(text, text, (base, now) => {
        const { lines } = alignTexts(base, now, alignmentBudget())
        expect(lines.filter(({ match }) => match === 'unchanged')).toHaveLength(lengthOfLongest(base, now)!)
      }),
    )
  })

  test('50,000 lines of one kind against another degrade: what they begin and end with is lined up', () => {
    const mixed = (step: number) =>
      Array.from({ length: 50_000 }, (_, at) => `value = ${((at + 1) * step) % 50_021}`)
    const [base, now] = [
      ['import os', ...mixed(7919), 'end()'],
      ['import os', ...mixed(104_729), 'end()'],
    ]
    const budget = alignmentBudget()
    const { lines, isPartial } = alignTexts(base, now, budget)
    expect(isPartial).toBe(true)
    expect(lines).toHaveLength(100_002)
    expect(lines[0]).toEqual({ match: 'unchanged', base: 0, now: 0 })
    expect(lines.at(-1)).toEqual({ match: 'unchanged', base: 50_001, now: 50_001 })
    // So much less is left for other functions.
    expect(budget.steps).toBeLessThan(alignmentBudget().steps)
  })

  test('50,000 lines that have nothing in common are told so, too', () => {
    const lines = (word: string) => Array.from({ length: 50_000 }, (_, at) => `${word}_${at}`)
    expect(alignTexts(lines('a'), lines('b'), alignmentBudget()).isPartial).toBe(true)
  })

  test('what was edited at many places of a long text is lined up whole', () => {
    const base = Array.from({ length: 50_000 }, (_, at) => `value_${at} = ${at}`)
    const now = base.map((line, at) => (at % 100 === 0 ? `${line} + 1` : line))
    const { lines, isPartial } = alignTexts(base, now, alignmentBudget())
    expect(isPartial).toBe(false)
    expect(lines.filter(({ match }) => match === 'changed')).toHaveLength(500)
  })

  test('with nothing left to spend it still knows every line', () => {
    const { lines } = alignTexts(['a', 'b', 'c', 'd'], ['a', 'c', 'b', 'd'], { steps: 0, pairs: 0 })
    expect(lines.map(({ match }) => match)).toEqual([
      'unchanged',
      'removed',
      'removed',
      'added',
      'added',
      'unchanged',
    ])
  })
})
