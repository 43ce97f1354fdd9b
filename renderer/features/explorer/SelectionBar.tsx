import { Play } from 'lucide-react'
import { functionsSubject, profile } from '../../commands/actions.ts'
import { select, useExplorer } from '../../state/explorer.ts'
import { attempt } from '../../state/notices.ts'

/** Shown when several lines are selected: what can be done with all of them. */
export function SelectionBar() {
  const selected = useExplorer((state) => state.selected)
  if (selected.size < 2) return null
  const names = [...new Set([...selected.values()].flat())]
  const what = names.some((name) => name.endsWith(':*'))
    ? `${selected.size} selected`
    : `${names.length} functions`
  return (
    <div className="selection-bar" role="toolbar" aria-label="Selection">
      <button
        type="button"
        className="button primary"
        onClick={() => attempt(profile(functionsSubject(names)))}
      >
        <Play size={13} strokeWidth={2} aria-hidden />
        Profile {what}
      </button>
      <button type="button" className="button plain" onClick={() => select(new Map())}>
        Clear
      </button>
    </div>
  )
}
