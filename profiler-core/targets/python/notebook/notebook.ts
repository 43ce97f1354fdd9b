import { z } from 'zod'
import { MebiError } from '../../../contract/index.ts'
import { readRegular } from '../regularFile.ts'

/** With outputs, of which nothing is kept. */
export const LONGEST_NOTEBOOK_BYTES = 256 * 2 ** 20

/** A cell of a notebook; its lines are those of the notebook's text, 1-based, without the line that marks it. */
export interface Cell {
  readonly isCode: boolean
  readonly firstLine: number
  readonly text: string
}

/** A notebook as text that can be shown, compared and profiled like any other source. */
export interface Notebook {
  readonly text: string
  readonly cells: readonly Cell[]
}

const Source = z.union([z.string(), z.array(z.string())]).transform((source) => [source].flat().join(''))

const Content = z.object({
  nbformat: z.number().optional(),
  metadata: z
    .object({
      kernelspec: z.object({ language: z.string().optional() }).optional(),
      language_info: z.object({ name: z.string().optional() }).optional(),
    })
    .optional(),
  cells: z.array(z.object({ cell_type: z.string(), source: Source })).optional(),
})

/**
 * The notebook in a file.
 *
 * @throws MebiError as `readNotebook`, or the system's error
 */
export async function notebookIn(file: string): Promise<Notebook> {
  return readNotebook(await readRegular(file, LONGEST_NOTEBOOK_BYTES), file)
}

/** The code of a notebook as the agent takes it: of each cell its first line, and its text. */
export function codeOf({ cells }: Notebook): [number, string][] {
  return cells.filter(({ isCode }) => isCode).map(({ firstLine, text }) => [firstLine, text])
}

/**
 * Reads a notebook of nbformat 4 (https://nbformat.readthedocs.io). Its text is a percent script as jupytext writes it: `# %%`
 * before each cell, and what is no code as comments. The lines of a cell are its own, magics included.
 *
 * @param name for people
 * @throws MebiError `notebook-unreadable`, `notebook-old`, `notebook-not-python`
 */
export function readNotebook(bytes: Buffer, name: string): Notebook {
  const { nbformat, metadata, cells } = parse(bytes, name)
  if (cells === undefined || (nbformat ?? 4) < 4) {
    throw new MebiError(
      'notebook-old',
      `${name} is a notebook of version ${nbformat ?? 'unknown'}; Mebi reads version 4.`,
      'jupyter nbconvert --to notebook converts it.',
    )
  }
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? 'python'
  if (!/^i?python3?$/i.test(language))
    throw new MebiError('notebook-not-python', `${name} is a notebook for ${language}, not for Python.`)
  return new Writer().write(cells.map(({ cell_type: type, source }) => ({ type, source })))
}

function parse(bytes: Buffer, name: string): z.infer<typeof Content> {
  const wrong = (why: string, cause?: unknown) =>
    new MebiError('notebook-unreadable', `${name} cannot be read as a notebook: ${why}.`, null, { cause })
  let value: unknown
  try {
    value = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw wrong('it is not JSON', error)
  }
  const { success, data, error } = Content.safeParse(value)
  if (success) return data
  const place = error.issues[0]?.path.join('.') ?? ''
  throw wrong(`its ${place === '' ? 'content' : place} is not what a notebook has there`, error)
}

class Writer {
  readonly #lines: string[] = []
  readonly #cells: Cell[] = []

  write(cells: readonly { type: string; source: string }[]): Notebook {
    for (const { type, source } of cells) this.#add(type, source)
    return { text: this.#lines.map((line) => `${line}\n`).join(''), cells: this.#cells }
  }

  #add(type: string, source: string): void {
    const isCode = type === 'code'
    if (this.#lines.length > 0) this.#lines.push('')
    this.#lines.push(isCode ? '# %%' : `# %% [${type}]`)
    const firstLine = this.#lines.length + 1
    const own = source.replace(/\r\n?/g, '\n').replace(/\n+$/, '').split('\n')
    for (const line of own) this.#lines.push(isCode ? line : `# ${line}`.trimEnd())
    this.#cells.push({ isCode, firstLine, text: own.join('\n') })
  }
}
