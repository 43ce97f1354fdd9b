import type { FileLine } from '../../../../profiler-core/analysis/index.ts'
import { hoverContent } from '../hoverContent.ts'
import { editor, type IPosition, KeyCode, KeyMod } from './monaco.ts'

const AFTER_MS = 350

/** What a line's numbers are and mean, beside the pointer, or at the cursor by Ctrl+K Ctrl+I. */
export class LineHover implements editor.IContentWidget {
  readonly allowEditorOverflow = true
  readonly suppressMouseDown = true
  readonly #code: editor.IStandaloneCodeEditor
  readonly #node = document.createElement('div')
  #lines: ReadonlyMap<number, FileLine> = new Map()
  #at: IPosition | null = null
  #timer: number | null = null
  #pending: number | null = null

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#code = code
    this.#node.className = 'line-hover popup'
    this.#node.setAttribute('role', 'tooltip')
    code.addContentWidget(this)
    code.onMouseMove(({ target }) => this.#pointAt(hovered(target)))
    code.onMouseLeave(() => this.#pointAt(null))
    code.onMouseDown(() => this.hide())
    code.onDidScrollChange(() => this.hide())
    code.addAction({
      id: 'mebi.lineNumbers',
      label: 'Show the numbers of this line',
      keybindings: [KeyMod.chord(KeyMod.CtrlCmd | KeyCode.KeyK, KeyMod.CtrlCmd | KeyCode.KeyI)],
      run: () => {
        const position = code.getPosition()
        if (position !== null) this.#show(position)
      },
    })
    code.onKeyDown(({ keyCode }) => {
      if (keyCode === KeyCode.Escape) this.hide()
    })
  }

  getId(): string {
    return 'mebi.hover'
  }

  getDomNode(): HTMLElement {
    return this.#node
  }

  getPosition(): editor.IContentWidgetPosition | null {
    if (this.#at === null) return null
    const { BELOW, ABOVE } = editor.ContentWidgetPositionPreference
    return { position: this.#at, preference: [BELOW, ABOVE] }
  }

  /** Numbers that stand in sight change in place. */
  setLines(lines: ReadonlyMap<number, FileLine>): void {
    this.#lines = lines
    if (this.#at === null) return
    const line = lines.get(this.#at.lineNumber)
    if (line === undefined) this.hide()
    else this.#node.replaceChildren(hoverContent(line))
  }

  hide(): void {
    this.#cancel()
    if (this.#at === null) return
    this.#at = null
    this.#code.layoutContentWidget(this)
  }

  dispose(): void {
    this.#cancel()
  }

  #pointAt(position: IPosition | null): void {
    const line = position?.lineNumber ?? null
    if (line !== null && (line === this.#at?.lineNumber || line === this.#pending)) return
    this.hide()
    if (position === null || !this.#lines.has(position.lineNumber)) return
    this.#pending = line
    this.#timer = window.setTimeout(() => this.#show(position), AFTER_MS)
  }

  #show(position: IPosition): void {
    this.#cancel()
    const line = this.#lines.get(position.lineNumber)
    if (line === undefined) return
    this.#node.replaceChildren(hoverContent(line))
    this.#at = position
    this.#code.layoutContentWidget(this)
  }

  #cancel(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#pending = null
  }
}

function hovered(target: editor.IMouseTarget): IPosition | null {
  const { CONTENT_TEXT, CONTENT_EMPTY, GUTTER_LINE_NUMBERS } = editor.MouseTargetType
  const isLine = [CONTENT_TEXT, CONTENT_EMPTY, GUTTER_LINE_NUMBERS].includes(target.type)
  return isLine ? target.position : null
}
