import type { RunRequest } from '../../contract/index.ts'

/**
 * What a command line of `mprof` runs. It quotes words with blanks, in apostrophes that nothing escapes; where it was
 * attached to a process, it writes a list of Python.
 */
export function programOf(commandLine: string | null): Pick<RunRequest, 'target' | 'args'> {
  const words = wordsOf(commandLine ?? '')
  const script = words.findIndex((word) => /\.pyw?$/i.test(word))
  const module = words.indexOf('-m')
  const name = words[module + 1]
  if (module >= 0 && name !== undefined && (script < 0 || module < script))
    return { target: { kind: 'module', name }, args: words.slice(module + 2) }
  const at = Math.max(0, script)
  return {
    target: { kind: 'script', path: words[at] ?? 'unknown' },
    args: words.slice(at + 1),
  }
}

function wordsOf(line: string): string[] {
  const isList = line.startsWith('[') && line.endsWith(']')
  const found = isList ? line.matchAll(/'([^']*)'|"([^"]*)"/g) : line.matchAll(/'([^']*)'|([^ \t]+)/g)
  return [...found].map(([, quoted, other]) => quoted ?? other ?? '').filter((word) => word !== '')
}
