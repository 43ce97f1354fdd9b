import { useEffect, useMemo } from 'react'
import { openedIn, setOpen, useExplorer } from '../../state/explorer.ts'
import { useOutlines } from '../../state/outlines.ts'
import { useView } from '../../state/view.ts'
import { RowList } from './RowList.tsx'
import { type Folder, foldersAround, visibleRows } from './tree.ts'

/** Folders, files, classes and functions. */
export function TreeView({ root, dir }: { readonly root: Folder; readonly dir: string }) {
  const outlines = useOutlines((state) => state.byFile)
  const opened = useExplorer((state) => openedIn(state, dir))
  const rows = useMemo(
    () => visibleRows(root, outlines, (id, byItself) => opened[id] ?? byItself),
    [root, outlines, opened],
  )
  useUnfolded(root, dir)
  return <RowList rows={rows} label="Files and functions" />
}

/** Unfolds what leads to the file that the middle shows, whoever opened it. */
function useUnfolded(root: Folder, dir: string): void {
  const file = useView((view) => view.file)
  const hasFunction = useView((view) => view.functionName !== null)
  useEffect(() => {
    if (file === null) return
    setOpen(dir, [...foldersAround(root, file), ...(hasFunction ? [file] : [])], true)
  }, [root, dir, file, hasFunction])
}
