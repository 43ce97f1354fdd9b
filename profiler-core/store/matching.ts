import { pathInProject } from '../contract/index.ts'

/** What `RunStore.having` looks for. */
export interface Having {
  readonly function?: string | undefined
  readonly file?: string | undefined
}

/** Whether a text contains `part`, ignoring case. */
export function containing(part: string): (text: string) => boolean {
  const wanted = part.toLowerCase()
  return (text) => text.toLowerCase().includes(wanted)
}

/** The same for files, which are known by their path within the project: its own folder says nothing. */
export function fileContaining(part: string, projectDir: string): (file: string) => boolean {
  const matches = containing(part)
  return (file) => matches(pathInProject(file, projectDir))
}
