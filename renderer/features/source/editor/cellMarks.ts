import type { CellResult } from '../../../../profiler-core/analysis/index.ts'
import { formatDelta, formatSize } from '../../../ui/format.ts'
import { type editor, Range } from './monaco.ts'

/** Above each cell of a notebook a rule, with its number and what the cell did to memory. */
export class CellMarks {
  readonly #marks: editor.IEditorDecorationsCollection
  #shown = ''

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#marks = code.createDecorationsCollection()
  }

  /** After another text: decorations went with the old one. */
  forget(): void {
    this.#shown = ''
    this.#marks.clear()
  }

  set(cells: readonly CellResult[]): void {
    const words = cells.map((cell) => ({ line: Math.max(1, cell.firstLine - 1), text: wordsOf(cell) }))
    const shown = words.map(({ line, text }) => `${line} ${text}`).join('\n')
    if (shown === this.#shown) return
    this.#shown = shown
    this.#marks.set(
      words.map(({ line, text }) => ({
        range: new Range(line, 1, line, Number.MAX_SAFE_INTEGER),
        options: {
          isWholeLine: true,
          className: 'line-cell',
          after: { content: `   ${text}`, inlineClassName: 'cell-words' },
          showIfCollapsed: true,
        },
      })),
    )
  }
}

/** `cell 3   +20.9 MiB, then 42.8 MiB; at most 43.1 MiB`. */
function wordsOf({ number, growthBytes, afterBytes, peakBytes }: CellResult): string {
  if (growthBytes === null) return `cell ${number}`
  return `cell ${number}   ${formatDelta(growthBytes)} MiB, then ${formatSize(afterBytes)}; at most ${formatSize(peakBytes)}`
}
