import { cpus } from 'node:os'
import { MebiError } from '../../contract/index.ts'
import { isNotebook } from '../../contract/paths.ts'
import { concurrently } from './concurrently.ts'
import { codeOf, notebookIn } from './notebook/notebook.ts'
import { type FileOutline, type OutlinedFunction, probe } from './probe.ts'

/** The interpreter whose parser outlines the sources: the one that will run them. */
export interface Outliner {
  python: string
  /** Folder of the agent, which holds `probe.py`. */
  agentDir: string
  /** To which relative names of files in compiled code are relative. */
  cwd?: string | undefined
}

/**
 * A source file and its functions, in the order of the source; `functions` is empty, and `broken` true, where it does not parse.
 */
export interface Outline {
  /** Real path. */
  file: string
  functions: OutlinedFunction[]
  broken: boolean
  /** Its text, where it lies in an archive or is a notebook's. */
  text?: string | undefined
  /** The real path that the code gives as its file, where that is another. */
  codeFile?: string | undefined
  /** Why the text of its lines cannot be shown, in a sentence. */
  note?: string | undefined
}

/** Files for one start of the interpreter. */
const BATCH = 200
const TIMEOUT_MS = 120_000

/**
 * Outlines files (absolute paths); in their order, each real file once. Of an archive it is the files in it.
 *
 * @throws MebiError `outline-failed` where the interpreter fails at it
 */
export async function outlineFiles(files: readonly string[], outliner: Outliner): Promise<Outline[]> {
  const batches = Array.from({ length: Math.ceil(files.length / BATCH) }, (_, index) =>
    files.slice(index * BATCH, (index + 1) * BATCH),
  )
  const outlines = await concurrently(Math.max(1, cpus().length), batches, (batch) =>
    outlineBatch(batch, outliner),
  )
  return [...new Map(outlines.flat().map((outline) => [outline.file, outline])).values()]
}

async function outlineBatch(files: string[], { python, agentDir, cwd }: Outliner): Promise<Outline[]> {
  const read = await Promise.all(
    files.filter(isNotebook).map(async (file) => [file, await notebookIn(file)] as const),
  )
  const notebooks = new Map(read)
  const outcome = await probe(python, files, {
    agentDir,
    sourcesDir: cwd,
    notebooks: Object.fromEntries(read.map(([file, notebook]) => [file, codeOf(notebook)])),
    timeoutMs: TIMEOUT_MS,
  })
  if (outcome.kind === 'answer' && outcome.answer.files)
    return outcome.answer.files.map((answer) => toOutline(answer, notebooks.get(answer.file)?.text))
  const reason =
    outcome.kind === 'timeout'
      ? `it took longer than ${TIMEOUT_MS / 1000} seconds`
      : outcome.kind === 'other' && outcome.detail
        ? outcome.detail
        : 'it gave no answer'
  throw new MebiError('outline-failed', `${python} could not read the functions of the program: ${reason}.`)
}

/** @param text of a notebook */
function toOutline(answer: FileOutline, text: string | undefined): Outline {
  if ('error' in answer) return { file: answer.file, functions: [], broken: true }
  return {
    ...answer,
    text: text ?? answer.text,
    functions: answer.functions.sort((a, b) => a.firstLine - b.firstLine),
    broken: false,
  }
}
