import { useMemo } from 'react'
import type { PlotContent } from './plotContent.ts'

interface Props {
  readonly content: PlotContent
  /** What else is to be known of it. */
  readonly notes?: readonly string[]
}

/** The signs that occur in a plot, and what is not in it. */
export function Legend({ content, notes = [] }: Props) {
  const kinds = useMemo(() => kindsIn(content), [content])
  return (
    <div className="trends-legend small quiet">
      {kinds.map(({ sign, words }) => (
        <span key={words}>
          <span className={`runs-sign ${sign}`} aria-hidden />
          {words}
        </span>
      ))}
      {notes.map((note) => (
        <span key={note}>{note}</span>
      ))}
    </div>
  )
}

function kindsIn({ points, levels, curve, prediction }: PlotContent): { sign: string; words: string }[] {
  const has = { one: false, several: false, bad: false, warn: false, pinned: false, baseline: false }
  for (const { samples, ending } of points) {
    if (ending !== 'ok') has[ending] = true
    else if (samples.length > 1) has.several = true
    else has.one = true
    for (const { entry } of samples) {
      if (entry.baseline) has.baseline = true
      else if (entry.pinned) has.pinned = true
    }
  }
  return [
    has.one && { sign: 'dot', words: 'Run' },
    has.several && { sign: 'spread', words: 'Several runs: median and range' },
    has.bad && { sign: 'cross bad', words: 'Failed or killed' },
    has.warn && { sign: 'cross warn', words: 'Stopped' },
    has.baseline && { sign: 'diamond', words: 'Baseline' },
    has.pinned && { sign: 'triangle', words: 'Pinned' },
    levels.length > 0 && { sign: 'level', words: 'Median between steps' },
    curve.length > 0 && { sign: 'curve', words: 'Fitted growth' },
    prediction !== null && { sign: 'circle', words: 'Prediction' },
  ].filter((kind) => kind !== false)
}
