import { useMemo, useState } from 'react'
import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { chooseFunction, useComparisonSettings } from '../../state/comparison.ts'
import { useProject } from '../../state/project.ts'
import { Empty } from '../../ui/Empty.tsx'
import { formatCount } from '../../ui/format.ts'
import { OverlapNote } from '../../ui/Overlap.tsx'
import { RankTable } from '../../ui/RankTable.tsx'
import { functionColumns } from './functionColumns.tsx'
import {
  type FunctionRow,
  type FunctionRows,
  isEitherOverlapped,
  LEAST_SCALE,
  mostChange,
} from './functionRows.ts'
import { useWidth } from './useWidth.ts'

/** From this width on bars have more room, in pixels. */
const WIDE = 1100

interface Props extends FunctionRows {
  /** `functionKey` of the function that is looked at. */
  readonly chosen: string | null
}

/** The functions of both runs by how much they changed. */
export function FunctionList({ rows, hidden, chosen }: Props) {
  const dir = useProject(({ project }) => project?.dir ?? '')
  const [section, width] = useWidth()
  const columns = useMemo(
    () =>
      functionColumns({
        rows,
        isWide: width >= WIDE,
        most: Math.max(LEAST_SCALE, mostChange(rows)),
        chosen,
        hasNoise: rows.some(({ comparison }) => comparison.growth.pValue !== null),
        pathOf: (file) => pathInProject(file, dir),
      }),
    [rows, width, chosen, dir],
  )
  return (
    <section className="comparison-list" aria-label="Functions" ref={section}>
      <div className="comparison-strip">
        <h3 className="small">Functions by change of growth</h3>
        <Threshold />
        <Hidden count={hidden} />
      </div>
      {rows.length === 0 ? (
        <AllHidden count={hidden} />
      ) : (
        <RankTable<FunctionRow>
          label="Functions by change"
          columns={columns}
          rows={rows}
          sortedBy="delta"
          startAt={chosen}
          keyOf={({ key }) => key}
          onOpen={({ key }) => chooseFunction(key)}
        />
      )}
      <OverlapNote isMarked={rows.some(({ comparison }) => isEitherOverlapped(comparison))} />
    </section>
  )
}

function Threshold() {
  const thresholdMib = useComparisonSettings((settings) => settings.thresholdMib)
  // What is typed, as long as it is; what is no size stays there to be mended.
  const [typed, setTyped] = useState<string | null>(null)
  const type = (text: string) => {
    setTyped(text)
    const value = Number(text)
    if (text.trim() !== '' && Number.isFinite(value) && value >= 0) setThreshold(value)
  }
  return (
    <label className="comparison-threshold small">
      Hide changes below
      <input
        className="input number"
        type="number"
        min={0}
        step={0.1}
        value={typed ?? String(thresholdMib)}
        onChange={({ target }) => type(target.value)}
        onBlur={() => setTyped(null)}
      />
      MiB
    </label>
  )
}

function setThreshold(thresholdMib: number): void {
  useComparisonSettings.setState({ thresholdMib })
}

function Hidden({ count }: { readonly count: number }) {
  return (
    <span className="quiet small" role="status">
      {count === 0 ? '' : `${formatCount(count)} hidden`}
    </span>
  )
}

function AllHidden({ count }: { readonly count: number }) {
  return (
    <Empty
      action={
        <button type="button" className="button" onClick={() => setThreshold(0)}>
          Show all
        </button>
      }
    >
      {count === 1 ? 'The function' : `None of the ${formatCount(count)} functions`}{' '}
      {count === 1 ? 'did not change' : 'changed'} by as much as that in growth or peak.
    </Empty>
  )
}
