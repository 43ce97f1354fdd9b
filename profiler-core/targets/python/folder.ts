import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { MebiError } from '../../contract/index.ts'
import { realPath, toFsPath } from './fsPath.ts'

/**
 * The real path of a folder whose entries can be read.
 *
 * @throws MebiError `folder-missing`, `folder-not-a-folder`, `folder-unreadable`
 */
export async function checkFolder(folder: string): Promise<string> {
  try {
    const real = await realPath(folder)
    const path = toFsPath(real)
    if (!(await stat(path)).isDirectory()) {
      throw new MebiError(
        'folder-not-a-folder',
        `${folder} is a file, not a folder.`,
        'Open the folder that it lies in.',
      )
    }
    await access(path, constants.R_OK | constants.X_OK)
    return real
  } catch (error) {
    throw folderError(folder, error)
  }
}

/** What went wrong with a folder, for people. */
export function folderError(folder: string, error: unknown): MebiError {
  if (error instanceof MebiError) return error
  const cause = { cause: error }
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new MebiError(
      'folder-missing',
      `There is no folder ${folder}.`,
      'Was it moved, renamed or removed?',
      cause,
    )
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new MebiError(
      'folder-unreadable',
      `${folder} cannot be read: permission denied.`,
      'Give yourself the right to read it, or open another folder.',
      cause,
    )
  }
  const reason = error instanceof Error ? error.message : String(error)
  return new MebiError('folder-unreadable', `${folder} cannot be read: ${reason}.`, null, cause)
}
