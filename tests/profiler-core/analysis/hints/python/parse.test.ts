import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Node } from '../../../../../profiler-core/analysis/hints/python/ast.ts'
import { Module } from '../../../../../profiler-core/analysis/hints/python/module.ts'
import { parsePython } from '../../../../../profiler-core/analysis/hints/python/parse.ts'
import { everything } from '../../../../../profiler-core/analysis/hints/python/shape.ts'

/** A node as words: its kind and those of its parts. */
function words(node: Node): string {
  const own = node.kind === 'name' ? `${node.id}${node.use === 'load' ? '' : `:${node.use}`}` : node.kind
  return node.children.length === 0 ? own : `${own}(${node.children.map(words).join(' ')})`
}

const read = (text: string) => words(parsePython(text)!.root)

it.each([
  ['x = [f(i) for i in y if i]\n', 'module(assign(x:store comprehension(call(f i) i:store y i)))'],
  ['a, b = c, d = e\n', 'module(assign(a:store b:store c:store d:store e))'],
  ['x: list[int] = []\n', 'module(assign(x:store other(subscript(list int)) display))'],
  ['x.y[0] += (a - b)\n', 'module(update(subscript(attribute(x) literal) binary(a b)))'],
  ['f(*a, k=b, **c)\n', 'module(expression(call(f a b c)))'],
  ['f(x for x in y)\n', 'module(expression(call(f comprehension(x x:store y))))'],
  ['for i, j in z: pass\n', 'module(for(i:store j:store z body(other)))'],
  ['with open(p) as f, g: f\n', 'module(with(call(open p) f:store g body(f)))'],
  ['del x, y[0]\n', 'module(delete(x:delete subscript(y literal)))'],
  ['if (n := f()) > 1: pass\n', 'module(if(binary(other(n:store call(f)) literal) body(other)))'],
  ['try: a\nexcept E as e: b\n', 'module(try(body(a) E e:store body(b)))'],
  ["s = f'{x!r:>{w}}'\n", 'module(assign(s:store literal(other(x other other(other(w))))))'],
  ['lambda a, b=c: a\n', 'module(expression(lambda(a:store b:store c a)))'],
  ['@d(1)\ndef f(a: t = u) -> v: return a\n', ''],
])('reads %j', (text, expected) => {
  const found = read(text).replaceAll(/expression\(([a-z]+)\)/g, '$1')
  if (expected === '') {
    expect(found).toBe(
      'module(function(call(d literal) f:store a:store other(t) u other(v) body(return(a))))',
    )
  } else expect(found).toBe(expected)
})

it('knows what names stand for', () => {
  const module = Module.read(
    '/a.py',
    'import numpy as np\nimport os.path\nfrom functools import cache as keep\nlist = 3\n' +
      'np.random.rand\nos.path.join\nkeep\nlist\nsorted\n',
  )!
  const paths = module.root.children.slice(4).map(({ children }) => module.pathOf(children[0]!))
  expect(paths).toEqual(['numpy.random.rand', 'os.path.join', 'functools.cache', null, 'sorted'])
})

it('names functions as Python does, and counts lines from the first decorator', () => {
  const module = Module.read('/a.py', 'class A:\r\n    @x\r\n    def f(self):\r\n        def g(): pass\r\n')!
  expect(module.functions.map(({ name, firstLine }) => `${name} ${firstLine}`)).toEqual([
    '<module> 1',
    'A.f 2',
    'A.f.<locals>.g 4',
  ])
})

it('gives up a text that is not read in its time', () => {
  const text = '<'.repeat(20_000)
  expect(parsePython(text)).not.toBeNull()
  expect(parsePython(text, 0)).toBeNull()
})

it('gives up on what nests too deeply, rather than overflow', () => {
  expect(parsePython(`x = ${'('.repeat(3000)}1${')'.repeat(3000)}\n`)).toBeNull()
  expect(Module.read('/a.py', `x = ${'1 + '.repeat(5000)}1\n`)).toBeNull()
})

it('reads any text, and every node lies within its parent', () => {
  const piece = fc.constantFrom(
    'def f(x):',
    'x',
    '=',
    '[',
    ']',
    '(',
    ')',
    ' for ',
    ' in ',
    'lambda ',
    ':',
    '\n',
    '    ',
    "'",
    'f"{',
    '}',
    '@',
    ',',
    '*',
    'if ',
    'with ',
    'import ',
    'as ',
    'é',
    '.',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('')
      const parsed = parsePython(text)
      if (parsed === null) return
      for (const node of everything(parsed.root)) {
        for (const child of node.children) {
          expect(child.parent).toBe(node)
          expect(child.to).toBeLessThanOrEqual(text.length)
        }
      }
    }),
    { numRuns: 300 },
  )
})
