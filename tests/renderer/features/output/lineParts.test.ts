import { expect, it } from 'vitest'
import { lineParts } from '../../../../renderer/features/output/lineParts.ts'
import type { Span } from '../../../../renderer/state/outputText.ts'
import { plainStyle } from '../../../../renderer/state/textStyle.ts'

const spans: Span[] = [
  { text: 'abcd', source: 'stdout', style: plainStyle },
  { text: 'efgh', source: 'stderr', style: plainStyle },
]

it('leaves a line without marks as it is', () => {
  expect(lineParts(spans, [], 0, null).map(({ text, match }) => [text, match])).toEqual([
    ['abcd', 'none'],
    ['efgh', 'none'],
  ])
})

it('cuts at the borders of marks, also of one that lies in two pieces', () => {
  expect(lineParts(spans, [0, 3], 2, 3).map(({ text, at, match }) => [text, at, match])).toEqual([
    ['ab', 0, 'other'],
    ['c', 2, 'none'],
    ['d', 3, 'current'],
    ['e', 4, 'current'],
    ['fgh', 5, 'none'],
  ])
})
