import { Allotment } from 'allotment'
import { type KeyboardEvent, useEffect, useMemo, useRef } from 'react'
import type { RunComparison } from '../../../profiler-core/contract/index.ts'
import { compare, leaveComparison, useComparison, useComparisonSettings } from '../../state/comparison.ts'
import { functionKey } from '../../state/functionKey.ts'
import { attempt } from '../../state/notices.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { ComparisonHeader } from './ComparisonHeader.tsx'
import { FunctionDetail } from './FunctionDetail.tsx'
import { FunctionList } from './FunctionList.tsx'
import { firstRow, functionRows } from './functionRows.ts'
import { Summary } from './Summary.tsx'
import './compare.css'

/** Two runs side by side: the verdict, the functions that changed, and one of them in detail. */
export function ComparisonView() {
  const comparison = useComparison((state) => state.comparison)
  const root = useRef<HTMLDivElement>(null)
  const hasFailed = useComparison((state) => state.problem !== null)
  useFocus(root, comparison !== null || hasFailed)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.target === listOf(root.current)) focusDetail(root.current)
    if (event.key !== 'Escape' || event.defaultPrevented || isFinding(event)) return
    event.preventDefault()
    const list = listOf(root.current)
    const isWithin = event.target instanceof Element && event.target.closest('.comparison-detail') !== null
    if (isWithin && list !== null) list.focus()
    else leaveComparison()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Esc goes back from whatever has the focus in here.
    <div className="comparison" ref={root} onKeyDown={onKeyDown}>
      <ComparisonHeader />
      {comparison === null ? <Missing /> : <Compared comparison={comparison} />}
    </div>
  )
}

function Missing() {
  const problem = useComparison((state) => state.problem)
  const pair = useComparison((state) => state.pair)
  const from = useComparison((state) => state.from)
  if (problem === null) return <Skeleton rows={10} />
  return (
    <div role="alert">
      <Empty
        action={
          <div className="comparison-ways">
            <button type="button" className="button" onClick={leaveComparison}>
              {from === 'trends' ? 'Back to the trends' : 'Back to the source'}
            </button>
            {pair !== null && (
              <button type="button" className="button plain" onClick={() => attempt(compare(pair))}>
                Try again
              </button>
            )}
          </div>
        }
      >
        {problem.message}
        {problem.hint !== null && ` ${problem.hint}`}
      </Empty>
    </div>
  )
}

function Compared({ comparison }: { readonly comparison: RunComparison }) {
  const thresholdMib = useComparisonSettings((settings) => settings.thresholdMib)
  const wanted = useComparison((state) => state.chosen)
  const { functions } = comparison
  const found = useMemo(() => functionRows(functions, thresholdMib), [functions, thresholdMib])
  const looked = useMemo(
    () =>
      functions.find((each) => functionKey(each) === wanted) ??
      firstRow(found.rows)?.comparison ??
      functions[0] ??
      null,
    [functions, wanted, found],
  )
  const chosen = looked === null ? null : functionKey(looked)
  return (
    <>
      <Summary comparison={comparison} />
      {functions.length === 0 ? (
        <Empty>
          Neither of the runs measured a function, so that there is nothing to be held against each other but
          the peak and the time above.
        </Empty>
      ) : (
        <div className="comparison-panes">
          <Allotment vertical>
            <Allotment.Pane minSize={84} preferredSize="38%">
              <FunctionList {...found} chosen={chosen} />
            </Allotment.Pane>
            <Allotment.Pane minSize={120}>
              {looked === null ? (
                <Empty>Choose a function above: its lines stand here side by side.</Empty>
              ) : (
                <FunctionDetail comparison={comparison} chosen={looked} />
              )}
            </Allotment.Pane>
          </Allotment>
        </div>
      )}
    </>
  )
}

/** Puts the focus on the list once it is there, or on the way back, and when the comparison has gone, on the trends or the runs. */
function useFocus(root: { readonly current: HTMLElement | null }, isThere: boolean): void {
  useEffect(() => {
    const first = listOf(root.current) ?? root.current?.querySelector<HTMLElement>('button:enabled')
    if (isThere) first?.focus()
  }, [root, isThere])
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body) {
          const next = document.querySelector<HTMLElement>('[data-focus="trends"]')
          const runs = document.querySelector<HTMLElement>('[data-focus="runs"]')
          ;(next ?? runs)?.focus()
        }
      })
    },
    [],
  )
}

/** Who chooses a function by Enter goes on to its lines. */
function focusDetail(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('.comparison-detail [role="tab"][aria-selected="true"]')?.focus()
}

function listOf(root: HTMLElement | null): HTMLElement | null {
  return root?.querySelector<HTMLElement>('.comparison-list [role="grid"]') ?? null
}

/** Esc belongs to the editor's own search first. */
function isFinding({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest('.find-widget') !== null
}
