import { execFile } from 'node:child_process'
import type { GitState } from '../contract/index.ts'

const TIMEOUT_MS = 2000

/**
 * State of the repository that a folder lies in; `null` where there is none, no commit yet, or no git. `dirty` means
 * that files which git knows differ from the commit. Changes nothing in the repository.
 */
export async function gitState(folder: string, git: string | null): Promise<GitState | null> {
  if (git === null) return null
  const text = await new Promise<string | null>((resolve) => {
    execFile(
      git,
      // A repository may name a program to run as its file system monitor; it is not ours to run.
      ['-c', 'core.fsmonitor=false', 'status', '--porcelain=v2', '--branch', '--untracked-files=no'],
      {
        cwd: folder,
        timeout: TIMEOUT_MS,
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, GIT_OPTIONAL_LOCKS: '0', LC_ALL: 'C' },
        windowsHide: true,
      },
      (error, stdout) => resolve(error ? null : stdout),
    )
  })
  return text === null ? null : parseStatus(text)
}

/** Reads `git status --porcelain=v2 --branch`. */
export function parseStatus(text: string): GitState | null {
  const header = (name: string) => new RegExp(`^# branch\\.${name} (.+)$`, 'm').exec(text)?.[1]
  const commit = header('oid')
  if (commit === undefined || !/^[0-9a-f]{40,64}$/.test(commit)) return null
  const branch = header('head') ?? '(detached)'
  return { commit, branch: branch === '(detached)' ? null : branch, dirty: /^[12u] /m.test(text) }
}
