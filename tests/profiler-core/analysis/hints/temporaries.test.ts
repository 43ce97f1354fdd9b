import { expect, test } from 'vitest'
import { applyEdits } from '../../../../profiler-core/analysis/hints/excerpt.ts'
import { findAll } from '../../../../profiler-core/analysis/hints/findHints.ts'

const MIB = 2 ** 20
const file = '/project/program.py'

/** What the hint makes of a statement at the end of a function, every line of which rose by as much; `null`: no hint. */
function rewritten(
  statement: string,
  before = 'a = np.ones((n, 40))',
  imports = 'import numpy as np',
): string | null {
  const text = `${imports}\n\ndef f(n, x, y):\n    ${before}\n    ${statement}\n`
  const lines = [4, 5].map((line) => ({
    line,
    occurrences: 1,
    incrementBytes: 0,
    memoryBytes: 50 * MIB,
    peakBytes: 100 * MIB,
    timeNs: 1,
    overlapped: false,
  }))
  const watched = { file, name: 'f', firstLine: 3, lastLine: 5, calls: 1, baselineBytes: 10 * MIB, lines }
  const run = {
    functions: [watched],
    baselineBytes: 10 * MIB,
    peakBytes: 100 * MIB,
    firstProcessPeakBytes: null,
    durationNs: 1e9,
  }
  const found = findAll(run, [{ file, text }]).find(
    ({ rule, line }) => rule === 'array-temporaries' && line === 5,
  )
  if (found === undefined || typeof found.change === 'string') return null
  return applyEdits(text, found.change)
    .split('\n')
    .slice(4, -1)
    .map((line) => line.trim())
    .join('; ')
}

test.each([
  [
    's = (a - a.mean(axis=0)) / (a.std(axis=0) + 1e-9)',
    'divisor = a.std(axis=0) + 1e-9; s = a - a.mean(axis=0); s /= divisor',
  ],
  [
    's = (a - a.mean(axis=1)[:, None]) / np.linalg.norm(a, axis=1, keepdims=True)',
    'divisor = np.linalg.norm(a, axis=1, keepdims=True); s = a - a.mean(axis=1)[:, None]; s /= divisor',
  ],
  [
    'return np.exp(a - a.max(axis=1, keepdims=True))',
    'values = a - a.max(axis=1, keepdims=True); np.exp(values, out=values); return values',
  ],
  [
    'worst = float(np.abs(a - 1.0).max())',
    'values = a - 1.0; np.abs(values, out=values); worst = float(values.max()); del values',
  ],
  ['print(1)', null],
  [
    'return np.mean(np.square(a - 0.5))',
    'values = a - 0.5; np.square(values, out=values); return np.mean(values)',
  ],
  ['s = 1 / (1 + np.exp(-a))', 's = -a; np.exp(s, out=s); s += 1; np.divide(1, s, out=s)'],
  ['s = (a - a.mean(axis=0)).clip(-3, 3)', 's = a - a.mean(axis=0); s.clip(-3, 3, out=s)'],
  ['divisor = (a - 1.0) * a.max(axis=0)', 'factor = a.max(axis=0); divisor = a - 1.0; divisor *= factor'],
  ['a2 = (a ** 2 - 1) * 2', 'a2 = a ** 2; a2 -= 1; a2 *= 2'],
  // One array has to be there in any case, and NumPy itself reuses it for plain steps.
  ['return ((a - 1.0) ** 2).sum()', null],
  // What is overwritten is used again.
  ['s = (a - 1.0) * np.ones((n, 40)) + s', null],
  // The shape may become another: a row, and what nothing is known of.
  ['s = (a.mean(axis=0) - 1) * a', null],
  ['s = (a - 1.0) * y', null],
  ['s = (a - a.mean(axis=1)) / 2', null],
  // A float cannot be put where something else may be.
  ['s = np.sqrt(x - 1)', null],
  ['s = (x - x.min(axis=0)) / np.max(x, axis=0)', null],
  ['s = a - 1.0', null],
])('%s', (statement, expected) => {
  expect(rewritten(statement)).toBe(expected)
})

test.each([
  ['integers', 'a = np.arange(1000)', 's = (a - a.min()) / a.max()', null],
  [
    'integers that stay integers',
    'a = np.arange(1000)',
    's = np.square(a - 3) * 2',
    's = a - 3; np.square(s, out=s); s *= 2',
  ],
  [
    'integers made floats at first',
    'a = np.arange(1000)',
    's = np.sqrt(a / 3)',
    's = a / 3; np.sqrt(s, out=s)',
  ],
  ['float32 and float64', 'a = np.ones(9, dtype=np.float32)', 's = np.sqrt(a - 1) * np.arange(9.0)', null],
  [
    'float32 alone',
    'a = np.ones(9, dtype=np.float32)',
    's = np.sqrt(a - 0.5)',
    's = a - 0.5; np.sqrt(s, out=s)',
  ],
  ['sums of small integers are wider', 'a = np.asarray(x)', 's = (a - 1) * np.sum(a, axis=0)', null],
  [
    'of any type: a mean is a float of it',
    'a = np.asarray(x)',
    's = (a - a.mean(axis=0)) / a.std(axis=0)',
    'divisor = a.std(axis=0); s = a - a.mean(axis=0); s /= divisor',
  ],
  ['another variable of unknown type', 'a, b = np.load(x), np.load(y)', 's = np.sqrt((a - b) ** 2)', null],
  ['what an index may be', 'a = np.ones((n, n))', 's = np.sqrt((a - 1.0)[x])', null],
])('%s', (_, before, statement, expected) => {
  expect(rewritten(statement, before)).toBe(expected)
})

test('a comment between the lines of a statement is not moved about', () => {
  expect(rewritten('s = np.sqrt(a -  # the mean\n        1.0)')).toBeNull()
})

test('names that are taken stay what they are', () => {
  expect(rewritten('s = (a - 1.0) / a.max(axis=0)', 'a = np.ones(n); divisor = 3')).toMatch(
    /^divisor_2 = a\.max\(axis=0\); /,
  )
})

test('arrays of other libraries are left alone', () => {
  expect(rewritten('s = (x - x.mean(axis=0)) / x.std(axis=0)', 'pass', 'import torch')).toBeNull()
})
