import { heatClass } from '../../../profiler-core/analysis/heat.ts'
import { functionTotals, heatOf } from '../../../profiler-core/analysis/index.ts'
import { useShownFunction } from '../../state/shown.ts'
import { shownText, useView } from '../../state/view.ts'
import { formatDelta } from '../../ui/format.ts'

/** Parts of the largest increment that have a swatch; the scale is that of the square root. */
const PARTS = [1, 0.56, 0.25, 0.06]

/** What the heat means: from the function's largest release to its largest growth. */
export function HeatLegend() {
  const watched = useShownFunction()
  const file = useView((view) => view.file)
  const measured = useView((view) => shownText(view)?.measured === true)
  if (watched === null || !measured || watched.file !== file) return null
  const { leastBytes: least, mostBytes: most, grossGrowthBytes: gross } = functionTotals(watched)
  if (least === 0 && most === 0) return null
  return (
    <div
      className="heat-legend small quiet"
      role="img"
      aria-label={`Scale of the heat in ${watched.name}: ${formatDelta(least)} to ${formatDelta(most)} MiB`}
      title={`The scale of the heat in ${watched.name}: its lines' increments as parts of its growth`}
    >
      {least < 0 && <span className="number">{formatDelta(least)}</span>}
      <span className="heat-swatches" aria-hidden>
        {least < 0 && PARTS.map((part) => <Swatch key={part} heat={heatOf(least, gross) * part} />)}
        {most > 0 &&
          PARTS.toReversed().map((part) => <Swatch key={-part} heat={heatOf(most, gross) * part} />)}
      </span>
      {most > 0 && <span className="number">{formatDelta(most)}</span>}
      <span>MiB</span>
    </div>
  )
}

function Swatch({ heat }: { readonly heat: number }) {
  return <span className={`heat-swatch ${heatClass(heat) ?? ''}`} />
}
