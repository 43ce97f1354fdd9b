import {
  fileSubject,
  folderSubject,
  functionSubject,
  functionsSubject,
  openFunction,
  openSource,
} from '../../commands/actions.ts'
import type { RunSubject } from '../../state/dialogs.ts'
import type { Row } from './tree.ts'

/** What is run for a line of the list. */
export function subjectOf(row: Row): RunSubject {
  switch (row.kind) {
    case 'folder':
      return folderSubject(row.path)
    case 'file':
      return fileSubject(row.path)
    case 'class':
      return functionsSubject(row.names)
    case 'function':
      return functionSubject(row.path, row.item?.name ?? row.label)
  }
}

/** Whether there is anything in it to watch. */
export function canProfile({ names, problem }: Row): boolean {
  return names.length > 0 && problem === null
}

/** Shows what a line stands for. */
export async function openRow({ kind, path, item }: Row): Promise<void> {
  if (kind === 'folder') return
  if (kind === 'function' && item !== null) await openFunction(path, item.name, item.defLine)
  else await openSource(path, item?.defLine)
}

/** In words, for menus and tooltips. */
export function profileWords(row: Row): string {
  switch (row.kind) {
    case 'folder':
      return 'Profile all functions of this folder'
    case 'file':
      return 'Profile all functions of this file'
    case 'class':
      return 'Profile all methods of this class'
    case 'function':
      return 'Profile this function'
  }
}
