import { Popover } from '@base-ui/react/popover'
import { Funnel, Pin, X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { RunStatus } from '../../../profiler-core/contract/index.ts'
import { statusWords } from '../../../profiler-core/report/runWords.ts'
import { clearWish, wishFor } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'
import type { Period, Wish } from '../../state/wish.ts'
import { filterChips, periodWords } from './filterChips.ts'

const change = (changes: Partial<Wish>) => attempt(wishFor(changes))

/** Which runs are wanted: a text at once, more in a form, and what holds now as chips that can be taken away. */
export function HistoryFilterRow({ wish }: { readonly wish: Wish }) {
  const dir = useProject(({ project }) => project?.dir ?? '')
  const chips = filterChips(wish, dir)
  return (
    <search className="run-filter">
      <div className="run-filter-row">
        <input
          className="input"
          type="search"
          aria-label="Filter runs"
          placeholder="Filter runs"
          spellCheck={false}
          value={wish.text}
          onChange={(event) => change({ text: event.target.value })}
          onKeyDown={(event) => leaveField(event, wish)}
        />
        <button
          type="button"
          className="icon-button"
          aria-label="Pinned runs only"
          title="Pinned runs only"
          aria-pressed={wish.pinned}
          onClick={() => change({ pinned: !wish.pinned })}
        >
          <Pin size={15} strokeWidth={1.75} aria-hidden />
        </button>
        <MoreFilters wish={wish} isUsed={chips.length > 0} />
      </div>
      {chips.length > 0 && (
        <div className="run-chips">
          {chips.map(({ text, without }) => (
            <button
              key={text}
              type="button"
              className="chip"
              aria-label={`Remove the filter ${text}`}
              title={text}
              onClick={() => change(without)}
            >
              <span className="ellipsis">{text}</span>
              <X size={12} strokeWidth={1.75} aria-hidden />
            </button>
          ))}
          <button type="button" className="chip-clear" onClick={() => attempt(clearWish())}>
            Clear
          </button>
        </div>
      )}
    </search>
  )
}

/** Down goes to the runs, Esc empties the field, and leaves it when it is empty. */
function leaveField(event: KeyboardEvent<HTMLInputElement>, { text }: Wish): void {
  if (event.key === 'Escape' && text !== '') change({ text: '' })
  else if (event.key === 'ArrowDown' || event.key === 'Escape') {
    document.querySelector<HTMLElement>('[data-focus="runs"]')?.focus()
  } else return
  event.preventDefault()
}

const statuses = Object.keys(statusWords) as RunStatus[]
const periods = Object.keys(periodWords) as Period[]

function MoreFilters({ wish, isUsed }: { readonly wish: Wish; readonly isUsed: boolean }) {
  const toggle = (status: RunStatus) =>
    change({
      statuses: wish.statuses.includes(status)
        ? wish.statuses.filter((each) => each !== status)
        : [...wish.statuses, status],
    })
  return (
    <Popover.Root>
      <Popover.Trigger
        className={`icon-button ${isUsed ? 'used' : ''}`}
        aria-label="More filters"
        title="Filter by status, date, function or file"
      >
        <Funnel size={15} strokeWidth={1.75} aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="end">
          <Popover.Popup className="popup run-filter-form" aria-label="Filter runs">
            <fieldset>
              <legend className="quiet small">Status</legend>
              <div className="run-filter-choices">
                {statuses.map((status) => (
                  <label key={status}>
                    <input
                      type="checkbox"
                      checked={wish.statuses.includes(status)}
                      onChange={() => toggle(status)}
                    />
                    {statusWords[status]}
                  </label>
                ))}
              </div>
            </fieldset>
            <fieldset>
              <legend className="quiet small">Started</legend>
              <div className="run-filter-choices">
                {periods.map((period) => (
                  <label key={period}>
                    <input
                      type="radio"
                      name="period"
                      checked={wish.period === period}
                      onChange={() => change({ period })}
                    />
                    {periodWords[period]}
                  </label>
                ))}
              </div>
            </fieldset>
            <label className="run-filter-check">
              <input
                type="checkbox"
                checked={wish.baselines}
                onChange={() => change({ baselines: !wish.baselines })}
              />
              Baselines only
            </label>
            <label className="run-filter-field">
              <span className="quiet small">Called a function named</span>
              <input
                className="input code"
                spellCheck={false}
                value={wish.function}
                placeholder="load"
                onChange={(event) => change({ function: event.target.value })}
              />
            </label>
            <label className="run-filter-field">
              <span className="quiet small">Has a file named</span>
              <input
                className="input code"
                spellCheck={false}
                value={wish.file}
                placeholder="train.py"
                onChange={(event) => change({ file: event.target.value })}
              />
            </label>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
