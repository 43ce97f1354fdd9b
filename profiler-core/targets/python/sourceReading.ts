import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type CallError,
  type FileOutline,
  type FileText,
  MebiError,
  type OutlineItem,
  type ProjectFiles,
} from '../../contract/index.ts'
import { isNotebook } from '../../contract/paths.ts'
import { fromFsPath, toFsPath } from './fsPath.ts'
import { LONGEST_NOTEBOOK_BYTES } from './notebook/notebook.ts'
import { MOST_WEIGHT, type Outline, outlineOf, weightOf } from './outline.ts'
import { isSource, isWithin } from './projectPaths.ts'
import { NoRegularFile, readRegularSync } from './regularFile.ts'
import { textOf } from './sourceText.ts'

/** What the worker is asked for. `projectDir`: real path. */
export type Job =
  | { readonly kind: 'files'; readonly projectDir: string }
  | { readonly kind: 'outline'; readonly projectDir: string; readonly files: readonly string[] }
  | { readonly kind: 'read'; readonly projectDir: string; readonly file: string }

export interface JobResults {
  readonly files: ProjectFiles
  readonly outline: FileOutline[]
  readonly read: FileText | CallError
}
export type JobResult<J extends Job> = JobResults[J['kind']]

/** Larger files are not written by people, and would take the page seconds to show. */
const LONGEST_BYTES = 5 * 2 ** 20

/** Blocks while it reads and parses: for a thread of its own. */
export function outlineFile(projectDir: string, file: string): FileOutline {
  const source = readProjectFile(projectDir, file)
  if ('code' in source) return { file, items: [], problem: source.message }
  const { items, isCut } = outlined(source)
  const problem = isCut
    ? `${file} defines so much, or under such long names, that only the first of it is listed.`
    : null
  return { file, items, problem }
}

/** The same for several; what is too much for one answer is left out. */
export function outlineFiles(projectDir: string, files: readonly string[]): FileOutline[] {
  let room = 4 * MOST_WEIGHT
  return files.map((file) => {
    if (room <= 0) return tooMuch(file)
    const outline = outlineFile(projectDir, file)
    room -= weightOfAll(outline.items)
    return outline
  })
}

export function weightOfAll(items: readonly OutlineItem[]): number {
  return items.reduce((sum, item) => sum + weightOf(item), 0)
}

/** A file that is not outlined because of those before it. */
export function tooMuch(file: string): FileOutline {
  return { file, items: [], problem: `${file} is not listed: the files before it define too much.` }
}

/** A file's text, decoded as Python decodes it, and what it defines; `file` is the real path. Blocks. */
export function readFile(projectDir: string, file: string): FileText | CallError {
  const source = readProjectFile(projectDir, file)
  return 'code' in source ? source : { ...source, outline: outlined(source).items }
}

interface Source {
  readonly file: string
  readonly text: string
}

function outlined({ file, text }: Source): Outline {
  const isPython = isSource(file) || /^#!.*\bpython/.test(text)
  return isPython ? outlineOf(text) : { items: [], isCut: false }
}

function readProjectFile(projectDir: string, file: string): Source | CallError {
  try {
    const real = fromFsPath(realpathSync.native(toFsPath(resolve(projectDir, file)), { encoding: 'buffer' }))
    if (!isWithin(projectDir, real)) return outside(file)
    // A notebook holds its outputs, too, which are not shown.
    const bytes = readRegularSync(real, isNotebook(real) ? LONGEST_NOTEBOOK_BYTES : LONGEST_BYTES)
    if (bytes.includes(0)) return binary(file)
    return { file: real, text: textOf(real, bytes) }
  } catch (error) {
    return unreadable(file, error)
  }
}

function outside(file: string): CallError {
  return problem(
    'file-outside',
    `${file} does not lie in the project.`,
    'Open the folder that it lies in as a project.',
  )
}

function tooLarge(file: string, bytes: number): CallError {
  const size = (bytes / 2 ** 20).toFixed(1)
  const most = LONGEST_BYTES / 2 ** 20
  return problem(
    'file-too-large',
    `${file} is too large to be shown: ${size} MiB.`,
    `Files of up to ${most} MiB are; the program itself may be larger.`,
  )
}

function binary(file: string): CallError {
  return problem(
    'file-binary',
    `${file} is not text: it contains NUL bytes.`,
    'Is it a compiled program, an archive, or a text in UTF-16?',
  )
}

function unreadable(file: string, error: unknown): CallError {
  if (error instanceof NoRegularFile) {
    return error.code === 'EFBIG'
      ? tooLarge(file, error.info.size)
      : problem('file-unreadable', `${file} is not a regular file.`)
  }
  if (error instanceof MebiError) return problem(error.code, error.message, error.hint)
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return problem('file-missing', `There is no file ${file}.`, 'Was it moved, renamed or removed?')
  const isForbidden = code === 'EACCES' || code === 'EPERM'
  const reason = isForbidden ? 'permission denied' : error instanceof Error ? error.message : String(error)
  return problem('file-unreadable', `${file} cannot be read: ${reason}.`)
}

function problem(code: string, message: string, hint: string | null = null): CallError {
  return { code, message, hint }
}
