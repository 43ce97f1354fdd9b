import { openedIn, setOpen, useExplorer } from '../../state/explorer.ts'
import { useProject } from '../../state/project.ts'
import { type Folder, folderTree } from './tree.ts'

/** Folds all folders and files; what was opened within a file stays so for the next time. */
export function collapseAll(): void {
  const { project, files } = useProject.getState()
  if (project === null || files === null) return
  const opened = openedIn(useExplorer.getState(), project.dir)
  const byHand = Object.keys(opened).filter((id) => opened[id] === true)
  const root = folderTree(files, project.dir)
  const few = files.length > 1000 ? [] : [...foldersOf(root), ...files]
  setOpen(project.dir, [...byHand, ...few], false)
}

function foldersOf(folder: Folder): string[] {
  return folder.folders.flatMap((each) => [each.path, ...foldersOf(each)])
}
