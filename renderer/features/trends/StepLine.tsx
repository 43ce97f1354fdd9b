import { Flag } from 'lucide-react'
import { useTrends } from '../../state/trends.ts'
import { Menu } from '../../ui/Menu.tsx'
import { ChosenRuns } from './ChosenRuns.tsx'
import type { RunStep } from './trend.ts'

interface Props {
  /** By start; `null` while they are looked for. */
  readonly steps: readonly RunStep[] | null
  readonly isMixed: boolean
  /** How many runs ended well. */
  readonly count: number
  readonly sentence: (step: RunStep) => string
  readonly onGo: (step: RunStep) => void
}

/** What the plot says in a sentence: the latest step, and the way to the others. */
export function StepLine({ steps, isMixed, count, sentence, onGo }: Props) {
  const hasChosen = useTrends((state) => state.chosen.length > 0)
  const last = steps?.at(-1)
  return (
    <div className="trends-line small">
      {hasChosen ? (
        <ChosenRuns />
      ) : last === undefined ? (
        <span className="quiet">{steps === null ? '' : noStepWords(count, isMixed)}</span>
      ) : (
        <button
          type="button"
          className="trends-step"
          title="Show that run in the plot"
          onClick={() => onGo(last)}
        >
          {sentence(last)}
        </button>
      )}
      {steps !== null && steps.length > 1 && (
        <Menu
          label={steps.length > MOST_STEPS ? `The last ${MOST_STEPS} steps` : `All ${steps.length} steps`}
          entries={steps
            .slice(-MOST_STEPS)
            .toReversed()
            .map((step) => ({ label: sentence(step), onSelect: () => onGo(step) }))}
        >
          <Flag size={15} strokeWidth={1.75} aria-hidden />
        </Menu>
      )}
      <span
        className="trends-hint quiet"
        title="Drag to look closer, or turn the wheel; with Shift it moves; a double click shows all. Arrows go from run to run, Enter opens one, Space chooses it; + and − zoom, < and > move, 0 shows all."
      >
        Click opens a run, Ctrl+click chooses two to compare.
      </span>
    </div>
  )
}

/** As many as a menu can show. */
const MOST_STEPS = 20
/** So many runs it takes at least to tell a step from chance. */
const LEAST_RUNS = 6

function noStepWords(count: number, isMixed: boolean): string {
  if (isMixed) return 'Runs on different data are shown together, so that no steps are looked for.'
  if (count === 0)
    return 'None of these runs ended well, so that there is nothing to hold against each other.'
  if (count === 1) return 'One run so far: a trend begins with the second one.'
  if (count < LEAST_RUNS)
    return `${count} runs so far: a step can be told from chance with ${LEAST_RUNS} of them.`
  return `No lasting change in these ${count} runs.`
}
