import { MebiError } from '../../contract/index.ts'
import { closest } from './closest.ts'
import type { Outline } from './outlines.ts'

/** A function that was named: `load`, `Loader.load`, or `io.py:Loader.load` where `file` is `io.py`. */
export interface NamedFunction {
  /** As the person wrote it. */
  text: string
  /** Path of a file or folder, or an end of it; `null` where none was given. */
  file: string | null
  name: string
}

/** In place of a function's name: every one. */
export const EVERY = '*'

/** A qualified name in a file. Several functions may have it: a property's getter and setter, or two branches. */
export interface FoundFunction {
  file: string
  name: string
}

export function parseFunctionName(text: string): NamedFunction {
  // A test as pytest names it, and a call, are how people write a function that they have copied.
  const plain = text.includes('::')
    ? text.replace('::', ':').replaceAll('::', '.')
    : text.replace(/(?<=[\p{L}\p{N}_])\(\)$/u, '')
  const colon = plain.lastIndexOf(':')
  return colon > 0 && colon < plain.length - 1
    ? { text, file: plain.slice(0, colon), name: normal(plain.slice(colon + 1)) }
    : { text, file: null, name: normal(plain) }
}

/**
 * What else a name may mean where nothing is called like that, likeliest first: `pkg.mod:f` the `f` of a module, and
 * `pkg.mod.f` that or something that a package took from its modules.
 */
export function moduleReadings({ text, file, name }: NamedFunction): NamedFunction[] {
  if (file !== null) {
    if (!isModule(file)) return []
    const files = name === EVERY ? filesOf(file).reverse() : filesOf(file)
    return files.map((path) => ({ text, file: path, name }))
  }
  const parts = name.split('.')
  if (!isModule(name)) return []
  return parts.slice(1).flatMap((_, index) => {
    const split = parts.length - 1 - index
    const rest = parts.slice(split).join('.')
    return filesOf(parts.slice(0, split).join('.')).map((path) => ({ text, file: path, name: rest }))
  })
}

/** Where a module may be, and at last the folder of a package whose modules may have what it is asked for. */
function filesOf(module: string): string[] {
  const path = module.replaceAll('.', '/')
  return [`${path}.py`, `${path}/__init__.py`, path]
}

function isModule(text: string): boolean {
  return !/\.pyw?$/.test(text) && /^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(text)
}

/** Python compares identifiers in this form. */
function normal(name: string): string {
  return name.trim().normalize('NFKC')
}

/** Whether `path` is the file that the person means by `end`: the path or its last parts. */
export function endsInPath(path: string, end: string): boolean {
  const parts = (text: string) => text.replaceAll('\\', '/').replace(/^(\.\/)+/, '')
  return path === end || `/${parts(path)}`.endsWith(`/${parts(end)}`)
}

/**
 * The functions that a name fits: those with exactly this qualified name, else those whose qualified name ends in it;
 * `<locals>` may be left out.
 */
export function matchFunctions(name: string, outlines: readonly Outline[]): FoundFunction[] {
  const all = functionsOf(outlines)
  const exact = all.filter((each) => each.name === name)
  if (exact.length > 0) return exact
  const end = `.${withoutLocals(name)}`
  return all.filter((each) => `.${withoutLocals(each.name)}`.endsWith(end))
}

function withoutLocals(name: string): string {
  return name.replaceAll('.<locals>', '')
}

function functionsOf(outlines: readonly Outline[]): FoundFunction[] {
  return outlines.flatMap(({ file, functions }) =>
    [...new Set(functions.map((each) => each.name))].map((name) => ({ file, name })),
  )
}

export function ambiguousError(wanted: NamedFunction, found: FoundFunction[], shorten: Shorten): MebiError {
  const choices = found.map(({ file, name }) => `${shorten(file)}:${name}`)
  return new MebiError(
    'function-ambiguous',
    `Several functions are called ${wanted.text}: ${list(choices)}.`,
    'Name one of them as FILE.py:NAME.',
  )
}

/**
 * @param program the program's own files, whose names are listed
 * @param known all files in which it was looked for, from which similar names are suggested
 */
export function unknownError(
  wanted: NamedFunction,
  { program, known }: { program: readonly Outline[]; known: readonly Outline[] },
  shorten: Shorten,
): MebiError {
  if (wanted.file !== null && known.length === 0) {
    return new MebiError(
      'function-not-found',
      `There is no function ${wanted.text}: the project has no ${isModule(wanted.file) ? 'module' : 'file'} ${wanted.file}.`,
      'Write the path of the file, or its end, before the colon.',
    )
  }
  const near = similarNames(wanted.name, namesOf(known)).slice(0, 3)
  const what = wanted.file !== null && known.length === 1 ? wanted.name : wanted.text
  const where = known.length === 1 ? ` in ${shorten(known[0]?.file ?? '')}` : ' in the program or its project'
  const suggestion = near.length > 0 ? ` Did you mean ${list(near, ' or ')}?` : ''
  const own = namesOf(program)
  const names = own.length > 0 ? own : namesOf(known)
  return new MebiError(
    'function-not-found',
    `There is no function ${what}${where}.${suggestion}`,
    names.length > 0 ? `There are: ${list(names)}.` : 'No functions were found at all.',
  )
}

function namesOf(outlines: readonly Outline[]): string[] {
  const names = functionsOf(outlines).map((each) => each.name)
  return [...new Set(names)].filter((name) => name !== '<module>')
}

/** Names that are similar as a whole, then those whose last part is. */
function similarNames(wanted: string, names: string[]): string[] {
  const lastPart = (name: string) => name.slice(name.lastIndexOf('.') + 1)
  const parts = closest(lastPart(wanted), names.map(lastPart))
  return [
    ...new Set([
      ...closest(wanted, names),
      ...parts.flatMap((part) => names.filter((name) => lastPart(name) === part)),
    ]),
  ]
}

/** A path as it is shown to the person. */
export type Shorten = (file: string) => string

const MOST_LISTED = 30

function list(names: readonly string[], separator = ', '): string {
  const rest = names.length - MOST_LISTED
  return names.slice(0, MOST_LISTED).join(separator) + (rest > 0 ? ` and ${rest} more` : '')
}
