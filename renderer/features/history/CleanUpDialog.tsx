import { useEffect, useState } from 'react'
import type { CleanUp, HistoryUsage, RetentionRules } from '../../../profiler-core/contract/index.ts'
import { cleanUp, cleanUpPlan, historyUsage, keep, useRetention } from '../../state/cleanUp.ts'
import { closeDialog } from '../../state/dialogs.ts'
import { attempt, errorText, notify } from '../../state/notices.ts'
import { Dialog } from '../../ui/Dialog.tsx'
import { formatCount } from '../../ui/format.ts'
import { cleanedWords, planWords, typedCount, usageWords } from './cleanUpWords.ts'

/** After so long without another key a number has been typed. */
const TYPING_MS = 150

/** Says what a clean-up would remove while its rules are set, then removes it. */
export function CleanUpDialog() {
  const [keepLast, setKeepLast] = useState(() => String(useRetention.getState().keepLast))
  const keepOneADay = useRetention((rules) => rules.keepOneADay)
  const count = typedCount(keepLast)
  const { usage, plan, problem } = usePlan(count, keepOneADay)
  const [failure, setFailure] = useState<string | null>(null)
  const [isRemoving, setRemoving] = useState(false)
  const removed = plan?.ids.length ?? 0
  const nothing = removed === 0 && (plan?.damaged ?? 0) === 0
  const remove = async (rules: RetentionRules) => {
    setRemoving(true)
    try {
      const done = await cleanUp(rules)
      closeDialog()
      notify(cleanedWords(done))
    } catch (error) {
      setFailure(errorText(error))
      setRemoving(false)
    }
  }
  return (
    <Dialog
      title="Clean up the history"
      className="clean-up-dialog"
      footer={
        <>
          <button type="button" className="button" onClick={closeDialog}>
            Cancel
          </button>
          <button
            type="button"
            className="button primary"
            disabled={nothing || count === null || isRemoving}
            onClick={() => count !== null && attempt(remove({ keepLast: count, keepOneADay }))}
          >
            {isRemoving
              ? 'Removing...'
              : removed === 0
                ? 'Remove'
                : `Remove ${formatCount(removed)} ${removed === 1 ? 'run' : 'runs'}`}
          </button>
        </>
      }
    >
      <p className="quiet">{usage === null ? '\u00a0' : usageWords(usage)}</p>
      <div className="clean-up-rules">
        <label className="clean-up-rule">
          Keep the last
          <input
            className="input number"
            type="text"
            inputMode="numeric"
            autoFocus
            aria-label="Runs of each target to keep"
            aria-invalid={count === null}
            value={keepLast}
            onChange={({ target }) => {
              setKeepLast(target.value)
              const next = typedCount(target.value)
              if (next !== null) keep({ keepLast: next })
            }}
          />
          runs of each target
        </label>
        <label className="clean-up-rule">
          <input
            type="checkbox"
            checked={keepOneADay}
            onChange={({ target }) => keep({ keepOneADay: target.checked })}
          />
          Of older ones, keep the last run of each day
        </label>
        <p className="quiet small">Pinned runs and baselines are always kept.</p>
      </div>
      <p className="clean-up-plan" role="status">
        {count === null
          ? 'Write how many runs are to be kept, such as 50.'
          : plan === null || usage === null
            ? '\u00a0'
            : planWords(plan, usage.projectRuns)}
      </p>
      {removed > 0 && <p className="quiet small">What is removed cannot be brought back.</p>}
      {(failure ?? problem) !== null && (
        <p className="small bad describe-hint" role="alert">
          {failure ?? problem}
        </p>
      )}
    </Dialog>
  )
}

interface PlanState {
  readonly usage: HistoryUsage | null
  readonly plan: CleanUp | null
  readonly problem: string | null
}

/** How much there is, and what the rules would remove of it; what stood there stays until the answer is here. */
function usePlan(keepLast: number | null, keepOneADay: boolean): PlanState {
  const [state, setState] = useState<PlanState>({ usage: null, plan: null, problem: null })
  useEffect(() => {
    if (keepLast === null) return undefined
    let isWanted = true
    const timer = setTimeout(() => {
      Promise.all([historyUsage(), cleanUpPlan({ keepLast, keepOneADay })])
        .then(([usage, plan]) => isWanted && setState({ usage, plan, problem: null }))
        .catch((error: unknown) => isWanted && setState((was) => ({ ...was, problem: errorText(error) })))
    }, TYPING_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [keepLast, keepOneADay])
  return state
}
