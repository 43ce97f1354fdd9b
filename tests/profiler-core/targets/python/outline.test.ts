import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { OutlineItem } from '../../../../profiler-core/contract/index.ts'
import { MOST_WEIGHT, outlineOf, weightOf } from '../../../../profiler-core/targets/python/outline.ts'
import { probe } from '../../../../profiler-core/targets/python/probe.ts'
import { outlineFiles } from '../../../../profiler-core/targets/python/sourceReading.ts'
import { decodeSource } from '../../../../profiler-core/targets/python/sourceText.ts'
import { agentDir, folderWith, oneOfEachVersion } from './support.ts'

const itemsOf = (text: string) => outlineOf(text).items

/** `name first-last`, the lines that results use. */
function spans(text: string): string[] {
  return itemsOf(text).map(({ name, firstLine, lastLine }) => `${name} ${firstLine}-${lastLine}`)
}

/** `name:kind=default` of the first function's parameters. */
function parameters(list: string): string[] {
  const [first] = itemsOf(`def f${list}: pass`)
  return first!.parameters.map(({ name, kind, default: value }) =>
    value === null ? `${name}:${kind}` : `${name}:${kind}=${value}`,
  )
}

const everything = `import os

@first
@second(
    1,
)
class Loader(Base, metaclass=Meta):
    """A text:
def no(): pass
    """

    @property
    def size(self):
        return 1
    # said of what follows

    @size.setter
    def size(self, value): self.x = [
        value,
    ]

    class Inner:
        async def load(self): pass

def outer():
    if os:
        def a(): pass
    elif x:
        def a():
            pass
    else:
        class C:
            def m(self): pass
    try:
        def b(): pass
    except E:
        def c(): pass
    finally:
        with o as p:
            for q in r:
                while s:
                    match t:
                        case [u]:
                            def d():

                                return lambda: 1

\tx = 1
`

describe('what a file defines', () => {
  test('classes and functions wherever they stand, by the names and lines of their code', () => {
    expect(spans(everything)).toEqual([
      'Loader 3-23',
      'Loader.size 12-14',
      'Loader.size 17-20',
      'Loader.Inner 22-23',
      'Loader.Inner.load 23-23',
      'outer 25-48',
      'outer.<locals>.a 27-27',
      'outer.<locals>.a 29-30',
      'outer.<locals>.C 32-33',
      'outer.<locals>.C.m 33-33',
      'outer.<locals>.b 35-35',
      'outer.<locals>.c 37-37',
      'outer.<locals>.d 44-46',
    ])
  })

  test('kind, async, and the line of the definition itself', () => {
    const [decorated, load] = itemsOf('@a\n@b\nclass L:\n  async def load(self): pass')
    expect(decorated).toMatchObject({
      kind: 'class',
      firstLine: 1,
      defLine: 3,
      isAsync: false,
      parameters: [],
    })
    expect(load).toMatchObject({ kind: 'function', defLine: 4, isAsync: true })
  })

  test.each([
    ['()', []],
    [
      '(a, b=1, /, c: int = 2, *, d, e="x, y")',
      ['a:positional', 'b:positional=1', 'c:positional=2', 'd:keyword', 'e:keyword="x, y"'],
    ],
    ['(*args: int, k=None, **kw: dict[str, int])', ['args:varargs', 'k:keyword=None', 'kw:kwargs']],
    ['(key=lambda a, b=1: (a, b), x=1)', ['key:positional=lambda a, b=1: (a, b)', 'x:positional=1']],
    ['[T: (int, str) = int, *Ts](a: T, b: "=, )" = {1: 2}[1])', ['a:positional', 'b:positional={1: 2}[1]']],
    ['(a: x == y = a == b)', ['a:positional=a == b']],
    [
      '(\n  a=1,  # one, two\n  b=(2,\n     3)  # three\n  ,\n)',
      ['a:positional=1', 'b:positional=(2,\n     3)'],
    ],
    [' \\\n (a)', ['a:positional']],
    ['(ﬁ=ﬁ)', ['fi:positional=ﬁ']],
  ])('parameters %s', (list, expected) => {
    expect(parameters(list)).toEqual(expected)
  })

  test('strings of every kind hide what is in them', () => {
    const strings = [
      `'''\ndef no(): pass\n'''`,
      `r"\\" + "\\\\" + '#'`,
      `f"{x["a"]:{w}}{'{'}}}{{ {"def"!r:>{n}} \\N{LEFT CURLY BRACKET}"`,
      `f'''{\n1 + # a comment with a '\n2}'''`,
      `rf"\\{x}" Rb'\\''`,
      `t"{f'{f"{1}"}'}"`,
      `"a\\\nb" if"{"else'}'`,
    ]
    for (const string of strings) {
      expect(spans(`x = ${string}\ndef yes(): pass\n`), string).toEqual([
        expect.stringMatching(/^yes (\d+)-\1$/),
      ])
    }
  })

  test('line ends of every kind, tabs, form feeds and continued lines', () => {
    expect(spans('def a():\r  pass\rdef b():\r\n  pass\r\n\x0cdef c():\n\tif x:\n        y\n\tz\n')).toEqual([
      'a 1-2',
      'b 3-4',
      'c 5-8',
    ])
    expect(spans('async \\\n def \\\r\n f(): \\\n  pass\n')).toEqual(['f 1-4'])
  })

  test('letters that only look different are one name, as in Python', () => {
    expect(spans('def ﬁnd(): pass\nclass größe: pass')).toEqual(['find 1-1', 'größe 2-2'])
  })

  test('words that only look like definitions', () => {
    expect(spans('defined = 1\nclassy(x)\nx.define()\nprint("def f(): pass") # def g(): pass\n')).toEqual([])
  })
})

