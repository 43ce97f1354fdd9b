import { Menu as MenuIcon, PanelBottom, PanelLeft, PanelRight } from 'lucide-react'
import { showKeys } from '../../commands/command.ts'
import { keysOf } from '../../commands/commands.ts'
import { type Side, toggle, useLayout } from '../../state/layout.ts'
import { useView } from '../../state/view.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu } from '../../ui/Menu.tsx'
import { backendWords } from '../details/detailSections.ts'
import { InterpreterMenu } from './InterpreterMenu.tsx'
import { LiveNumbers } from './LiveNumbers.tsx'
import { ProjectMenu } from './ProjectMenu.tsx'
import { commandEntry, RunButton, StopButton } from './RunButton.tsx'
import './toolbar.css'

const menu = [
  'openPalette',
  'quickOpen',
  null,
  'themeSystem',
  'themeDark',
  'themeLight',
  null,
  'columnPeak',
  'columnTime',
  null,
  'keys',
]

/** What is open, what can be run, and what runs. */
export function Toolbar() {
  return (
    <header className="toolbar">
      <ProjectMenu />
      <RunButton />
      <StopButton />
      <InterpreterMenu />
      <BackendName />
      <LiveNumbers />
      <SideButton side="left" command="toggleLeft" icon={PanelLeft} label="Files" />
      <SideButton side="panel" command="togglePanel" icon={PanelBottom} label="Panel" />
      <SideButton side="right" command="toggleRight" icon={PanelRight} label="Runs" />
      <Menu label="Menu" entries={menu.map((id) => (id === null ? null : commandEntry(id)))}>
        <MenuIcon size={15} strokeWidth={1.75} aria-hidden />
      </Menu>
    </header>
  )
}

/** By what the shown run was measured. */
function BackendName() {
  const backend = useView(({ shown }) => (shown?.kind === 'past' ? shown.run.backend : null))
  if (backend === null) return null
  return (
    <span className="toolbar-backend quiet small" title={`Measured: ${backendWords[backend]}`}>
      {backend}
    </span>
  )
}

interface SideButtonProps {
  readonly side: Side
  readonly command: string
  readonly icon: typeof PanelLeft
  readonly label: string
}

function SideButton({ side, command, icon, label }: SideButtonProps) {
  const isVisible = useLayout(({ visible }) => visible[side])
  return (
    <IconButton
      icon={icon}
      label={`${label}: ${isVisible ? 'hide' : 'show'}`}
      keys={showKeys(keysOf(command) ?? '')}
      onClick={() => toggle(side)}
    />
  )
}
