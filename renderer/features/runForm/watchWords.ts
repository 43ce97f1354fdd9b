import { fileName } from '../../ui/paths.ts'

const NAMED = 3

/** What will be watched, in a sentence of its own. `null`: everything of the project. */
export function watchSentence(names: readonly string[] | null): string {
  if (names === null) return 'Watches every function of the project that runs.'
  const things = names.map(thing)
  const more = things.length - NAMED
  const named = more > 1 ? things.slice(0, NAMED) : things
  const last = more > 1 ? `${more} more` : named.pop()
  return `Watches ${named.length === 0 ? '' : `${named.join(', ')} and `}${last ?? 'nothing'}.`
}

function thing(name: string): string {
  const at = name.lastIndexOf(':')
  const [path, own] = [fileName(name.slice(0, at)), name.slice(at + 1)]
  if (own !== '*') return `${own} of ${path}`
  return `every function of ${/\.pyw?$/.test(path) ? path : `${path}/`}`
}
