import { CompareWith } from './features/compare/CompareWith.tsx'
import { CleanUpDialog } from './features/history/CleanUpDialog.tsx'
import { DataDialog } from './features/history/DataDialog.tsx'
import { DescribeDialog } from './features/history/DescribeDialog.tsx'
import { KeysDialog } from './features/palette/KeysDialog.tsx'
import { Palette } from './features/palette/Palette.tsx'
import { RunDialog } from './features/runForm/RunDialog.tsx'
import { ErrorBoundary } from './features/shell/ErrorBoundary.tsx'
import { Notices } from './features/shell/Notices.tsx'
import { Workbench } from './features/shell/Workbench.tsx'
import { FolderDialog } from './features/welcome/FolderDialog.tsx'
import { Refused } from './features/welcome/Refused.tsx'
import { Welcome } from './features/welcome/Welcome.tsx'
import { useAccess } from './state/access.ts'
import { useDialog } from './state/dialogs.ts'
import { useProject } from './state/project.ts'

export function App() {
  const isOpen = useProject(({ project }) => project !== null)
  const isRefused = useAccess(({ refused }) => refused)
  return (
    <ErrorBoundary what="the window">
      {isOpen ? <Workbench /> : isRefused ? <Refused /> : <Welcome />}
      <FrontDialog />
      <Notices />
    </ErrorBoundary>
  )
}

function FrontDialog() {
  const dialog = useDialog((state) => state.dialog)
  switch (dialog?.kind) {
    case 'run':
      return <RunDialog key={dialog.subject.subject} subject={dialog.subject} request={dialog.request} />
    case 'palette':
      return <Palette mode={dialog.mode} />
    case 'folder':
      return <FolderDialog />
    case 'keys':
      return <KeysDialog />
    case 'describe':
      return <DescribeDialog id={dialog.id} field={dialog.field} />
    case 'data':
      return <DataDialog ids={dialog.ids} />
    case 'cleanUp':
      return <CleanUpDialog />
    case 'compareWith':
      return <CompareWith id={dialog.id} />
    case undefined:
      return null
  }
}
