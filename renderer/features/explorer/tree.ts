import type { FileOutline, OutlineItem } from '../../../profiler-core/contract/index.ts'
import { fileName } from '../../ui/paths.ts'
import { type OutlineNode, outlineTree, ownName } from './outlineTree.ts'

/** A folder with everything below it. */
export interface Folder {
  /** Absolute. */
  readonly path: string
  /** Folders that hold nothing but one folder are one with it: `src/pkg`. */
  readonly name: string
  readonly folders: readonly Folder[]
  /** Absolute. */
  readonly files: readonly string[]
}

/** A line of the list. */
export interface Row {
  /** Unique within the list, and the same as long as the file is. */
  readonly id: string
  readonly kind: 'folder' | 'file' | 'class' | 'function'
  readonly label: string
  /** From 1. */
  readonly level: number
  /** The file or folder that it is, or lies in. */
  readonly path: string
  readonly item: OutlineItem | null
  /** Whether what is below it is shown; `null` where there is nothing below. */
  readonly isOpen: boolean | null
  /** Position among its siblings, from 1, and how many these are. */
  readonly position: number
  readonly siblings: number
  /** Why it cannot be profiled, in a sentence. */
  readonly problem: string | null
  /** What to watch for it: `FILE:NAME`, `FILE:*`, `FOLDER:*`. */
  readonly names: readonly string[]
  /** Where it lies, if the list does not show that. */
  readonly place: string | null
  /** Characters of the label that a search found. */
  readonly matched: readonly number[]
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare

interface Growing {
  readonly path: string
  name: string
  readonly folders: Map<string, Growing>
  readonly files: string[]
}

/** The folders of absolute files below `projectDir`. */
export function folderTree(files: readonly string[], projectDir: string): Folder {
  const separator = projectDir.includes('\\') && !projectDir.includes('/') ? '\\' : '/'
  const top = projectDir.endsWith(separator) ? projectDir.slice(0, -1) : projectDir
  const root: Growing = { path: top, name: '', folders: new Map(), files: [] }
  for (const file of files) {
    const parts = file.slice(top.length + 1).split(separator)
    let folder = root
    for (const part of parts.slice(0, -1)) {
      let below = folder.folders.get(part)
      if (below === undefined) {
        below = { path: `${folder.path}${separator}${part}`, name: part, folders: new Map(), files: [] }
        folder.folders.set(part, below)
      }
      folder = below
    }
    folder.files.push(file)
  }
  return { ...settled(root), path: projectDir }
}

function settled({ path, name, folders, files }: Growing): Folder {
  return {
    path,
    name,
    folders: [...folders.values()].map(joined).sort((a, b) => byName(a.name, b.name)),
    files: files.toSorted((a, b) => byName(fileName(a), fileName(b))),
  }
}

/** A folder, made one with its only folder where it holds nothing else. */
function joined(folder: Growing): Folder {
  const [only, ...others] = folder.folders.values()
  if (only === undefined || others.length > 0 || folder.files.length > 0) return settled(folder)
  const below = joined(only)
  return { ...below, name: `${folder.name}/${below.name}` }
}

/** The lines that are shown, given what is open. `isOpen` gets a line's id and whether it is open of itself. */
export function visibleRows(
  root: Folder,
  outlines: ReadonlyMap<string, FileOutline>,
  isOpen: (id: string, byItself: boolean) => boolean,
): Row[] {
  const rows: Row[] = []
  const small = fileCount(root) <= SMALL
  const addFolder = (folder: Folder, level: number) => {
    const siblings = folder.folders.length + folder.files.length
    folder.folders.forEach((each, index) => {
      const open = isOpen(each.path, small)
      rows.push({
        ...plain,
        id: each.path,
        kind: 'folder',
        label: each.name,
        level,
        path: each.path,
        isOpen: open,
        position: index + 1,
        siblings,
        names: [`${each.path}:*`],
      })
      if (open) addFolder(each, level + 1)
    })
    folder.files.forEach((file, index) => {
      const position = folder.folders.length + index + 1
      addFile(file, level, position, siblings)
    })
  }
  const addFile = (file: string, level: number, position: number, siblings: number) => {
    const outline = outlines.get(file)
    const isEmpty = outline !== undefined && outline.items.length === 0
    const open = isEmpty ? null : isOpen(file, small)
    rows.push({
      ...plain,
      id: file,
      kind: 'file',
      label: fileName(file),
      level,
      path: file,
      isOpen: open,
      position,
      siblings,
      problem: outline?.problem ?? null,
      names: [`${file}:*`],
    })
    if (open === true && outline !== undefined) addItems(outlineTree(outline.items), file, level + 1)
  }
  const addItems = (nodes: readonly OutlineNode[], file: string, level: number) => {
    nodes.forEach((node, index) => {
      const { item, children } = node
      const id = itemId(file, item)
      const open = children.length === 0 ? null : isOpen(id, item.kind === 'class')
      rows.push({
        ...plain,
        id,
        kind: item.kind,
        label: ownName(item.name),
        level,
        path: file,
        item,
        isOpen: open,
        position: index + 1,
        siblings: nodes.length,
        names: namesOf(node, file),
      })
      if (open === true) addItems(children, file, level + 1)
    })
  }
  addFolder(root, 1)
  return rows
}

/** Up to so many files a project is shown unfolded. */
const SMALL = 6

const plain = { item: null, isOpen: null, problem: null, place: null, matched: [] } as const

/** A file may define the same name twice. */
export function itemId(file: string, { name, firstLine }: OutlineItem): string {
  return `${file}:${firstLine}:${name}`
}

/** A function, or all those of a class. */
function namesOf({ item, children }: OutlineNode, file: string): string[] {
  if (item.kind === 'function') return [`${file}:${item.name}`]
  return children.flatMap((child) => namesOf(child, file))
}

function fileCount(folder: Folder): number {
  return folder.files.length + folder.folders.reduce((sum, each) => sum + fileCount(each), 0)
}

/** Ids of the folders that a file lies in, from the outside in. */
export function foldersAround(root: Folder, file: string): string[] {
  const next = root.folders.find(({ path }) => file.startsWith(`${path}/`) || file.startsWith(`${path}\\`))
  return next === undefined ? [] : [next.path, ...foldersAround(next, file)]
}

/** The line above that a line belongs to; `null` at the top. */
export function parentOf(rows: readonly Row[], index: number): number | null {
  const level = rows[index]?.level ?? 1
  const found = rows.slice(0, index).findLastIndex((row) => row.level < level)
  return found === -1 ? null : found
}

/** The next line, from the active one on and round again, whose label begins with what was typed. */
export function typedAhead(rows: readonly Row[], from: number, typed: string): number | null {
  const wanted = typed.toLowerCase()
  // A second character goes on with the same line, the first looks for the next.
  const start = typed.length > 1 ? from : from + 1
  for (let step = 0; step < rows.length; step += 1) {
    const index = (start + step + rows.length) % rows.length
    if (rows[index]?.label.toLowerCase().startsWith(wanted) === true) return index
  }
  return null
}