describe('a file that does not parse', () => {
  test.each([
    ['a bracket that is never closed', 'x = foo(1, [2\n\ndef a(): pass\nclass B:\n  def c(self): pass\n'],
    ['parameters that are never closed', 'def a(p, q\n\nclass B:\n  def c(self): pass\n'],
    ['a string that is never closed', 'x = "abc\ndef a(): pass\nclass B:\n  def c(self): pass\n'],
    ['a formatted string in which it is not', 'x = f"{abc"\ndef a(): pass\nclass B:\n  def c(self): pass\n'],
    ['brackets that are closed twice', 'x = ))}\ndef a(): pass\nclass B:\n  def c(self): pass\n'],
    ['a definition without a name', 'def\ndef (x): pass\ndef a(): pass\nclass B:\n  def c(self): pass\n'],
    ['Python 2', 'print "x" % `y`\ndef a((b, c)): exec d in e\nclass B:\n  def c(self): raise E, f\n'],
  ])('%s', (_, text) => {
    expect(itemsOf(text).map(({ name }) => name)).toEqual(['a', 'B', 'B.c'])
  })

  test('whatever is typed, lines are in the file and definitions within each other', () => {
    const pieces = fc.constantFrom(
      'def f(',
      'class C',
      ':',
      '\n',
      '\n  ',
      '\n\t',
      '"',
      "'''",
      'f"',
      '{',
      '}',
      '(',
      ')',
      '\\',
      '#',
      '@d\n',
      'async ',
      'lambda',
      ',',
      '*',
      '=',
      'ü',
      '\u{1F600}',
      '\r',
      'x',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
        const text = parts.join('')
        const lines = text.split(/\r\n?|\n/).length
        for (const { firstLine, defLine, lastLine } of itemsOf(text)) {
          expect(firstLine).toBeGreaterThanOrEqual(1)
          expect(defLine).toBeGreaterThanOrEqual(firstLine)
          expect(lastLine).toBeGreaterThanOrEqual(defLine)
          expect(lastLine).toBeLessThanOrEqual(lines)
        }
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['f"{', 'f"{x:', "f'''{a:{", '(', '\\\n', '\n\t'])('%j without end', (piece) => {
    const names = itemsOf(`class A:\n  def f(self): pass\nx = ${piece.repeat(200_000)}`).map(
      ({ name }) => name,
    )
    expect(names).toEqual(['A', 'A.f'])
    const nested = `x = f"${'{x:'.repeat(200_000)}"\ndef g(): pass\n`
    expect(itemsOf(nested).map(({ name }) => name)).toEqual(['g'])
  })

  test('cut off anywhere, the definitions before stay', () => {
    const whole = itemsOf(everything).map(({ name }) => name)
    for (let end = 0; end < everything.length; end++) {
      const cut = itemsOf(everything.slice(0, end)).map(({ name }) => name)
      // The last name may be cut off too.
      expect(whole.slice(0, Math.max(0, cut.length - 1))).toEqual(cut.slice(0, -1))
    }
  })
})

describe('against the parser of the interpreter itself', async () => {
  for (const { path, version } of await oneOfEachVersion()) {
    test(`functions of the standard library of ${version}`, async () => {
      const files = standardLibrary(path)
      const outcome = await probe(path, files, { agentDir, timeoutMs: 60_000 })
      if (outcome.kind !== 'answer') throw new Error(outcome.kind)
      for (const file of outcome.answer.files!) {
        if (!('functions' in file)) continue
        const seen = itemsOf(decodeSource(readFileSync(file.file)))
        const functions = seen.filter(({ kind }) => kind === 'function').map(describeSpan)
        const known = file.functions.filter(({ name }) => name !== '<module>').map(describeSpan)
        expect(functions.sort(), file.file).toEqual(known.sort())
      }
      expect(files.length).toBeGreaterThan(50)
    })
  }
})

function describeSpan({
  name,
  firstLine,
  lastLine,
}: Pick<OutlineItem, 'name' | 'firstLine' | 'lastLine'>): string {
  return `${name} ${firstLine}-${lastLine}`
}

/** Sources of every style: every third of those just below the library's folder. */
function standardLibrary(python: string): string[] {
  const folder = execFileSync(python, ['-I', '-c', 'import os; print(os.path.dirname(os.__file__))'], {
    encoding: 'utf8',
  }).trim()
  return readdirSync(folder)
    .filter((name) => name.endsWith('.py'))
    .filter((_, index) => index % 3 === 0)
    .map((name) => join(folder, name))
}

describe('an outline that would be much larger than its source', () => {
  const long = 'n'.repeat(4000)
  const nest = (levels: number, name: string) =>
    Array.from({ length: levels }, (_, level) => `${' '.repeat(level)}def ${name}${level}():`).join('\n')

  test.each([
    ['functions within functions', nest(1000, long)],
    [
      'many within a few that have long names',
      `${nest(90, long)}\n${`${' '.repeat(90)}def f(): pass\n`.repeat(40_000)}`,
    ],
    ['very many', 'def f():0\n'.repeat(500_000)],
    ['lists of parameters', `def f(${'a,'.repeat(10_000)}): pass\n`.repeat(200)],
  ])('ends where it is too large: %s', (_, text) => {
    const { items, isCut } = outlineOf(text)
    expect(isCut).toBe(true)
    expect(items.length).toBeGreaterThan(10)
    expect(items.reduce((sum, item) => sum + weightOf(item), 0)).toBeLessThan(MOST_WEIGHT)
  })

  test('is said to be cut, and the files behind it are listed still', async () => {
    const folder = await folderWith({ 'a.py': nest(1000, long), 'b.py': 'def f(): pass\n' })
    const [cut, whole] = outlineFiles(folder, ['a.py', 'b.py'])
    expect(cut?.problem).toBe(
      'a.py defines so much, or under such long names, that only the first of it is listed.',
    )
    expect(whole).toMatchObject({ problem: null, items: [{ name: 'f' }] })
  })

  test('keeps what comes with it out of one answer, which says so', async () => {
    const folder = await folderWith({ 'a.py': nest(1000, long), 'b.py': 'def f(): pass\n' })
    const outlines = outlineFiles(folder, [...Array(6).fill('a.py'), 'b.py'])
    expect(outlines.at(-1)).toMatchObject({
      items: [],
      problem: 'b.py is not listed: the files before it define too much.',
    })
  })

  test('is given up by the probe', async () => {
    const folder = await folderWith({
      'a.py': `${nest(90, long)}\n${`${' '.repeat(90)}def f(): pass\n`.repeat(20_000)}`,
    })
    const [{ path } = { path: '' }] = await oneOfEachVersion()
    const outcome = await probe(path, [join(folder, 'a.py')], { agentDir, timeoutMs: 60_000 })
    expect(outcome).toMatchObject({
      answer: { files: [{ error: { message: 'the names of its functions are too long' } }] },
    })
  })
})
