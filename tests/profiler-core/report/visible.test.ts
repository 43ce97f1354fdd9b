import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { jsonText, oneLine, visible } from '../../../profiler-core/report/index.ts'

/** Marks of direction, of https://www.unicode.org/reports/tr9. */
const DIRECTION = '\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069'.split('')

describe('what cannot be seen', () => {
  test.each([
    ['a sequence of the terminal', '\u001b[2J\u001b]52;c;AAAA\u0007', '\\x1b[2J\\x1b]52;c;AAAA\\x07'],
    ['a command of eight bits', '\u009b2J\u0090', '\\x9b2J\\x90'],
    ['a line that is written over', 'safe\rrm -rf\b\b\u007f', 'safe\\rrm -rf\\x08\\x08\\x7f'],
    ['the other direction', 'exe\u202etxt.py', 'exe\\u202etxt.py'],
    [
      'blanks without width',
      'a\u200bb\ufeffc\u2060d\u00ade\u3164f',
      'a\\u200bb\\ufeffc\\u2060d\\xade\\u3164f',
    ],
    ['tags', 'a\u{e0041}', 'a\\U000e0041'],
    ['joiners and variants of letters that have none', 'pass\u200dword\ufe0f', 'pass\\u200dword\\ufe0f'],
    ['line ends of Unicode', 'a\u2028b\u2029c\u0085', 'a\\u2028b\\u2029c\\x85'],
  ])('%s is an escape', (_, text, shown) => {
    expect(oneLine(text)).toBe(shown)
    expect(visible(text)).toBe(shown)
  })

  test.each(['naïve', 'शक्‍ति', 'می‌خواهم', '👩‍👩‍👧', '❤️', '❤️‍🔥', '1️⃣', '12\u202f345.6 MiB', '\udce9', '日本語'])(
    '%j is how people write',
    (text) => {
      expect(oneLine(text)).toBe(text)
    },
  )

  test('lines and tabs stay where a text has its own', () => {
    expect(visible('a\n\tb\r\nc\rd')).toBe('a\n\tb\r\nc\\rd')
    expect(oneLine('a\n\tb')).toBe('a\\n\\tb')
  })

  test('is gone, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...DIRECTION), (text, mark) => {
        const shown = oneLine(text + mark + text)
        expect(shown).not.toMatch(/\p{Cc}/u)
        for (const each of DIRECTION) expect(shown).not.toContain(each)
        expect(oneLine(shown)).toBe(shown)
        expect(JSON.parse(jsonText(text + mark))).toBe(text + mark)
      }),
    )
  })
})
