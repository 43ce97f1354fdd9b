import { ChevronDown, Play, Square } from 'lucide-react'
import { runAgain, stopShown } from '../../commands/actions.ts'
import { showKeys } from '../../commands/command.ts'
import { commands, keysOf, runCommand } from '../../commands/commands.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'
import { useRuns } from '../../state/runs.ts'
import { useView } from '../../state/view.ts'
import { Menu } from '../../ui/Menu.tsx'
import { runPlan } from './runPlan.ts'

/** Runs what F5 runs, and says what that is. */
export function RunButton() {
  const project = useProject((state) => state.project)
  const file = useView((view) => view.file)
  const request = useShownRequest()
  const isStarting = useRuns(({ starting }) => starting)
  const isRunning = useRuns(({ running }) => running.length > 0)
  const { text, obstacle } = runPlan({ project, request, file })
  const waits = isRunning ? '; it waits until the run before it has ended' : ''
  return (
    <div className={`run-button ${obstacle === null ? '' : 'blocked'}`}>
      <button
        type="button"
        className="button primary"
        title={obstacle ?? `${text} (${keys('run')})${waits}`}
        aria-disabled={obstacle !== null || isStarting}
        onClick={() => {
          if (obstacle === null && !isStarting) attempt(runAgain())
        }}
      >
        <Play size={13} strokeWidth={2} aria-hidden />
        <span className="ellipsis">{isStarting ? 'Starting' : text}</span>
      </button>
      <Menu
        label="Other ways to run"
        className="button primary run-caret"
        entries={['profileFunction', 'profileWith', null, 'profileProject', 'findHotspots'].map((id) =>
          id === null ? null : commandEntry(id),
        )}
      >
        <ChevronDown size={14} strokeWidth={2} aria-hidden />
      </Menu>
    </div>
  )
}

/** Stands beside it while something runs. */
export function StopButton() {
  const isRunning = useRuns(({ running }) => running.length > 0)
  const isStopping = useRuns(({ running }) => running.length > 0 && running.every(({ stopping }) => stopping))
  if (!isRunning) return null
  return (
    <button
      type="button"
      className="button stop-button"
      title={`Stop the run (${keys('stop')})`}
      disabled={isStopping}
      onClick={() => attempt(stopShown())}
    >
      <Square size={12} strokeWidth={2} aria-hidden />
      {isStopping ? 'Stopping' : 'Stop'}
    </button>
  )
}

/** What the shown run was asked to do. */
function useShownRequest() {
  const shown = useView((view) => view.shown)
  const live = useRuns(({ running }) => running.find(({ key }) => key === shown?.key)?.request)
  return shown?.kind === 'past' ? shown.run.request : (live ?? null)
}

function keys(id: string): string {
  return showKeys(keysOf(id) ?? '')
}

/** A command of the palette as an entry of a menu. */
export function commandEntry(id: string) {
  const command = commands.find((each) => each.id === id)
  if (command === undefined) throw new Error(`There is no command ${id}.`)
  return {
    label: command.title,
    ...(command.keys === undefined ? {} : { keys: showKeys(command.keys) }),
    disabled: !(command.enabled?.() ?? true),
    onSelect: () => runCommand(id),
  }
}
