import { Menu } from '@base-ui/react/menu'
import { ChevronDown } from 'lucide-react'
import { api } from '../../api/index.ts'
import { chooseFolder, enterProject, leaveProject } from '../../commands/actions.ts'
import { showKeys } from '../../commands/command.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'

/** So many projects are at hand. */
const MOST = 8

/** Which project is open, and the way to others. */
export function ProjectMenu() {
  const project = useProject((state) => state.project)
  const recent = useProject((state) => state.recent)
  const others = recent.filter(({ dir, problem }) => dir !== project?.dir && problem === null).slice(0, MOST)
  return (
    <Menu.Root onOpenChange={(open) => open && attempt(refreshRecent())}>
      <Menu.Trigger className="button plain project-menu" title={project?.dir}>
        <span className="quiet">mebi</span>
        <span className="quiet" aria-hidden>
          /
        </span>
        <span className="ellipsis project-name">{project?.name}</span>
        <ChevronDown size={13} strokeWidth={1.75} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner sideOffset={4} align="start">
          <Menu.Popup className="menu popup recent-menu">
            {others.map(({ dir, name }) => (
              <Menu.Item key={dir} className="menu-item" onClick={() => attempt(enterProject(dir))}>
                <span>{name}</span>
                <span className="quiet small ellipsis">{dir}</span>
              </Menu.Item>
            ))}
            {others.length > 0 && <Menu.Separator className="menu-separator" />}
            <Menu.Item className="menu-item" onClick={() => attempt(chooseFolder())}>
              <span>Open folder...</span>
              <span className="keys">{showKeys('Ctrl+O')}</span>
            </Menu.Item>
            <Menu.Item className="menu-item" onClick={leaveProject}>
              Close {project?.name}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}

async function refreshRecent(): Promise<void> {
  useProject.setState({ recent: await api.call('projects.recent', {}) })
}
