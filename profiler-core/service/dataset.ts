import { createHash } from 'node:crypto'
import type { Stats } from 'node:fs'
import { type Dataset, MebiError, type RunRequest } from '../contract/index.ts'
import { absolutePath } from '../contract/paths.ts'
import { NoRegularFile, openRegular } from '../targets/python/regularFile.ts'

/** Little enough that others get their turn between two pieces, bytes. */
const PIECE = 1 << 20
const ELSE = 'Name a file that can be read, or say yourself how much data there is.'

/**
 * The data of a run as it is before its program starts. A file is read once: its size is how much was read, so that
 * size and hash are of the same content. A size that the person gives counts in place of the file's. Only regular files
 * can be read: a folder has no content of its own, and what comes out of a pipe would be missing in the program.
 *
 * @throws MebiError `dataset-not-found`, `dataset-no-file`, `dataset-unreadable`; or `closing`, when `signal` is aborted
 */
export async function datasetOf(
  { dataset, cwd }: Pick<RunRequest, 'dataset' | 'cwd'>,
  signal?: AbortSignal,
): Promise<Dataset | null> {
  if (dataset === undefined) return null
  const { label = null, size, unit = null, file } = dataset
  const typed = size === undefined ? null : { size, unit }
  if (file === undefined) {
    if (label === null && typed === null) return null
    return { label, ...(typed ?? { size: null, unit: null }), file: null, sha256: null }
  }
  const path = absolutePath(file, cwd)
  const { bytes, sha256 } = await contentOf(path, signal)
  // An empty file has a hash, but no size: growth is plotted against sizes above 0.
  const read = bytes === 0 ? { size: null, unit: null } : { size: bytes, unit: 'bytes' }
  return { label, ...(typed ?? read), file: path, sha256 }
}

interface Content {
  readonly bytes: number
  /** In hexadecimal. */
  readonly sha256: string
}

async function contentOf(path: string, signal: AbortSignal | undefined): Promise<Content> {
  const file = await openRegular(path).catch((error: unknown) => {
    throw error instanceof NoRegularFile ? noFile(path, error.info) : unreadable(path, error)
  })
  const hash = createHash('sha256')
  let bytes = 0
  try {
    // It closes the file, too.
    const pieces: AsyncIterable<Buffer> = file.createReadStream({ highWaterMark: PIECE, signal })
    for await (const piece of pieces) {
      hash.update(piece)
      bytes += piece.length
    }
  } catch (error) {
    throw signal?.aborted === true ? closing(error) : unreadable(path, error)
  }
  return { bytes, sha256: hash.digest('hex') }
}

function noFile(path: string, info: Stats): MebiError {
  const kind = info.isDirectory() ? 'a folder' : 'not a regular file'
  return new MebiError(
    'dataset-no-file',
    `The data ${path} is ${kind}: its content cannot be recorded.`,
    ELSE,
  )
}

function unreadable(path: string, error: unknown): MebiError {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new MebiError('dataset-not-found', `There is no data file ${path}.`, ELSE, { cause: error })
  const reason = code === 'EACCES' ? 'permission denied' : message
  return new MebiError('dataset-unreadable', `The data ${path} cannot be read: ${reason}.`, ELSE, {
    cause: error,
  })
}

function closing(cause: unknown): MebiError {
  return new MebiError('closing', 'Mebi is closing: no run can be started.', null, { cause })
}
