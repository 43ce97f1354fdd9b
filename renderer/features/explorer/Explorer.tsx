import { ChevronsDownUp, RefreshCw } from 'lucide-react'
import { useMemo } from 'react'
import { chooseFolder } from '../../commands/actions.ts'
import { useExplorer } from '../../state/explorer.ts'
import { useHistory } from '../../state/history.ts'
import { attempt } from '../../state/notices.ts'
import { listFiles, useProject } from '../../state/project.ts'
import { Empty, Skeleton } from '../../ui/Empty.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { collapseAll } from './collapse.ts'
import { SearchBox } from './SearchBox.tsx'
import { SearchResults } from './SearchResults.tsx'
import { SelectionBar } from './SelectionBar.tsx'
import { TreeView } from './TreeView.tsx'
import { TrustStrip } from './TrustStrip.tsx'
import { folderTree } from './tree.ts'
import './explorer.css'

/** What can be profiled: the project's files with their classes and functions. */
export function Explorer() {
  const project = useProject((state) => state.project)
  if (project === null) return null
  return (
    <>
      <div className="pane-header">
        <h2>Files</h2>
        <IconButton icon={RefreshCw} label="Read the files again" onClick={() => attempt(listFiles())} />
        <IconButton icon={ChevronsDownUp} label="Fold everything" onClick={collapseAll} />
      </div>
      {!project.trusted && <TrustStrip dir={project.dir} />}
      <Body dir={project.dir} name={project.name} />
    </>
  )
}

function Body({ dir, name }: { readonly dir: string; readonly name: string }) {
  const files = useProject((state) => state.files)
  const problem = useProject((state) => state.problem)
  if (problem !== null) {
    return (
      <div role="alert">
        <Empty action={<OtherFolder />}>{problem}</Empty>
      </div>
    )
  }
  if (files === null) return <Skeleton rows={10} />
  if (files.length === 0) {
    return <Empty action={<OtherFolder />}>There are no Python files in {name}.</Empty>
  }
  return <Listing dir={dir} files={files} />
}

function OtherFolder() {
  return (
    <button type="button" className="button" onClick={() => attempt(chooseFolder())}>
      Open another folder...
    </button>
  )
}

function Listing({ dir, files }: { readonly dir: string; readonly files: readonly string[] }) {
  const isSearching = useExplorer(({ query }) => query.trim() !== '')
  const truncated = useProject((state) => state.truncated)
  const notes = useProject((state) => state.notes)
  const root = useMemo(() => folderTree(files, dir), [files, dir])
  return (
    <>
      <SearchBox />
      <HeatCaption />
      {isSearching ? <SearchResults /> : <TreeView root={root} dir={dir} />}
      {truncated && (
        <p className="explorer-note quiet small">
          This folder holds more files than are shown. Open a folder within it to see the rest.
        </p>
      )}
      {notes.map((note) => (
        <p key={note} className="explorer-note quiet small">
          {note}
        </p>
      ))}
      <SelectionBar />
    </>
  )
}

/** What the numbers beside the functions are. */
function HeatCaption() {
  const hasRuns = useHistory(({ functions }) => functions.size > 0)
  return hasRuns ? <p className="heat-caption quiet">last increment, MiB</p> : null
}
