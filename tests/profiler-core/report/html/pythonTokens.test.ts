import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pythonTokens } from '../../../../profiler-core/report/html/pythonTokens.ts'

function tokensOf(text: string): [string, string][] {
  return pythonTokens(text).map(({ kind, from, to }) => [kind, text.slice(from, to)])
}

describe('the tokens of a Python source', () => {
  test('are those that are coloured', () => {
    expect(tokensOf('@cache  # once\nasync def load(n: int = 0x1F) -> None:\n    yield n @ 1.5e-3')).toEqual([
      ['decorator', '@cache'],
      ['comment', '# once'],
      ['keyword', 'async'],
      ['keyword', 'def'],
      ['number', '0x1F'],
      ['keyword', 'None'],
      ['keyword', 'yield'],
      ['number', '1.5e-3'],
    ])
  })

  test('strings end where Python ends them', () => {
    expect(tokensOf(`a = "it's" + rb'\\'' + f"""one\n"two" \\""" three""" + 'open\nreturn`)).toEqual([
      ['string', `"it's"`],
      ['string', `rb'\\''`],
      ['string', `f"""one\n"two" \\""" three"""`],
      ['string', `'open`],
      ['keyword', 'return'],
    ])
  })

  test('are in order, apart, and within the text, whatever the text', () => {
    const unit = fc.constantFrom(
      '"',
      "'",
      '"""',
      '\\',
      '\n',
      '#',
      '@',
      ' ',
      'if',
      'rb',
      'x1',
      '1',
      '.',
      'é',
      '\udc80',
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        const text = units.join('')
        let end = 0
        for (const { from, to } of pythonTokens(text)) {
          expect(from).toBeGreaterThanOrEqual(end)
          expect(to).toBeGreaterThan(from)
          end = to
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
    )
  })

  test('a string of many megabytes is one token', () => {
    const text = `x = """${'a\\'.repeat(1_000_000)}`
    expect(pythonTokens(text)).toEqual([{ kind: 'string', from: 4, to: text.length }])
  })
})
