import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMebibytes } from '../../../profiler-core/report/index.ts'

describe('formatMebibytes', () => {
  test.each([
    [0, 3, '0.000'],
    [2 ** 20, 3, '1.000'],
    [-72.5 * 2 ** 20, 3, '-72.500'],
    [1, 3, '0.000'],
    [2 ** 20 / 2, 0, '0'],
    [(2 ** 20 * 3) / 2, 0, '2'],
    [2 ** 16, 3, '0.062'],
    [3 * 2 ** 16, 3, '0.188'],
    [-(2 ** 16), 3, '-0.062'],
    [1023.9996 * 2 ** 20, 3, '1024.000'],
    [2 ** 50, 1, '1073741824.0'],
    [4096, 10, '0.0039062500'],
  ])('%d bytes with %d decimals are %s', (bytes, precision, text) => {
    expect(formatMebibytes(bytes, precision)).toBe(text)
  })

  test('has no negative zero', () => {
    expect(formatMebibytes(-0, 3)).toBe('0.000')
    expect(formatMebibytes(-1, 3)).toBe('0.000')
    expect(formatMebibytes(-524, 3)).toBe('0.000')
    expect(formatMebibytes(-525, 3)).toBe('-0.001')
  })

  test('is what Python formats', () => {
    const pages = fc.integer({ min: -(2 ** 24), max: 2 ** 24 }).map((count) => count * 4096)
    const bytes = fc.integer({ min: -(2 ** 45), max: 2 ** 45 })
    const cases = fc.sample(fc.tuple(fc.oneof(pages, bytes), fc.integer({ min: 0, max: 10 })), 5_000)
    const program = [
      'import json, sys',
      'cases = json.load(sys.stdin)',
      'texts = ["{0:.{1}f}".format(b / 1048576, p) for b, p in cases]',
      'print(json.dumps([t.lstrip("-") if float(t) == 0 else t for t in texts]))',
    ].join('\n')
    const texts = JSON.parse(
      execFileSync('python3', ['-c', program], { input: JSON.stringify(cases) }).toString(),
    )
    expect(cases.map(([value, precision]) => formatMebibytes(value, precision))).toEqual(texts)
  })
})
