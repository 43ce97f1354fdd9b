import { describe, expect, test } from 'vitest'
import { frameTree, layOut } from '../../../../profiler-core/analysis/callTree/index.ts'
import { frameBeside } from '../../../../renderer/features/callTree/icicleKeys.ts'
import { moved, showing, within, zoomed } from '../../../../renderer/features/callTree/span.ts'
import { TextFitter } from '../../../../renderer/features/callTree/textFitter.ts'
import { callTreeOf } from '../../../profiler-core/analysis/callTree/trees.ts'

describe('keys', () => {
  // main (0) calls load (1) and fit (2), which is wider; load calls parse (3), and free (4) where nothing was taken.
  const icicle = layOut(
    frameTree(
      callTreeOf(
        ['main', 'load', 'fit', 'parse', 'free'],
        [
          { parent: -1, called: 0 },
          { parent: 0, called: 1, ownMib: 10 },
          { parent: 0, called: 2, ownMib: 50 },
          { parent: 1, called: 3, ownMib: 20 },
          { parent: 1, called: 4, ownMib: -5 },
        ],
      ),
    ),
    'memory',
  )

  test.each([
    ['ArrowDown', -1, 0],
    ['ArrowDown', 0, 2],
    ['ArrowRight', 2, 1],
    ['ArrowRight', 1, -1],
    ['ArrowLeft', 1, 2],
    ['ArrowLeft', 2, -1],
    ['ArrowDown', 1, 3],
    ['ArrowDown', 2, -1],
    ['ArrowUp', 3, 1],
    ['ArrowUp', 0, -1],
    ['Home', 3, 0],
    ['End', 1, 3],
    ['x', 1, -1],
  ])('%s leads from %i to %i', (key, from, to) => {
    expect(frameBeside(icicle, from, key)).toBe(to)
  })
})

describe('the part that is seen', () => {
  test('stays within the whole, and keeps its width where it can', () => {
    expect(within({ from: -20, to: 30 }, 100)).toEqual({ from: 0, to: 50 })
    expect(within({ from: 80, to: 130 }, 100)).toEqual({ from: 50, to: 100 })
    expect(within({ from: -50, to: 150 }, 100)).toEqual({ from: 0, to: 100 })
    expect(moved({ from: 10, to: 30 }, -50, 100)).toEqual({ from: 0, to: 20 })
  })

  test('zooms about a position, no closer than numbers can tell', () => {
    expect(zoomed({ from: 0, to: 100 }, 75, 2, 100)).toEqual({ from: 37.5, to: 87.5 })
    expect(zoomed({ from: 37.5, to: 87.5 }, 75, 0.5, 100)).toEqual({ from: 0, to: 100 })
    const { from, to } = zoomed({ from: 0, to: 100 }, 75, 1e20, 100)
    expect(to).toBeGreaterThan(from)
  })

  test('moves to a frame that lies outside, and no further', () => {
    expect(showing({ from: 0, to: 20 }, { from: 15, to: 60 }, 100)).toEqual({ from: 0, to: 20 })
    expect(showing({ from: 0, to: 20 }, { from: 40, to: 44 }, 100)).toEqual({ from: 32, to: 52 })
    expect(showing({ from: 0, to: 20 }, { from: 98, to: 99 }, 100)).toEqual({ from: 80, to: 100 })
  })
})

describe('labels', () => {
  test('are cut to the room, other letters by their own width', () => {
    const measured: string[] = []
    const fitter = new TextFitter((text) => {
      measured.push(text)
      return [...text].reduce((sum, letter) => sum + (letter > '\u2fff' ? 12 : 6), 0)
    })
    expect(fitter.fit('normalise', 54)).toBe('normalise')
    expect(fitter.fit('normalise', 53)).toBe('normali\u2026')
    expect(fitter.fit('normalise', 8)).toBe('')
    expect(fitter.fit('', 8)).toBe('')
    expect(measured).toHaveLength(1)
    expect(fitter.fit('\u6b63\u898f\u5316', 30)).toBe('\u6b63\u2026')
    expect(fitter.fit('\u6b63\u898f\u5316', 36)).toBe('\u6b63\u898f\u5316')
    expect(measured).toHaveLength(2)
  })
})
