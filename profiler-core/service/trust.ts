import { resolve } from 'node:path'
import { MebiError, type RunRequest } from '../contract/index.ts'

export function untrusted(projectDir: string): MebiError {
  return new MebiError(
    'project-untrusted',
    'Mebi runs programs only from folders that you trust.',
    `Say that you trust ${projectDir} first.`,
  )
}

/** Where the code of a program lies: the script itself; for a module the folder where it is looked for first. */
export function programPlace({ target, cwd }: Pick<RunRequest, 'target' | 'cwd'>): string {
  return target.kind === 'script' ? resolve(cwd, target.path) : resolve(cwd)
}

/** For a program of a trusted project that lies elsewhere. */
export function untrustedProgram(request: Pick<RunRequest, 'target' | 'cwd'>): MebiError {
  return new MebiError(
    request.target.kind === 'script' ? 'script-untrusted' : 'cwd-untrusted',
    `${programPlace(request)} lies in no folder that you trust.`,
    'Open the folder that it lies in as a project, and say there that you trust it.',
  )
}
