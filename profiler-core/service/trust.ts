import { MebiError } from '../contract/index.ts'

export function untrusted(projectDir: string): MebiError {
  return new MebiError(
    'project-untrusted',
    'Mebi runs programs only from folders that you trust.',
    `Say that you trust ${projectDir} first.`,
  )
}
