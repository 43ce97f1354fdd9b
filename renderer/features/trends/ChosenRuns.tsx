import { attempt } from '../../state/notices.ts'
import { clearChosen, compareChosen, useTrends } from '../../state/trends.ts'

/** The runs that were chosen to be compared, and what can be done with them; `null` where there are none. */
export function ChosenRuns() {
  const chosen = useTrends((state) => state.chosen)
  const [first, second] = chosen.toSorted((one, other) => one - other)
  if (first === undefined) return null
  return (
    <span className="trends-chosen">
      {second === undefined ? (
        <span>Run {first} is chosen. Choose another one (Ctrl+click, or Space) to compare them.</span>
      ) : (
        <>
          <span>
            Runs {first} and {second} are chosen.
          </span>
          <button type="button" className="button" onClick={() => attempt(compareChosen())}>
            Compare
          </button>
        </>
      )}
      <button type="button" className="link-button" title="Choose nothing (Esc)" onClick={clearChosen}>
        Clear
      </button>
    </span>
  )
}
