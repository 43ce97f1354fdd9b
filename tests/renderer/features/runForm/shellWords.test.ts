import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { joinWords, splitWords } from '../../../../renderer/features/runForm/shellWords.ts'

describe('a line of arguments is split as a shell does', () => {
  test.each([
    ['', []],
    ['  ', []],
    ['--epochs 3', ['--epochs', '3']],
    ['  a\tb  ', ['a', 'b']],
    ['"my file.csv" x', ['my file.csv', 'x']],
    ["'it is' so", ['it is', 'so']],
    ['--name="A B" --x', ['--name=A B', '--x']],
    ['""', ['']],
    ["'' x", ['', 'x']],
    ['a\\ b', ['a b']],
    ['"say \\"hi\\""', ['say "hi"']],
    ["'back\\slash'", ['back\\slash']],
    ['C:\\data\\new', ['C:\\data\\new']],
    ['a\\\\b', ['a\\b']],
    ['ends\\', ['ends\\']],
    ['$HOME *.csv ~', ['$HOME', '*.csv', '~']],
    ['é "ü ß"', ['é', 'ü ß']],
  ])('%s', (line, words) => {
    expect(splitWords(line)).toEqual({ words })
  })

  test.each(['"open', "it's", 'a "b\\"'])('an open quote is told: %s', (line) => {
    expect(splitWords(line)).toEqual({ problem: expect.stringMatching(/^A quote is open/) })
  })
})

test('words that are joined are the same after they were split again', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '"', "'", '\\', ' ', '\n', '$') })),
      (words) => {
        expect(splitWords(joinWords(words))).toEqual({ words })
      },
    ),
  )
})

test('words get quotes only where they need them', () => {
  expect(joinWords(['--path=a/b', 'C:\\x\\y', 'a b', "it's", ''])).toBe(`--path=a/b C:\\x\\y 'a b' "it's" ''`)
})
