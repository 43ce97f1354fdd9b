import type { Hint, ParsedInput, SourceFile } from '../contract/index.ts'
import { MebiError } from '../contract/index.ts'
import type { DismissedHint, RunStore } from '../store/index.ts'
import type { History } from './history.ts'

/** What to try in a run's programs; hints to which the person said "not here" are marked. */
export async function hintsOf(id: number, store: RunStore): Promise<Hint[]> {
  // A parser of Python, which most starts of Mebi have no use for.
  const { findHints } = await import('../analysis/hints/index.ts')
  const run = store.get(id)
  const sources = store.sources(id)
  const dismissed = new Set(store.dismissedHints(run.request.projectDir).map(nameOf))
  return findHints(run, sources).map((hint) => {
    const code = codeAt(sources, hint.file, hint.line)
    return { ...hint, dismissed: code !== null && dismissed.has(nameOf({ ...hint, code })) }
  })
}

/**
 * Says "not here" to a rule at a line, or takes it back.
 *
 * @throws MebiError `line-not-found`, or what the store throws
 */
export function dismissHint(
  { id, rule, file, line, dismissed }: ParsedInput<'hints.dismiss'>,
  history: History,
): void {
  const { store } = history
  const code = codeAt(store.sources(id), file, line)
  if (code === null) throw new MebiError('line-not-found', `Run ${id} has no line ${line} of ${file}.`)
  const { projectDir } = store.get(id).request
  store.dismissHint(projectDir, { file, rule, code }, dismissed)
}

/** A line is known by its text: its number changes with every edit above it. */
function codeAt(sources: readonly SourceFile[], file: string, line: number): string | null {
  const source = sources.find((each) => each.file === file)
  return source?.text.split(/\r\n|[\r\n]/)[line - 1]?.trim() ?? null
}

function nameOf({ file, rule, code }: DismissedHint): string {
  return JSON.stringify([file, rule, code])
}
