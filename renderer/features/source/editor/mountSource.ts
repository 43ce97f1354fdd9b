import { cellsOf } from '../../../../profiler-core/analysis/index.ts'
import type { Hint, OutlineItem } from '../../../../profiler-core/contract/index.ts'
import { lastWords } from '../../../../profiler-core/report/lastWords.ts'
import { functionSubject, profile } from '../../../commands/actions.ts'
import { useBrush } from '../../../state/brush.ts'
import { useDialog } from '../../../state/dialogs.ts'
import { useHints } from '../../../state/hints.ts'
import { useHistory, wishFor } from '../../../state/history.ts'
import { attempt } from '../../../state/notices.ts'
import { useRuns } from '../../../state/runs.ts'
import { shownFunctions, shownLines } from '../../../state/shown.ts'
import { useTheme } from '../../../state/theme.ts'
import { placeCursor, type ShownText, shownText, showRun, useView } from '../../../state/view.ts'
import { functionPlaces, type Place, placeAt } from '../places.ts'
import { CellMarks } from './cellMarks.ts'
import { createCodeEditor, MINIMAP_FROM } from './codeEditor.ts'
import { HeatLayer } from './heatLayer.ts'
import { HintMarks } from './hintMarks.ts'
import { type LensActions, Lenses } from './lenses.ts'
import { LineHover } from './lineHover.ts'
import { Marks } from './marks.ts'
import { Models } from './models.ts'
import { editor, KeyCode, KeyMod } from './monaco.ts'
import { NumberColumn } from './numberColumn.ts'
import { provideOutline } from './outlineSymbols.ts'
import { followEditorTheme } from './theme.ts'
import './editor.css'

const REVEAL = 'mebi.reveal'
const NO_HINTS: readonly Hint[] = []

/** Puts the editor into an element and keeps it in step with the stores, past React. Returns what ends it. */
export function mountSource(container: HTMLElement): () => void {
  return new SourceView(container).start()
}

class SourceView {
  readonly #overflow = document.createElement('div')
  readonly #code: editor.IStandaloneCodeEditor
  readonly #models: Models
  readonly #heat: HeatLayer
  readonly #numbers: NumberColumn
  readonly #lenses: Lenses
  readonly #hover: LineHover
  readonly #marks: Marks
  readonly #hints: HintMarks
  readonly #cells: CellMarks
  #places: readonly Place[] = []
  #placesOf: { outline: readonly OutlineItem[]; text: string } | null = null
  #lines: ReturnType<typeof shownLines> | null = null
  #runKey: string | null = null
  #revealed: { readonly line: number } | null = null
  #frame: number | null = null
  #endOutline: () => void = () => {}

  constructor(container: HTMLElement) {
    // What reaches over the editor's edges stands before all else in the window.
    this.#overflow.className = 'editor-overflow monaco-editor'
    document.body.append(this.#overflow)
    this.#code = createCodeEditor(container, this.#overflow)
    this.#models = new Models(this.#code)
    this.#heat = new HeatLayer(this.#code)
    this.#numbers = new NumberColumn(this.#code)
    this.#lenses = new Lenses(this.#code, lensActions)
    this.#hover = new LineHover(this.#code)
    this.#marks = new Marks(this.#code)
    this.#hints = new HintMarks(this.#code)
    this.#cells = new CellMarks(this.#code)
  }

  start(): () => void {
    const schedule = () => {
      this.#frame ??= requestAnimationFrame(() => {
        this.#frame = null
        this.#refresh()
      })
    }
    const ends = [
      followEditorTheme(),
      useView.subscribe(schedule),
      useRuns.subscribe(schedule),
      useBrush.subscribe(schedule),
      useHints.subscribe(schedule),
      useHistory.subscribe(({ functions }, before) => {
        if (functions !== before.functions) this.#setHistory()
      }),
      useTheme.subscribe(() => this.#heat.redraw()),
    ]
    this.#addActions()
    this.#listen()
    this.#refresh()
    return () => {
      if (this.#frame !== null) cancelAnimationFrame(this.#frame)
      for (const end of ends) end()
      this.#endOutline()
      this.#hover.dispose()
      this.#heat.dispose()
      this.#models.leave()
      this.#code.dispose()
      this.#models.dispose()
      this.#overflow.remove()
    }
  }

  /** Brings everything to what the stores say; what is as it was costs a comparison. */
  #refresh(): void {
    const view = useView.getState()
    const text = shownText(view)
    if (view.file === null || text === null) {
      this.#models.showNothing()
      this.#placesOf = null
      this.#lines = null
      return
    }
    this.#showText(view.file, text)
    this.#showLines(view.file, text)
    this.#showMarks(view.file, text)
    if (view.reveal !== null && view.reveal !== this.#revealed) {
      this.#revealed = view.reveal
      this.#reveal(view.reveal.line)
    }
    // While a file is read there is nothing that could have it.
    if (view.wantsFocus && !view.loading) {
      useView.setState({ wantsFocus: false })
      // Who has opened a dialog meanwhile writes in there.
      if (useDialog.getState().dialog === null) this.#code.focus()
    }
  }

