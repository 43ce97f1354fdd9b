import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { code, html, named, paragraphs } from '../../../../profiler-core/report/html/markup.ts'
import { escapeOf, oneLine } from '../../../../profiler-core/report/visible.ts'

const anything = fc.string({ unit: 'binary', maxLength: 30 })
const loneSurrogate = fc.integer({ min: 0xd800, max: 0xdfff }).map((unit) => String.fromCharCode(unit))
const hostile = fc.oneof(
  anything,
  loneSurrogate,
  fc.constantFrom('<script>', '</td>', '"', "'", '&lt;', '<!--', ']]>', '\0', '\u202e', '\r\n'),
)

describe('markup', () => {
  test('what is put in stays text', () => {
    fc.assert(
      fc.property(fc.array(hostile, { maxLength: 8 }), (parts) => {
        const text = parts.join('')
        const made = html`${text}`.text
        expect(made).not.toMatch(/[<>"']/)
        expect(made).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/)
        expect(made.isWellFormed()).toBe(true)
        expect(made).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
        expect(unescaped(made)).toBe(oneLine(text).replace(/\p{Cs}/gu, escapeOf))
      }),
    )
  })

  test('keeps what markup was made of, and leaves out what is nothing', () => {
    const row = html`<td>${1}</td>${null}${false}${['a', html`<b>${'<'}</b>`, ['c']]}`
    expect(row.text).toBe('<td>1</td>a<b>&lt;</b>c')
  })

  test('shows what could not be seen', () => {
    expect(shown('a\0b\x1b[31m\u202ec\u2066\udc80\u{e0041}\n\t')).toBe(
      'a\\x00b\\x1b[31m\\u202ec\\u2066\\udc80\\U000e0041\\n\\t',
    )
    // Joiners are a part of how people write.
    expect(shown('שלום 👩‍👩‍👧 naïve')).toBe('שלום 👩‍👩‍👧 naïve')
  })

  test('names cannot disturb the order of what stands around them', () => {
    expect(named('<a>').text).toBe('<bdi>&lt;a&gt;</bdi>')
    expect(paragraphs('one\r\ntwo').text).toBe('<bdi>one</bdi><br><bdi>two</bdi>')
  })

  test('an escape in a program is told from one that was typed', () => {
    expect(code('\tx = "\\x00\0"').text).toBe('\tx = &quot;\\x00<i>\\x00</i>&quot;')
  })
})

/** What a reader of the page sees of a text. */
function shown(text: string): string {
  return unescaped(html`${text}`.text)
}

function unescaped(text: string): string {
  const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name] ?? '')
}
