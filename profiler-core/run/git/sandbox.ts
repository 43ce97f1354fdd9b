import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { askGit } from './ask.ts'
import type { Repository } from './repository.ts'

/** Asks git about a repository, while none of its settings, nor the person's, is in force. */
export type AskInSandbox = (args: readonly string[], input?: string) => Promise<string | null>

/**
 * Git can be configured to run programs in ways that grow with each version: filters, hooks, monitors, helpers, transports of
 * partial clones. So it is not told one by one what not to run: it looks at the index, the objects and the work tree of the
 * repository from another one, made for the moment, whose settings are the few that say how bytes are compared. What a
 * `.gitattributes` names has no meaning there.
 */
export async function inSandbox<T>(
  repository: Repository,
  git: string,
  work: (ask: AskInSandbox) => Promise<T>,
): Promise<T | null> {
  let folder: string | null = null
  try {
    folder = mkdtempSync(join(tmpdir(), 'mebi-git-'))
    furnish(folder, repository)
    const env = environment(folder, repository)
    return await work((args, input) =>
      askGit(args, { git, cwd: repository.top, env, ...(input && { input }) }),
    )
  } catch {
    return null // no room, say: the run goes on without
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true })
  }
}

function furnish(folder: string, { commit, settings, index }: Repository): void {
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'HEAD'), `${commit}\n`)
  const isSha256 = commit.length === 64
  const lines = [
    '[core]',
    `repositoryformatversion = ${isSha256 ? 1 : 0}`,
    'bare = false',
    ...settings.map(([name, value]) => `${name} = ${value}`),
    ...(isSha256 ? ['[extensions]', 'objectformat = sha256'] : []),
  ]
  writeFileSync(join(folder, 'config'), `${lines.join('\n')}\n`)
  // What a split index is based on; git looks for it beside its settings, not beside the index.
  for (const name of readdirSync(dirname(index)).filter((each) => each.startsWith('sharedindex.')))
    symlinkSync(join(dirname(index), name), join(folder, name))
}

function environment(folder: string, { top, index, objects }: Repository): NodeJS.ProcessEnv {
  const { PATH, Path, SystemRoot, TMPDIR, TEMP, TMP } = process.env
  const system = { PATH, Path, SystemRoot, TMPDIR, TEMP, TMP }
  return {
    ...Object.fromEntries(Object.entries(system).filter(([, value]) => value !== undefined)),
    HOME: folder,
    XDG_CONFIG_HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(folder, 'no-such-file'),
    GIT_DIR: folder,
    GIT_WORK_TREE: top,
    GIT_INDEX_FILE: index,
    GIT_OBJECT_DIRECTORY: objects,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_TERMINAL_PROMPT: '0',
  }
}
