import { MAX_EXCHANGE_BYTES, type StoredRun } from '../contract/index.ts'
import { hasLineTable } from './lineTable/parse.ts'
import { readLineTables } from './lineTable/read.ts'
import { adopt } from './mebi/adopt.ts'
import { readMebi } from './mebi/read.ts'
import { readMprof } from './mprof/read.ts'
import { implausible } from './plausible.ts'
import { type GivenFile, invalid, unusable } from './problem.ts'
import { decodeText } from './text.ts'

const FILE_NAME_CHARACTERS = 255

/** So much may the clock of another machine be ahead. */
const CLOCK_SKEW_MS = 24 * 3_600_000

export interface ReadOptions {
  /** The project that the runs become part of. */
  readonly projectDir: string
  /** ISO 8601, UTC: the start of a run that does not say when it was, and about the latest that one may have. */
  readonly now: string
}

/**
 * The runs of a file, as runs of a project: of Mebi, of `mprof`, or a table of memory_profiler, told by its content. Throws
 * a `MebiError` for anything else, and for a file that is damaged or crafted, at the latest when all runs have come:
 * nothing is to be kept before. Nothing of the file is executed, and no path in it is opened.
 */
export async function* readRuns(given: GivenFile, options: ReadOptions): AsyncGenerator<StoredRun> {
  const file = { ...given, name: baseName(given.name) }
  checkSize(file)
  if (isGzip(file.bytes)) {
    for await (const run of readMebi(file)) {
      refuseFuture(file, run, options)
      yield adopt(run, options.projectDir, file.name)
    }
    return
  }
  const run = foreignRunOf(file, options)
  refuseFuture(file, run, options)
  const wrong = implausible(run)
  if (wrong !== null) throw invalid(file.name, `tells of a run that no program can have had: ${wrong}.`)
  yield run
}

/** Else it would be the newest run of the project for good: the one that `last` means, and that no clean-up takes. */
function refuseFuture({ name }: GivenFile, { detail: { startedAt } }: StoredRun, { now }: ReadOptions): void {
  if (!(Date.parse(startedAt) > Date.parse(now) + CLOCK_SKEW_MS)) return
  const hint = 'Nothing of it was taken in. If it is right, the clock of this machine is wrong.'
  throw unusable('import-invalid', name, `has a run of the future, of ${startedAt}.`, hint)
}

function foreignRunOf(file: GivenFile, { projectDir, now }: ReadOptions): StoredRun {
  const text = decodeText(file)
  if (/^\s*(CMDLINE|MEM|FUNC|CHLD) /.test(text)) return readMprof(file, text, projectDir)
  if (hasLineTable(text)) return readLineTables(file, text, projectDir, now)
  throw unusable(
    'import-unknown',
    file.name,
    'is no file that Mebi can take in.',
    'It reads what mebi export writes (.mebi), what mprof run writes (.dat), and text with a table of memory_profiler.',
  )
}

function checkSize({ name, bytes }: GivenFile): void {
  if (bytes.length === 0) throw unusable('import-unknown', name, 'is empty.')
  if (bytes.length <= MAX_EXCHANGE_BYTES) return
  const mib = MAX_EXCHANGE_BYTES / 2 ** 20
  throw unusable('import-too-large', name, `is too large: a file of runs may have ${mib} MiB.`)
}

/** The name as it is shown: without folders of whatever system, without line breaks. */
function baseName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  return last.replace(/\p{Cc}/gu, ' ').slice(0, FILE_NAME_CHARACTERS) || 'The file'
}

function isGzip([first, second]: Uint8Array): boolean {
  return first === 0x1f && second === 0x8b
}
