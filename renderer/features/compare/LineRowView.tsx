// biome-ignore-all lint/a11y/useSemanticElements: a table element cannot be virtual.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, and names the row that it is on.
import { memo } from 'react'
import { OverlapMark } from '../../ui/Overlap.tsx'
import {
  deltaText,
  leastOf,
  lineMatchWords,
  noiseWords,
  sideText,
  spreadWords,
  toneOf,
} from './changeWords.ts'
import { isEitherOverlapped } from './functionRows.ts'
import type { MetricColumn } from './lineColumns.ts'
import type { LineRow } from './lineRows.ts'

/** A line as it was and as it is, and its numbers in both. */
export const LineRowView = memo(function LineRowView(props: {
  readonly row: LineRow
  readonly columns: readonly MetricColumn[]
  /** Changes of less are quiet, in bytes. */
  readonly threshold: number
}) {
  const { row, columns, threshold } = props
  const { line, baseText, nowText } = row
  const { sign, word } = lineMatchWords[line.match]
  return (
    <>
      <Code number={line.baseLine} text={baseText} />
      <div role="gridcell" className="compared-match number" aria-label={word} title={word}>
        {sign}
      </div>
      <Code number={line.nowLine} text={nowText} />
      {columns.map(({ id, quantity }) => {
        const change = line[id]
        const title = [spreadWords(change, quantity), change.pValue === null ? null : noiseWords(change)]
          .filter((part) => part !== null)
          .join('\n')
        const tone = toneOf(change.delta, Math.max(leastOf(quantity), quantity === 'time' ? 0 : threshold))
        return [
          <div key={`${id} base`} role="gridcell" className="compared-number first number" title={title}>
            {sideText(change.base, quantity)}
            <OverlapMark isOverlapped={id === 'increment' && line.overlapped.base} />
          </div>,
          <div key={`${id} now`} role="gridcell" className="compared-number number" title={title}>
            {sideText(change.now, quantity)}
            <OverlapMark isOverlapped={id === 'increment' && line.overlapped.now} />
          </div>,
          <div key={`${id} delta`} role="gridcell" className={`compared-number number ${tone}`} title={title}>
            {deltaText(change.delta, quantity)}
            <OverlapMark isOverlapped={id === 'increment' && isEitherOverlapped(line)} />
          </div>,
        ]
      })}
    </>
  )
})

function Code({ number, text }: { readonly number: number | null; readonly text: string | null }) {
  return (
    <div role="gridcell" className={number === null ? 'compared-side absent' : 'compared-side'}>
      {number !== null && (
        <>
          <span className="number quiet compared-line">{number}</span>
          <span className="code compared-text" title={text ?? undefined}>
            {text}
          </span>
        </>
      )}
    </div>
  )
}
