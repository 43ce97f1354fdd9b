import { ArrowLeftRight, Download, X } from 'lucide-react'
import { saveComparison } from '../../commands/comparing.ts'
import { leaveComparison, swapRuns, useComparison } from '../../state/comparison.ts'
import { attempt } from '../../state/notices.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { comparisonName } from './runFacts.ts'

/** Which runs are compared, and what can be done with that. */
export function ComparisonHeader() {
  const comparison = useComparison((state) => state.comparison)
  const isReady = comparison !== null
  return (
    <header className="pane-header comparison-header">
      <h2 className="ellipsis">{comparison === null ? 'Comparison' : comparisonName(comparison)}</h2>
      <button
        type="button"
        className="button plain"
        disabled={!isReady}
        title="Make the base the run now, and the run now the base"
        onClick={() => attempt(swapRuns())}
      >
        <ArrowLeftRight size={15} strokeWidth={1.75} aria-hidden />
        Swap
      </button>
      <button
        type="button"
        className="button plain"
        disabled={!isReady}
        title="Save the comparison as a page that needs nothing else"
        onClick={() => attempt(saveComparison())}
      >
        <Download size={15} strokeWidth={1.75} aria-hidden />
        Save as HTML
      </button>
      <IconButton icon={X} label="Close the comparison" keys="Esc" onClick={leaveComparison} />
    </header>
  )
}
