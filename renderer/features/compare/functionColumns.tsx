import type { Change } from '../../../profiler-core/contract/index.ts'
import { OverlapMark } from '../../ui/Overlap.tsx'
import { fileName } from '../../ui/paths.ts'
import type { RankColumn } from '../../ui/RankTable.tsx'
import {
  deltaText,
  functionMatchWords,
  isBeyondNoise,
  leastOf,
  noiseWords,
  type Quantity,
  sideText,
  spreadWords,
  toneOf,
} from './changeWords.ts'
import { barOf, type FunctionRow, isEitherOverlapped } from './functionRows.ts'

type Column = RankColumn<FunctionRow>

interface Wanted {
  readonly rows: readonly FunctionRow[]
  /** There is room for long bars. */
  readonly isWide: boolean
  /** The change that fills half of the column of bars, in bytes. */
  readonly most: number
  readonly chosen: string | null
  /** Whether of any difference it can be told that it is beyond the noise. */
  readonly hasNoise: boolean
  readonly pathOf: (file: string) => string
}

/** The columns of the list of functions. */
export function functionColumns({ rows, isWide, most, chosen, hasNoise, pathOf }: Wanted): Column[] {
  return [
    {
      id: 'function',
      title: 'Function',
      meaning: 'Name of the function',
      width: hasNoise ? 15 : 19,
      grows: true,
      cell: (row) => <NameCell row={row} isChosen={row.key === chosen} pathOf={pathOf} />,
      sortBy: ({ place }) => place.name.toLowerCase(),
    },
    growthColumn(rows, 'base', 'Base'),
    growthColumn(rows, 'now', 'Now'),
    deltaColumn(rows, 'delta', '\u0394', 'Growth now less growth in the base', 'growth', 'growth'),
    {
      id: 'bar',
      title: 'Less | more',
      meaning: 'The change of growth: to the left less memory, to the right more',
      width: isWide ? 48 : hasNoise ? 11 : 13,
      cell: ({ comparison }) => <BarCell delta={comparison.growth.delta} most={most} />,
      sortBy: ({ comparison }) => comparison.growth.delta,
    },
    ...(hasNoise ? [noiseColumn] : []),
    deltaColumn(rows, 'peak', 'Peak \u0394', 'Highest memory now less that in the base', 'peak', 'level'),
    deltaColumn(rows, 'time', 'Time \u0394', 'Time on the clock now less that in the base', 'time', 'time'),
  ]
}

/** The widest of some texts and what stands around it, in characters. */
function widthFor(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length + 2), 9)
}

function growthColumn(rows: readonly FunctionRow[], side: 'base' | 'now', title: string): Column {
  const textOf = ({ comparison }: FunctionRow) => sideText(comparison.growth[side], 'growth')
  return {
    id: side,
    title,
    unit: 'MiB',
    meaning: side === 'base' ? 'Growth in the base' : 'Growth now',
    width: widthFor(rows.map(textOf)),
    isNumber: true,
    cell: (row) => (
      <>
        {textOf(row)}
        <OverlapMark isOverlapped={row.comparison.overlapped[side]} />
      </>
    ),
    sortBy: ({ comparison }) => comparison.growth[side]?.median ?? Number.NEGATIVE_INFINITY,
  }
}

function deltaColumn(
  rows: readonly FunctionRow[],
  id: string,
  title: string,
  meaning: string,
  of: 'growth' | 'peak' | 'time',
  quantity: Quantity,
): Column {
  return {
    id,
    title,
    ...(quantity === 'time' ? {} : { unit: 'MiB' }),
    meaning: `${meaning}; sorted by size, whichever the sign`,
    width: Math.max(
      title.length + 5,
      widthFor(rows.map(({ comparison }) => deltaText(comparison[of].delta, quantity))),
    ),
    isNumber: true,
    cell: ({ comparison }) => (
      <>
        <DeltaCell change={comparison[of]} quantity={quantity} />
        <OverlapMark isOverlapped={of === 'growth' && isEitherOverlapped(comparison)} />
      </>
    ),
    sortBy: ({ comparison }) => Math.abs(comparison[of].delta),
  }
}

const noiseColumn: Column = {
  id: 'noise',
  title: 'Noise',
  meaning: 'Whether the change of growth is beyond what the runs of a group differ by themselves',
  width: 8,
  cell: ({ comparison: { growth } }) => {
    const isBeyond = isBeyondNoise(growth)
    return (
      <span className={isBeyond === true ? '' : 'quiet'} title={noiseWords(growth)}>
        {isBeyond === null ? '' : isBeyond ? 'beyond' : 'within'}
      </span>
    )
  },
  sortBy: ({ comparison }) => -(comparison.growth.pValue ?? 2),
}

function DeltaCell({ change, quantity }: { readonly change: Change; readonly quantity: Quantity }) {
  return (
    <span
      className={toneOf(change.delta, leastOf(quantity))}
      title={spreadWords(change, quantity) ?? undefined}
    >
      {deltaText(change.delta, quantity)}
    </span>
  )
}

function NameCell(props: {
  readonly row: FunctionRow
  readonly isChosen: boolean
  readonly pathOf: (file: string) => string
}) {
  const { row, isChosen, pathOf } = props
  const { comparison, place, wasName, wasFile, isEdited } = row
  const word = functionMatchWords[comparison.match] ?? (isEdited ? 'edited' : null)
  const was = [
    wasName === null ? null : `In the base it was called ${wasName}`,
    wasFile === null ? null : `In the base it was in ${pathOf(wasFile)}`,
    isEdited ? 'Lines of it were edited' : null,
  ].filter((part) => part !== null)
  return (
    <span
      className={isChosen ? 'comparison-name chosen' : 'comparison-name'}
      title={[place.name, pathOf(place.file), ...was].join('\n')}
    >
      <span className="code ellipsis">{place.name}</span>
      {word !== null && <span className={`comparison-match small ${comparison.match}`}>{word}</span>}
      <span className="quiet small comparison-file">
        {wasName === null ? fileName(place.file) : `was ${wasName}`}
      </span>
    </span>
  )
}

function BarCell({ delta, most }: { readonly delta: number; readonly most: number }) {
  const bar = barOf(delta, most)
  return (
    <span className="comparison-bar" aria-hidden>
      {bar !== null && (
        <span
          className={delta > 0 ? 'more' : 'less'}
          style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
        />
      )}
    </span>
  )
}
