import { X } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { Project } from '../../../profiler-core/contract/index.ts'
import { enterProject } from '../../commands/actions.ts'
import { attempt } from '../../state/notices.ts'
import { forgetProject, useProject } from '../../state/project.ts'
import { formatAgo } from '../../ui/format.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { moveFocus } from './moveFocus.ts'

/** The folders that were open before; arrows move, Enter opens, Delete removes from the list. */
export function RecentProjects() {
  const recent = useProject((state) => state.recent)
  if (recent.length === 0) {
    return <p className="quiet welcome-none">Folders that you open are listed here.</p>
  }
  return (
    <ul
      className="recent"
      aria-label="Recent projects"
      onKeyDown={(event) => moveFocus(event, '.recent-open')}
    >
      {recent.map((project, index) => (
        <RecentProject key={project.dir} project={project} isFirst={index === 0} />
      ))}
    </ul>
  )
}

function RecentProject({ project, isFirst }: { readonly project: Project; readonly isFirst: boolean }) {
  const { dir, name, openedAt, problem } = project
  const remove = () => attempt(forgetProject(dir))
  const onKeyDown = ({ key }: KeyboardEvent) => {
    if (key === 'Delete') remove()
  }
  return (
    <li className={problem === null ? 'recent-row' : 'recent-row missing'}>
      <button
        type="button"
        className="recent-open"
        tabIndex={isFirst ? 0 : -1}
        title={problem ?? dir}
        onClick={() => attempt(enterProject(dir))}
        onKeyDown={onKeyDown}
      >
        <span className="recent-name">{name}</span>
        <span className="recent-when quiet small">{formatAgo(openedAt)}</span>
        <span className="recent-dir quiet small">{problem ?? dir}</span>
      </button>
      {problem === null ? (
        <IconButton icon={X} label={`Remove ${name} from this list`} onClick={remove} />
      ) : (
        <button type="button" className="button plain small" onClick={remove}>
          Remove
        </button>
      )}
    </li>
  )
}
