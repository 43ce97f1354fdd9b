import { Flag } from 'lucide-react'
import type { RefObject } from 'react'
import { brush, useBrush, useBrushed } from '../../state/brush.ts'
import { showView } from '../../state/layout.ts'
import type { Points } from '../../state/timelines.ts'
import { formatDelta, formatDuration, formatSize } from '../../ui/format.ts'
import { Menu } from '../../ui/Menu.tsx'
import type { Plot } from './plot.ts'
import { growthWithin, peakOf, windowWords } from './timelineWords.ts'

const MOST_MARKS = 40

interface Props {
  readonly points: Points
  readonly names: readonly string[]
  readonly plot: RefObject<Plot | null>
}

/** What the plot says in numbers: the peak, the cursor, the chosen stretch. */
export function PlotStrip({ points, names, plot }: Props) {
  const peak = peakOf(points)
  return (
    <div className="timeline-readings small">
      {peak !== null && (
        <span className="timeline-peak">
          Peak <span className="number">{formatSize(peak.bytes)}</span> after{' '}
          <span className="number">{formatDuration(peak.ns)}</span>
        </span>
      )}
      <Chosen points={points} plot={plot} />
      {names.length > 1 && <Legend names={names} />}
      {points.marks.length > 0 && (
        <Menu
          label="What happened when"
          entries={points.marks.slice(0, MOST_MARKS).map(({ timeNs, text }) => ({
            label: `${formatDuration(timeNs)}: ${text}`,
            onSelect: () => plot.current?.goTo(timeNs),
          }))}
        >
          <Flag size={15} strokeWidth={1.75} aria-hidden />
        </Menu>
      )}
    </div>
  )
}

function Legend({ names }: { readonly names: readonly string[] }) {
  return (
    <span className="timeline-legend">
      {names.map((name, index) => (
        <span key={name}>
          <span className={`timeline-swatch column-${index}`} aria-hidden />
          {name}
        </span>
      ))}
    </span>
  )
}

/** The stretch that is chosen, and what can be done with it. */
function Chosen({ points, plot }: { readonly points: Points; readonly plot: Props['plot'] }) {
  const window = useBrush((state) => state.window)
  const brushed = useBrushed()
  if (window === null) {
    return (
      <span
        className="quiet timeline-hint"
        title="The wheel zooms, with Shift it moves; a double click shows all. Arrows move the cursor, with Shift they choose; + and \u2212 zoom, < and > move, 0 shows all."
      >
        Drag to choose a stretch, turn the wheel to zoom.
      </span>
    )
  }
  return (
    <span className="timeline-chosen">
      <span className="number">{windowWords(window)}</span>
      <span className="number">{formatDelta(growthWithin(points, window))} MiB</span>
      <button type="button" className="link-button" onClick={() => plot.current?.zoomTo(window)}>
        Zoom in
      </button>
      {brushed !== null && (
        <button type="button" className="link-button" onClick={() => showView('table')}>
          Show its lines
        </button>
      )}
      <button type="button" className="link-button" title="Choose nothing (Esc)" onClick={() => brush(null)}>
        Clear
      </button>
    </span>
  )
}
