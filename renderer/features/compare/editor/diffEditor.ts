import 'monaco-editor/features/diffEditor/register'
import { useTheme } from '../../../state/theme.ts'
import { fileName } from '../../../ui/paths.ts'
import { editorOptions } from '../../source/editor/codeEditor.ts'
import { HeatLayer } from '../../source/editor/heatLayer.ts'
import { editor } from '../../source/editor/monaco.ts'
import { NumberColumn } from '../../source/editor/numberColumn.ts'
import { followEditorTheme } from '../../source/editor/theme.ts'
import type { LineFigures } from '../../source/lineNumbers.ts'
import '../../source/editor/editor.css'

export interface DiffSide {
  readonly file: string
  /** `null` where the run has no such file. */
  readonly text: string | null
  readonly lines: ReadonlyMap<number, LineFigures>
  /** Of the function that is looked at; `null` where this side has none. */
  readonly firstLine: number | null
}

export interface DiffTexts {
  readonly base: DiffSide
  readonly now: DiffSide
}

/** After so many milliseconds a diff is as good as it is: a rough one of huge texts is better than none. */
const MOST_MS = 2000

/** Two texts side by side, each with the numbers of its run. Nothing can be typed into them. */
export class DiffEditor {
  readonly #overflow = document.createElement('div')
  readonly #diff: editor.IStandaloneDiffEditor
  readonly #base: MeasuredSide
  readonly #now: MeasuredSide
  readonly #ends: (() => void)[]
  #models: editor.ITextModel[] = []
  #shown: DiffTexts | null = null

  constructor(container: HTMLElement) {
    this.#overflow.className = 'editor-overflow monaco-editor'
    document.body.append(this.#overflow)
    this.#diff = editor.createDiffEditor(container, {
      ...editorOptions(this.#overflow),
      minimap: { enabled: false },
      stickyScroll: { enabled: false },
      glyphMargin: false,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: false,
      renderMarginRevertIcon: false,
      renderGutterMenu: false,
      renderOverviewRuler: false,
      ignoreTrimWhitespace: true,
      maxComputationTime: MOST_MS,
      diffWordWrap: 'off',
    })
    this.#base = new MeasuredSide(this.#diff.getOriginalEditor())
    this.#now = new MeasuredSide(this.#diff.getModifiedEditor())
    this.#ends = [
      followEditorTheme(),
      useTheme.subscribe(() => {
        this.#base.redraw()
        this.#now.redraw()
      }),
    ]
    this.#diff.onDidUpdateDiff(() => {
      this.#base.zonesMoved()
      this.#now.zonesMoved()
    })
  }

  show(texts: DiffTexts): void {
    const isSameText = this.#shown !== null && isSame(this.#shown, texts)
    if (!isSameText) this.#setTexts(texts)
    this.#base.setLines(texts.base.lines)
    this.#now.setLines(texts.now.lines)
    const { firstLine } = texts.now.firstLine === null ? texts.base : texts.now
    const side = texts.now.firstLine === null ? this.#base : this.#now
    if (firstLine !== null) side.reveal(firstLine)
    this.#shown = texts
  }

  dispose(): void {
    for (const end of this.#ends) end()
    this.#base.dispose()
    this.#now.dispose()
    this.#diff.dispose()
    for (const model of this.#models) model.dispose()
    this.#overflow.remove()
  }

  #setTexts({ base, now }: DiffTexts): void {
    const old = this.#models
    const original = editor.createModel(base.text ?? '', 'python')
    const modified = editor.createModel(now.text ?? '', 'python')
    this.#models = [original, modified]
    this.#base.forget(`Source of ${fileName(base.file)} in the base`)
    this.#now.forget(`Source of ${fileName(now.file)} now`)
    this.#diff.setModel({ original, modified })
    for (const model of old) model.dispose()
  }
}

function isSame(one: DiffTexts, other: DiffTexts): boolean {
  const sides = ['base', 'now'] as const
  return sides.every((side) => one[side].file === other[side].file && one[side].text === other[side].text)
}

/** One side, with the heat of its lines and their increments. */
class MeasuredSide {
  readonly #code: editor.IStandaloneCodeEditor
  readonly #heat: HeatLayer
  readonly #numbers: NumberColumn

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#code = code
    this.#heat = new HeatLayer(code)
    this.#numbers = new NumberColumn(code)
    const draw = () => {
      this.#heat.drawVisible()
      this.#numbers.drawVisible()
    }
    code.onDidScrollChange(draw)
    code.onDidContentSizeChange(() => this.#numbers.zonesMoved())
    code.onDidLayoutChange(() => {
      this.#numbers.layout()
      draw()
    })
  }

  setLines(lines: ReadonlyMap<number, LineFigures>): void {
    this.#numbers.setLines(lines, false)
    this.#heat.setLines(lines)
  }

  /** Another text comes. */
  forget(ariaLabel: string): void {
    this.#numbers.clear()
    this.#code.updateOptions({ ariaLabel })
  }

  redraw(): void {
    this.#heat.redraw()
  }

  zonesMoved(): void {
    this.#numbers.zonesMoved()
  }

  reveal(line: number): void {
    this.#code.setPosition({ lineNumber: line, column: 1 })
    this.#code.revealLineNearTop(line, editor.ScrollType.Immediate)
  }

  dispose(): void {
    this.#heat.dispose()
  }
}