  #showText(file: string, text: ShownText): void {
    const isNew = !this.#models.isShown(file, text.text)
    if (!isNew && this.#placesOf?.outline === text.outline && text.outline.length > 0) return
    const places = functionPlaces(text.outline, text.measured ? shownFunctions() : [], file)
    const isSame = !isNew && samePlaces(places, this.#places)
    if (this.#placesOf?.outline !== text.outline) {
      this.#endOutline()
      this.#endOutline = provideOutline(text.outline)
    }
    this.#placesOf = { outline: text.outline, text: text.text }
    if (isSame) return
    this.#places = places
    if (isNew) {
      this.#models.show(file, text.text, () => this.#lenses.setPlaces(places))
      this.#code.updateOptions({ ariaLabel: `Source of ${file.slice(file.lastIndexOf('/') + 1)}` })
      this.#setHistory()
      this.#marks.forget()
      this.#hints.forget()
      this.#cells.forget()
      this.#numbers.clear()
      this.#heat.redraw()
      this.#lines = null
    } else {
      const top = this.#code.getVisibleRanges()[0]?.startLineNumber ?? 1
      this.#lenses.setPlaces(places)
      this.#code.setScrollTop(top === 1 ? 0 : this.#code.getTopForLineNumber(top))
      this.#numbers.zonesMoved()
    }
  }

  #showLines(file: string, { text, measured }: ShownText): void {
    const lines = shownLines()
    if (lines === this.#lines) return
    const { shown } = useView.getState()
    const key = shown?.key ?? null
    this.#numbers.setLines(lines, key === this.#runKey)
    this.#heat.setLines(lines)
    this.#hover.setLines(lines)
    this.#cells.set(cellsOf({ functions: measured ? shownFunctions() : [] }, { file, text }))
    this.#lines = lines
    this.#runKey = key
  }

  #showMarks(file: string, { measured }: ShownText): void {
    const { shown } = useView.getState()
    const live =
      shown?.kind === 'live' ? useRuns.getState().running.find(({ key }) => key === shown.key) : undefined
    const executing = live?.line ?? null
    this.#marks.setExecuting(measured && executing?.file === file ? executing.line : null)
    const { crosshair } = useBrush.getState()
    this.#marks.setCrosshair(measured && crosshair?.file === file ? crosshair.line : null)
    const { id, hints } = useHints.getState()
    const isOfRun = shown?.kind === 'past' && measured && shown.run.id === id
    this.#hints.set(
      isOfRun ? (hints ?? []).filter((hint) => !hint.dismissed && hint.file === file) : NO_HINTS,
    )
    const end = shown?.kind === 'past' && measured ? lastWords(shown.run) : null
    this.#marks.setEnd(end?.owner.file === file ? end : null)
  }

  #reveal(line: number): void {
    const last = this.#code.getModel()?.getLineCount() ?? 1
    const target = Math.max(1, Math.min(last, line))
    const column = this.#code.getModel()?.getLineFirstNonWhitespaceColumn(target) ?? 0
    this.#code.setPosition({ lineNumber: target, column: Math.max(1, column) }, REVEAL)
    this.#code.revealLineInCenterIfOutsideViewport(target, editor.ScrollType.Immediate)
  }

  #setHistory(): void {
    const { file } = useView.getState()
    const { functions } = useHistory.getState()
    this.#lenses.setHistory((name) => functions.get(`${file}:${name}`))
  }

  #listen(): void {
    const drawVisible = () => {
      this.#heat.drawVisible()
      this.#numbers.drawVisible()
      this.#lenses.drawVisible()
    }
    this.#code.onDidScrollChange(drawVisible)
    this.#code.onDidContentSizeChange(() => this.#numbers.zonesMoved())
    this.#code.onDidLayoutChange(({ width }) => {
      this.#code.updateOptions({ minimap: { enabled: width >= MINIMAP_FROM } })
      this.#numbers.layout()
      drawVisible()
    })
    this.#code.onDidChangeCursorPosition(({ position, source }) => {
      if (!['mouse', 'keyboard', REVEAL].includes(source)) return
      placeCursor(position.lineNumber, this.#functionAt(position.lineNumber))
    })
  }

  #functionAt(line: number): string | null {
    const place = placeAt(this.#places, line)
    if (place !== null) return place.name
    const { file } = useView.getState()
    const isMeasured = shownFunctions().some((each) => each.file === file && each.name === '<module>')
    return isMeasured ? '<module>' : null
  }

  #addActions(): void {
    const act = (ask: boolean) => () => {
      const line = this.#code.getPosition()?.lineNumber ?? 1
      const place = placeAt(this.#places, line)
      const { file } = useView.getState()
      if (place !== null && file !== null) attempt(profile(functionSubject(file, place.name), { ask }))
    }
    this.#code.addAction({
      id: 'mebi.profile',
      label: 'Profile this function',
      contextMenuGroupId: '0_mebi',
      contextMenuOrder: 1,
      // Shown in the menu; the window's own commands take the keys before the editor does.
      keybindings: [KeyMod.CtrlCmd | KeyCode.Enter],
      run: act(false),
    })
    this.#code.addAction({
      id: 'mebi.profileWith',
      label: 'Profile this function with other settings...',
      contextMenuGroupId: '0_mebi',
      contextMenuOrder: 2,
      keybindings: [KeyMod.CtrlCmd | KeyMod.Shift | KeyCode.Enter],
      run: act(true),
    })
  }
}

const lensActions: LensActions = {
  profile: (name) => withFile((file) => profile(functionSubject(file, name))),
  ask: (name) => withFile((file) => profile(functionSubject(file, name), { ask: true })),
  filter: (name) => attempt(wishFor({ function: name })),
  showRun: (id, name) => withFile((file) => showRun(id, { file, functionName: name })),
}

function withFile(act: (file: string) => Promise<unknown>): void {
  const { file } = useView.getState()
  if (file !== null) attempt(act(file))
}

function samePlaces(a: readonly Place[], b: readonly Place[]): boolean {
  return (
    a.length === b.length &&
    a.every((place, index) => {
      const other = b[index]
      return other?.name === place.name && other.line === place.line && other.defLine === place.defLine
    })
  )
}
