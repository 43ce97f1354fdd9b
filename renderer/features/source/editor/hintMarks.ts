import type { Hint } from '../../../../profiler-core/contract/index.ts'
import { visible } from '../../../../profiler-core/report/visible.ts'
import { openHint } from '../../../state/hints.ts'
import { showView } from '../../../state/layout.ts'
import { formatSize } from '../../../ui/format.ts'
import { editor, Range } from './monaco.ts'

const GLYPH = 'glyph-hint'

/** A ring beside each line at which there is something to try. */
export class HintMarks {
  readonly #marks: editor.IEditorDecorationsCollection
  #hints: readonly Hint[] = []
  #shown = ''

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#marks = code.createDecorationsCollection()
    code.onMouseDown(({ target }) => {
      if (target.type !== editor.MouseTargetType.GUTTER_GLYPH_MARGIN) return
      if (target.element?.classList.contains(GLYPH) !== true) return
      const hint = this.#hints.find(({ line }) => line === target.position.lineNumber)
      if (hint === undefined) return
      openHint(hint)
      showView('hints')
    })
  }

  /** After another text: decorations went with the old one. */
  forget(): void {
    this.#shown = ''
    this.#marks.clear()
  }

  /** `hints`: those of the shown file, largest first. */
  set(hints: readonly Hint[]): void {
    const shown = hints.map(({ rule, line }) => `${rule} ${line}`).join()
    this.#hints = hints
    if (shown === this.#shown) return
    this.#shown = shown
    const lines = [...new Set(hints.map(({ line }) => line))]
    this.#marks.set(
      lines.map((line) => ({
        range: new Range(line, 1, line, 1),
        options: {
          glyphMarginClassName: GLYPH,
          glyphMarginHoverMessage: hints
            .filter((hint) => hint.line === line)
            .map(({ title, stakeBytes }) => ({
              value: `${visible(title)} (up to ${formatSize(stakeBytes)})`,
            })),
        },
      })),
    )
  }
}
