import { heatClass } from '../../../profiler-core/analysis/heat.ts'
import { fullHeatBytes, functionTotals, heatOf } from '../../../profiler-core/analysis/index.ts'
import { isOverlapped, OVERLAP_MARK, OVERLAP_NOTE } from '../../../profiler-core/report/overlap.ts'
import { useShownFunctions } from '../../state/shown.ts'
import { shownText, useView } from '../../state/view.ts'
import { formatDelta } from '../../ui/format.ts'

/** Parts of the largest increment that have a swatch; the scale is that of the square root. */
const PARTS = [1, 0.56, 0.25, 0.06]

/** What the heat means: from the run's largest release to its largest growth in a line, which is full heat. */
export function HeatLegend() {
  const functions = useShownFunctions()
  const file = useView((view) => view.file)
  const measured = useView((view) => shownText(view)?.measured === true)
  const here = functions.filter((each) => each.file === file && each.lines.length > 0)
  if (!measured || here.length === 0) return null
  const full = fullHeatBytes(functions)
  const least = functions.reduce((low, each) => Math.min(low, functionTotals(each).leastBytes), 0)
  const most = functions.reduce((high, each) => Math.max(high, functionTotals(each).mostBytes), 0)
  if (least === 0 && most === 0) return null
  return (
    <div className="heat-legend small quiet">
      <div
        className="heat-scale"
        role="img"
        aria-label={`Scale of the heat: ${formatDelta(least)} to ${formatDelta(most)} MiB in a line of this run`}
        title={`Heat compares the lines of the whole run. Full heat is ${formatDelta(full)} MiB${fullWords(most, full)}.`}
      >
        {least < 0 && <span className="number">{formatDelta(least)}</span>}
        <span className="heat-swatches" aria-hidden>
          {least < 0 && PARTS.map((part) => <Swatch key={part} heat={heatOf(least, full) * part} />)}
          {most > 0 &&
            PARTS.toReversed().map((part) => <Swatch key={-part} heat={heatOf(most, full) * part} />)}
        </span>
        {most > 0 && <span className="number">{formatDelta(most)}</span>}
        <span>
          MiB<span className="heat-words">, all lines of the run</span>
        </span>
      </div>
      {here.some(isOverlapped) && (
        <span className="heat-threads" title={OVERLAP_NOTE}>
          {OVERLAP_MARK} <span className="heat-words">other </span>threads
        </span>
      )}
    </div>
  )
}

function fullWords(most: number, full: number): string {
  if (most === full) return ', the largest increment of a line'
  return most === 0 ? ', the largest release, for no line grew' : ', for no line grew by as much'
}

function Swatch({ heat }: { readonly heat: number }) {
  return <span className={`heat-swatch ${heatClass(heat) ?? ''}`} />
}
