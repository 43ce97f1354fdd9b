import { describe, expect, test } from 'vitest'
import { findFrames, frameTree } from '../../../../profiler-core/analysis/callTree/index.ts'
import {
  amount,
  foundWords,
  frameFacts,
  frameLabel,
  framePlace,
} from '../../../../renderer/features/callTree/frameWords.ts'
import {
  cellTone,
  columnCharacters,
  columnsOf,
  numberText,
} from '../../../../renderer/features/callTree/treeTableColumns.ts'
import { callTreeOf } from '../../../profiler-core/analysis/callTree/trees.ts'

const GIB = 2 ** 30
const tree = frameTree(
  callTreeOf(
    ['<module>', 'load', 'free'],
    [
      { parent: -1, called: 0, ownMib: 1, ownMs: 10, peakMib: 812 },
      { parent: 0, called: 1, line: 30, ownMib: 400.2, ownMs: 1200, peakMib: 700, calls: 12 },
      { parent: 0, called: 2, line: 31, ownMib: -398.8, ownMs: 2, peakMib: 812 },
    ],
  ),
)

function cells(frame: number, metric: 'memory' | 'time'): string[] {
  return columnsOf(metric)
    .slice(1)
    .map((column) => numberText(tree, frame, column, metric))
}

describe('a frame in words', () => {
  test('says what it is and where it was called', () => {
    expect(frameLabel(tree, 0)).toBe('<module> app.py')
    expect(framePlace(tree, 0)).toBe('app.py:1')
    expect(framePlace(tree, 1)).toBe('app.py:11, called from line 30 of <module> app.py')
  })

  test('says what it took, and what it gave back', () => {
    const words = (frame: number) =>
      Object.fromEntries(frameFacts(tree, frame).map((fact) => [fact.term, fact.words]))
    expect(words(0)).toEqual({
      Growth: '+2.4 MiB, +1.0 MiB by itself',
      Taken: '401 MiB, of which 399 MiB was given back',
      Peak: '812 MiB while it was under way',
      Time: '1.2 s, 10 ms by itself',
      Calls: '1',
    })
    expect(words(1)).toEqual({
      Growth: '+400.2 MiB',
      Peak: '700 MiB while it was under way',
      Time: '1.2 s',
      Calls: '12, each +33.4 MiB and 100 ms',
    })
  })

  test('tells when numbers are estimates', () => {
    const { source } = tree
    const estimated = { ...source, functions: source.functions.map((each) => ({ ...each, estimated: true })) }
    expect(frameFacts(frameTree(estimated), 1).at(-1)?.words).toMatch(
      /^12 \(estimated from a part of them\), each/,
    )
  })

  test('amounts turn to GiB where all do, and keep their sign', () => {
    expect(amount(-3 * 2 ** 20, 'memory')).toBe('\u22123.0 MiB')
    expect(amount(12 * GIB, 'memory')).toBe('+12.0 GiB')
    expect(amount(-12 * GIB, 'memory')).toBe('\u221212.0 GiB')
  })

  test('a search says how many it found, and what they come to', () => {
    const found = (text: string) => foundWords(findFrames(tree, text)!, 'memory')
    expect(found('load')).toBe('1 frame, +400.2 MiB')
    expect(found('app')).toBe('3 frames, +2.4 MiB')
    expect(found('gone')).toBe('nothing found')
  })
})

describe('a row of the table', () => {
  test('has signed differences, levels without a sign, and milliseconds', () => {
    expect(cells(1, 'memory')).toEqual([
      '+400.2',
      '+400.2',
      '700.0',
      '1\u202f200.00',
      '1\u202f200.00',
      '12',
      '+33.4',
    ])
    expect(cells(2, 'time')).toEqual(['\u2212398.8', '\u2212398.8', '812.0', '2.00', '2.00', '1', '2.00'])
  })

  test('is as wide as its widest number', () => {
    expect(columnCharacters(tree, columnsOf('memory'), 'memory')).toEqual([0, 10, 8, 8, 8, 8, 5, 12])
  })

  test('has the colour of what was taken, or given back', () => {
    expect(cellTone(tree, 1, 'growth')).toBe('heat-growth-24')
    expect(cellTone(tree, 2, 'selfGrowth')).toMatch(/^heat-release-/)
    expect(cellTone(tree, 2, 'time')).toBe('')
  })
})
