import type { FunctionHistory } from '../../../../profiler-core/contract/index.ts'
import { OVERLAP_FOOTNOTE, overlapMark } from '../../../../profiler-core/report/overlap.ts'
import { visible } from '../../../../profiler-core/report/visible.ts'
import { formatDelta } from '../../../ui/format.ts'
import { editor, Range } from './monaco.ts'
import { type LineSpan, visibleLines, withMargin } from './visibleLines.ts'

/** A function that can be profiled, where it stands. */
export interface LensPlace {
  /** Qualified. */
  readonly name: string
  /** First decorator, else the `def`. */
  readonly line: number
  readonly defLine: number
}

/** What a click on a lens does. */
export interface LensActions {
  profile(name: string): void
  ask(name: string): void
  /** Filters the history by the function. */
  filter(name: string): void
  showRun(id: number, name: string): void
}

export type HistoryOf = (name: string) => FunctionHistory | undefined

interface Lens {
  readonly place: LensPlace
  readonly node: HTMLElement
  /** What it was filled with; `undefined` before it was. */
  filledWith: FunctionHistory | null | undefined
}

const HEIGHT = 20

/**
 * A row of buttons above each function. Monaco's own lenses come a quarter of a second after the text and shift it, and
 * cannot be reached by Tab; zones are there at once.
 */
export class Lenses {
  readonly #code: editor.IStandaloneCodeEditor
  readonly #actions: LensActions
  readonly #glyphs: editor.IEditorDecorationsCollection
  #zones: string[] = []
  #lenses: Lens[] = []
  #places: readonly LensPlace[] = []
  #historyOf: HistoryOf = () => undefined

  constructor(code: editor.IStandaloneCodeEditor, actions: LensActions) {
    this.#code = code
    this.#actions = actions
    this.#glyphs = code.createDecorationsCollection()
    code.onMouseDown(({ target, event }) => {
      if (target.type !== editor.MouseTargetType.GUTTER_GLYPH_MARGIN || !event.leftButton) return
      const place = this.#places.find(({ defLine }) => defLine === target.position.lineNumber)
      if (place !== undefined) actions.profile(place.name)
    })
  }

  /** Sets all places anew. Zones are lost with the text, so the same places count as new ones after another text. */
  setPlaces(places: readonly LensPlace[]): void {
    this.#places = places
    // A run from a file may name lines that its text does not have.
    const last = this.#code.getModel()?.getLineCount() ?? 0
    const present = places.filter(({ line, defLine }) => line <= last && defLine <= last)
    this.#lenses = present.map((place) => ({
      place,
      node: lensNode(place.name),
      filledWith: undefined,
    }))
    // Monaco, which makes the place of zones anew for each text, takes them for decoration and hides them from screen
    // readers; ours have buttons.
    this.#code.getDomNode()?.querySelector('.view-zones')?.removeAttribute('aria-hidden')
    this.#code.changeViewZones((zones) => {
      for (const id of this.#zones) zones.removeZone(id)
      this.#zones = this.#lenses.map(({ place, node }) =>
        zones.addZone({ afterLineNumber: place.line - 1, heightInPx: HEIGHT, domNode: node }),
      )
    })
    this.#glyphs.set(
      present.map(({ defLine }) => ({
        range: new Range(defLine, 1, defLine, 1),
        options: { glyphMarginClassName: 'glyph-run' },
      })),
    )
    this.drawVisible()
  }

  setHistory(historyOf: HistoryOf): void {
    this.#historyOf = historyOf
    this.drawVisible()
  }

  /** Fills the lenses in sight; a file may have thousands. */
  drawVisible(): void {
    const span = withMargin(visibleLines(this.#code))
    for (const lens of this.#lenses) if (isIn(span, lens.place.line)) this.#fill(lens)
  }

  #fill(lens: Lens): void {
    const { name, defLine } = lens.place
    const history = this.#historyOf(name) ?? null
    if (history === lens.filledWith) return
    lens.filledWith = history
    const indent = this.#code.getModel()?.getLineFirstNonWhitespaceColumn(defLine) ?? 1
    lens.node.style.paddingLeft = `${Math.max(0, indent - 1)}ch`
    const buttons = [
      button('Profile this function', `Profile ${name}`, 'lens lens-main', () => this.#actions.profile(name)),
    ]
    if (history !== null) {
      const { runs, runId, incrementBytes, overlapped } = history
      const note = overlapped ? `\n${OVERLAP_FOOTNOTE}` : ''
      buttons.push(
        button(runs === 1 ? '1 run' : `${runs} runs`, `Show the runs that called ${name}`, 'lens', () =>
          this.#actions.filter(name),
        ),
        button(
          `last ${formatDelta(incrementBytes)} MiB${overlapMark(overlapped)}`,
          `Show run ${runId}${note}`,
          'lens',
          () => this.#actions.showRun(runId, name),
        ),
      )
    }
    buttons.push(button('Settings...', `Change how ${name} is run`, 'lens', () => this.#actions.ask(name)))
    lens.node.replaceChildren(...buttons)
  }
}

function isIn({ from, to }: LineSpan, line: number): boolean {
  return line >= from && line <= to
}

function lensNode(name: string): HTMLElement {
  const node = document.createElement('div')
  node.className = 'lenses code'
  node.setAttribute('role', 'group')
  node.setAttribute('aria-label', visible(name))
  return node
}

function button(text: string, title: string, className: string, onClick: () => void): HTMLButtonElement {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = className
  made.textContent = text
  made.title = visible(title)
  made.addEventListener('click', onClick)
  // Monaco would take the press for one on the code, and the focus with it.
  made.addEventListener('mousedown', (event) => event.stopPropagation())
  return made
}
