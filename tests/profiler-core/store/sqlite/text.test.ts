import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromText, toText } from '../../../../profiler-core/store/sqlite/text.ts'
import { anyString } from '../arbitraries.ts'

describe('toText', () => {
  test.each(['', 'plain', '/home/ada/naïve 🐍.py', 'nul \0 inside', 'say "hi"'])(
    'leaves %j as it is',
    (text) => {
      expect(toText(text)).toBe(text)
    },
  )

  test('escapes what UTF-8 cannot hold, and what looks escaped', () => {
    expect(toText('/a/\udc80')).toBe('"/a/\\udc80"')
    expect(toText('"/a/\\udc80"')).toBe('"\\"/a/\\\\udc80\\""')
  })

  test('is undone by fromText, also after a passage through UTF-8', () => {
    fc.assert(
      fc.property(anyString, (text) => {
        expect(fromText(Buffer.from(toText(text), 'utf8').toString('utf8'))).toBe(text)
      }),
    )
  })
})
