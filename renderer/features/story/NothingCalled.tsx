import type { ReactNode } from 'react'
import type { RunDetail } from '../../../profiler-core/contract/index.ts'
import { nothingCalled } from '../../../profiler-core/report/nothingCalled.ts'
import { watchInstead } from '../../commands/hotspots.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'
import { useView } from '../../state/view.ts'
import { Empty } from '../../ui/Empty.tsx'

/**
 * In place of the numbers of a run that has none: what was watched, why, and buttons that watch something else.
 * `otherwise`: what can be done where nothing is known of that.
 */
export function NothingCalled({
  run,
  otherwise,
}: {
  readonly run: RunDetail
  readonly otherwise?: ReactNode
}) {
  const isTrusted = useProject(({ project }) => project?.trusted === true)
  const found = nothingCalled(run)
  if (found === null) return <Empty action={otherwise}>No watched function was called in this run.</Empty>
  return (
    <Empty
      action={
        <span className="ways">
          {found.remedies.map(({ what, watch }, index) => (
            <button
              key={what}
              type="button"
              className={index === 0 ? 'button primary' : 'button'}
              disabled={!isTrusted}
              title={
                isTrusted
                  ? undefined
                  : 'Mebi runs programs only from folders that you trust: answer the question above the files first'
              }
              onClick={() => attempt(watchInstead(run, watch))}
            >
              Watch {what} and run again
            </button>
          ))}
        </span>
      }
    >
      {found.text}
    </Empty>
  )
}

/** The run that has ended and is shown, where nothing that it watched was called; else `null`. */
export function useSilentRun(): RunDetail | null {
  return useView(({ shown }) =>
    shown?.kind === 'past' && shown.run.functions.length === 0 ? shown.run : null,
  )
}
