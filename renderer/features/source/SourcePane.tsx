import { FolderOpen, RotateCw } from 'lucide-react'
import { chooseFolder } from '../../commands/actions.ts'
import { openDialog } from '../../state/dialogs.ts'
import { attempt } from '../../state/notices.ts'
import { useProject } from '../../state/project.ts'
import { readFile, shownText, useView } from '../../state/view.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Banner } from './Banner.tsx'
import { CodeView } from './CodeView.tsx'
import { SourceHeader } from './SourceHeader.tsx'
import './source.css'

/** The open file with its numbers. */
export function SourcePane() {
  const file = useView((view) => view.file)
  if (file === null) return <NoFile />
  return (
    <>
      <SourceHeader file={file} />
      <Banner />
      <Body />
    </>
  )
}

function Body() {
  const hasText = useView((view) => shownText(view) !== null)
  const problem = useView((view) => view.problem)
  if (!hasText && problem !== null) return <Unreadable problem={problem} />
  return <CodeView />
}

function Unreadable({ problem }: { readonly problem: string }) {
  return (
    <div role="alert">
      <Empty
        action={
          <button type="button" className="button" onClick={() => attempt(readFile())}>
            <RotateCw size={15} strokeWidth={1.75} aria-hidden />
            Try again
          </button>
        }
      >
        {problem}
      </Empty>
    </div>
  )
}

function NoFile() {
  const hasFiles = useProject(({ files }) => files === null || files.length > 0)
  if (!hasFiles) {
    return (
      <Empty
        action={
          <button type="button" className="button" onClick={() => attempt(chooseFolder())}>
            <FolderOpen size={15} strokeWidth={1.75} aria-hidden />
            Open another folder...
          </button>
        }
      >
        There is no Python file in this folder. Add one, and it appears here by itself.
      </Empty>
    )
  }
  return (
    <Empty
      action={
        <button
          type="button"
          className="button"
          onClick={() => openDialog({ kind: 'palette', mode: 'functions' })}
        >
          Go to function or file... <span className="keys">Ctrl+P</span>
        </button>
      }
    >
      Choose a function on the left: its source opens here, with “Profile this function” above it.
    </Empty>
  )
}
