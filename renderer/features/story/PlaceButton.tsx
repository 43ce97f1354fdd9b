import { pathInProject } from '../../../profiler-core/contract/paths.ts'
import { attempt } from '../../state/notices.ts'
import { projectDir } from '../../state/project.ts'
import { openFile } from '../../state/view.ts'
import './story.css'

/** Shows a line of the run's source. */
export function goToPlace({
  file,
  line,
  name,
}: {
  file: string
  line: number
  name?: string | undefined
}): void {
  attempt(openFile(file, { line, functionName: name, prefer: 'run' }))
}

/** A place in the source that can be gone to: `load.py:14`. */
export function PlaceButton({ file, line, name }: { file: string; line: number; name?: string | undefined }) {
  return (
    <button
      type="button"
      className="place-button code"
      title="Go to the line"
      onClick={(event) => {
        event.stopPropagation()
        goToPlace({ file, line, name })
      }}
    >
      {pathInProject(file, projectDir())}:{line}
    </button>
  )
}
