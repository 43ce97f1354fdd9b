import { isAbsolute, resolve } from 'node:path'
import process from 'node:process'
import { askGit, type GitCall } from './ask.ts'

/** A repository with a commit, as far as its own git tells without reading a file of the work tree. */
export interface Repository {
  /** Of the work tree. */
  readonly top: string
  readonly index: string
  readonly objects: string
  readonly commit: string
  /** `null` where HEAD names none. */
  readonly branch: string | null
  /** How files are compared, name and value of each setting. */
  readonly settings: readonly (readonly [string, string])[]
}

/** Settings that say how bytes and times are compared. None of them names a program. */
const COMPARING = [
  'autocrlf',
  'checkstat',
  'eol',
  'filemode',
  'ignorecase',
  'longpaths',
  'precomposeunicode',
  'sparsecheckout',
  'sparsecheckoutcone',
  'symlinks',
  'trustctime',
]
const BRANCH = 'refs/heads/'

/**
 * The repository that a folder lies in; `null` where there is none that git takes for safe, and where it has no commit yet.
 * Nothing that is configured is run: what is asked looks at settings and names of places, not at files, nor at the index, of
 * which to read it may mean to ask a monitor.
 */
export async function repositoryOf(folder: string, git: string): Promise<Repository | null> {
  const call: GitCall = { git, cwd: folder, env: outside() }
  const places = ['--show-toplevel', '--git-path', 'index', '--git-path', 'objects']
  const [head, paths, settings] = await Promise.all([
    askGit(['rev-parse', '--verify', '-q', 'HEAD'], call),
    askGit(['rev-parse', ...places, '--symbolic-full-name', 'HEAD'], call),
    askGit(['config', '-z', '--get-regexp', `^core\\.(${COMPARING.join('|')})$`], call),
  ])
  const commit = head?.trim() ?? ''
  if (paths === null || !/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit)) return null
  const [top = '', index = '', objects = '', name = '', ...more] = paths.trimEnd().split(/\r?\n/)
  // More lines than that: a name with a line break in it.
  if (more.length > 0 || !isAbsolute(top)) return null
  return {
    top,
    index: resolve(folder, index),
    objects: resolve(folder, objects),
    commit,
    branch: name.startsWith(BRANCH) ? name.slice(BRANCH.length) : null,
    settings: parseSettings(settings ?? ''),
  }
}

/** The person's environment without what would have git look at another repository than that of the folder. */
function outside(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' }
  for (const name of [
    'DIR',
    'WORK_TREE',
    'INDEX_FILE',
    'OBJECT_DIRECTORY',
    'COMMON_DIR',
    'NAMESPACE',
    'PREFIX',
  ])
    delete env[`GIT_${name}`]
  return env
}

/** Reads `name LF value NUL`; a name alone says yes. Values that are no plain words are left out. */
function parseSettings(text: string): [string, string][] {
  return text.split('\0').flatMap((entry): [string, string][] => {
    const [, name, value = '\ntrue'] = /^core\.([a-z]+)(\n[a-z0-9]+)?$/i.exec(entry) ?? []
    return name === undefined ? [] : [[name, value.slice(1)]]
  })
}
