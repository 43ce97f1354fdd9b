import type { GitState } from '../../contract/index.ts'
import { isAnyChanged } from './filtered.ts'
import { repositoryOf } from './repository.ts'
import { type AskInSandbox, inSandbox } from './sandbox.ts'

/**
 * State of the repository that a folder lies in; `null` where there is none, no commit yet, or no git. `dirty` means
 * that files which git knows differ from the commit; submodules count by their commit. Changes nothing in the repository, and
 * runs nothing that git is configured to run there, or by the person.
 *
 * @param git path of the program; `null` where there is none
 */
export async function gitState(folder: string, git: string | null): Promise<GitState | null> {
  const repository = git === null ? null : await repositoryOf(folder, git)
  if (git === null || repository === null) return null
  const { commit, branch, top } = repository
  const dirty = await inSandbox(repository, git, (ask) => isDirty(top, ask))
  return dirty === null ? null : { commit, branch, dirty }
}

async function isDirty(top: string, ask: AskInSandbox): Promise<boolean | null> {
  const status = await ask([
    'status',
    '--porcelain=v2',
    '-z',
    '--untracked-files=no',
    '--ignore-submodules=dirty',
    '--no-renames',
  ])
  if (status === null) return null
  const { changed, edited } = parseStatus(status)
  return changed || (edited.length > 0 && isAnyChanged(edited, top, ask))
}

export interface Status {
  /** Something differs, apart from the content of files in the work tree alone. */
  readonly changed: boolean
  /** Files of the work tree whose content is not what the index has, as far as it can be told without filters. */
  readonly edited: readonly string[]
}

/** Reads `git status --porcelain=v2 -z`. */
export function parseStatus(text: string): Status {
  const entries = text.split('\0').filter((entry) => /^[12u] /.test(entry))
  const edited = entries.flatMap((entry) => /^1 \.M N\.\.\. (?:\S+ ){5}(.+)$/s.exec(entry)?.[1] ?? [])
  return { changed: edited.length < entries.length, edited }
}
