import { absolutePath, pathInProject } from './paths.ts'
import type { RunRequest } from './request.ts'

/** So many names of functions stand in a line of the history. */
const NAMES = 4

/** What a request runs, in a few words: `train.py`, `-m pkg.cli`, `train.py: fit(1)`. Equal for equal targets. */
export function targetWords({
  target,
  cwd,
  projectDir,
}: Pick<RunRequest, 'target' | 'cwd' | 'projectDir'>): string {
  if (target.kind === 'module') return `-m ${target.name}`
  const path = pathInProject(absolutePath(target.path, cwd), projectDir)
  return target.call === undefined ? path : `${path}: ${target.call.trim().replace(/\s+/g, ' ')}`
}

/** What a request watches, in a few words: `load, fit`, `all of io.py`, `all functions`, `the script`. */
export function watchedWords({ watch }: Pick<RunRequest, 'watch'>): string {
  switch (watch.kind) {
    case 'auto':
      return 'the script'
    case 'project':
      return 'all functions'
    case 'functions': {
      const names = watch.names.map(nameWords)
      const more = names.length - NAMES
      return more > 0 ? `${names.slice(0, NAMES).join(', ')} and ${more} more` : names.join(', ')
    }
  }
}

/** `load` for `io.py:load`, `all of io.py` for `src/io.py:*`. */
function nameWords(text: string): string {
  const colon = text.lastIndexOf(':')
  const name = text.slice(colon + 1)
  if (colon === -1 || name !== '*') return name
  const path = text.slice(0, colon)
  return `all of ${path.split(/[\\/]/).findLast((part) => part !== '') ?? path}`
}
