import { heatClass } from '../../../../profiler-core/analysis/heat.ts'
import { tickColour } from '../heatStyles.ts'
import type { LineFigures } from '../lineNumbers.ts'
import { editor, Range } from './monaco.ts'
import { contains, type LineSpan, NO_LINES, visibleLines, withMargin } from './visibleLines.ts'

/** So many of the hottest lines have a tick in the overview ruler and the minimap. */
const TICKS = 500
/** While numbers change ten times a second, the ticks follow at this pace: they redraw two canvases whole. */
const TICKS_EVERY_MS = 500

/** The heat behind the code, and its ticks. Only lines near those in sight are decorated. */
export class HeatLayer {
  readonly #code: editor.IStandaloneCodeEditor
  readonly #backgrounds: editor.IEditorDecorationsCollection
  readonly #ticks: editor.IEditorDecorationsCollection
  #lines: ReadonlyMap<number, LineFigures> = new Map()
  #drawn: LineSpan = NO_LINES
  #look = ''
  #ticksAt = 0
  #ticksTimer: number | null = null

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#code = code
    this.#backgrounds = code.createDecorationsCollection()
    this.#ticks = code.createDecorationsCollection()
  }

  setLines(lines: ReadonlyMap<number, LineFigures>): void {
    this.#lines = lines
    this.#drawn = NO_LINES
    this.drawVisible()
    this.#scheduleTicks()
  }

  /** After another text or theme: nothing that was drawn holds. */
  redraw(): void {
    this.#look = ''
    this.#ticksAt = 0
    this.setLines(this.#lines)
  }

  drawVisible(): void {
    const visible = visibleLines(this.#code)
    if (contains(this.#drawn, visible)) return
    this.#drawn = withMargin(visible)
    const shades: [line: number, className: string][] = []
    for (let line = this.#drawn.from; line <= this.#drawn.to; line += 1) {
      const className = heatClass(this.#lines.get(line)?.heat ?? 0)
      if (className !== null) shades.push([line, className])
    }
    // Most live updates change numbers, not shades: what looks the same is left alone.
    const look = shades.join(' ')
    if (look === this.#look) return
    this.#look = look
    this.#backgrounds.set(
      shades.map(([line, className]) => ({
        range: new Range(line, 1, line, 1),
        options: { isWholeLine: true, className },
      })),
    )
  }

  dispose(): void {
    if (this.#ticksTimer !== null) clearTimeout(this.#ticksTimer)
  }

  #scheduleTicks(): void {
    if (this.#ticksTimer !== null) return
    const wait = this.#ticksAt + TICKS_EVERY_MS - performance.now()
    if (wait <= 0) this.#drawTicks()
    else this.#ticksTimer = window.setTimeout(() => this.#drawTicks(), wait)
  }

  #drawTicks(): void {
    this.#ticksTimer = null
    this.#ticksAt = performance.now()
    const hottest = [...this.#lines.values()]
      .filter(({ heat }) => heat !== 0)
      .sort((a, b) => Math.abs(b.heat) - Math.abs(a.heat))
      .slice(0, TICKS)
    this.#ticks.set(
      hottest.map(({ line, heat }) => {
        const color = tickColour(heat)
        return {
          range: new Range(line, 1, line, 1),
          options: {
            isWholeLine: true,
            overviewRuler: { color, position: editor.OverviewRulerLane.Full },
            minimap: { color, position: editor.MinimapPosition.Inline },
          },
        }
      }),
    )
  }
}
