import { editor, Range } from './monaco.ts'

/** The line that is executing, the one under the timeline's cursor, and the line at which a run ended badly. */
export class Marks {
  readonly #executing: editor.IEditorDecorationsCollection
  readonly #crosshair: editor.IEditorDecorationsCollection
  readonly #end: editor.IEditorDecorationsCollection
  #executingLine: number | null = null
  #crosshairLine: number | null = null
  #endKey = ''

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#executing = code.createDecorationsCollection()
    this.#crosshair = code.createDecorationsCollection()
    this.#end = code.createDecorationsCollection()
  }

  /** After another text: decorations went with the old one. */
  forget(): void {
    this.#executingLine = null
    this.#crosshairLine = null
    this.#endKey = ''
    this.#executing.clear()
    this.#crosshair.clear()
    this.#end.clear()
  }

  setExecuting(line: number | null): void {
    if (line === this.#executingLine) return
    this.#executingLine = line
    if (line === null) this.#executing.clear()
    else
      this.#executing.set([
        {
          range: new Range(line, 1, line, 1),
          options: {
            isWholeLine: true,
            className: 'line-executing',
            glyphMarginClassName: 'glyph-executing',
            zIndex: 20,
          },
        },
      ])
  }

  /** The line that was executing where the timeline's cursor is. */
  setCrosshair(line: number | null): void {
    if (line === this.#crosshairLine) return
    this.#crosshairLine = line
    if (line === null) this.#crosshair.clear()
    else
      this.#crosshair.set([
        {
          range: new Range(line, 1, line, 1),
          options: {
            isWholeLine: true,
            className: 'line-crosshair',
            overviewRuler: { color: '#7f9fd0', position: editor.OverviewRulerLane.Full },
            zIndex: 18,
          },
        },
      ])
  }

  setEnd(end: { readonly line: number; readonly text: string } | null): void {
    const key = end === null ? '' : `${end.line} ${end.text}`
    if (key === this.#endKey) return
    this.#endKey = key
    if (end === null) {
      this.#end.clear()
      return
    }
    const range = new Range(end.line, 1, end.line, Number.MAX_SAFE_INTEGER)
    this.#end.set([
      {
        range,
        options: {
          isWholeLine: true,
          className: 'line-end',
          glyphMarginClassName: 'glyph-end',
          zIndex: 15,
          after: { content: `  \u2190 ${end.text}`, inlineClassName: 'line-end-words' },
        },
      },
    ])
  }
}
