import { heatClass } from '../../../../profiler-core/analysis/heat.ts'
import {
  type LineFigures,
  lineNumbers,
  NO_WIDTHS,
  type NumberWidths,
  numberWidths,
  widest,
} from '../lineNumbers.ts'
import { LINE_HEIGHT } from './codeEditor.ts'
import { editor } from './monaco.ts'
import { contains, type LineSpan, NO_LINES, visibleLines, withMargin } from './visibleLines.ts'

interface Row {
  readonly element: HTMLElement
  readonly peak: HTMLElement
  readonly increment: HTMLElement
  readonly occurrences: HTMLElement
  top: number
}

/** Pixels of code that stay beside the column; where there are fewer, the column does without its outer parts. */
const CODE_WIDTH = 420
const PADDING = 22
const GAP = 10

/**
 * The numbers at the right edge of the code: rows of our own over the editor, written in place as numbers change. What
 * code they cover can be scrolled into sight.
 */
export class NumberColumn implements editor.IOverlayWidget {
  readonly #code: editor.IStandaloneCodeEditor
  readonly #root = element('div', 'number-column number')
  readonly #sheet = element('div', 'number-sheet')
  readonly #rows = new Map<number, Row>()
  #lines: ReadonlyMap<number, LineFigures> = new Map()
  #widths: NumberWidths = NO_WIDTHS
  #width = 0
  #drawn: LineSpan = NO_LINES

  constructor(code: editor.IStandaloneCodeEditor) {
    this.#code = code
    this.#root.append(this.#sheet)
    this.#root.hidden = true
    code.addOverlayWidget(this)
  }

  getId(): string {
    return 'mebi.numbers'
  }

  getDomNode(): HTMLElement {
    return this.#root
  }

  getPosition(): null {
    return null
  }

  /** `keepWidth`: numbers of the same run, a moment later. */
  setLines(lines: ReadonlyMap<number, LineFigures>, keepWidth: boolean): void {
    this.#lines = lines
    const widths = numberWidths(lines)
    this.#widths = keepWidth ? widest(this.#widths, widths) : widths
    this.layout()
    this.#drawn = NO_LINES
    this.drawVisible()
  }

  /** After another text: lines stand elsewhere. */
  clear(): void {
    for (const { element: row } of this.#rows.values()) row.remove()
    this.#rows.clear()
    this.#drawn = NO_LINES
  }

  /** Finds its place after the editor's size or its own width has changed. */
  layout(): void {
    const { contentLeft, minimap, width, verticalScrollbarWidth, height } = this.#code.getLayoutInfo()
    const right = minimap.minimapWidth > 0 ? minimap.minimapLeft : width - verticalScrollbarWidth
    const isEmpty = this.#lines.size === 0
    this.#root.hidden = isEmpty
    const font = this.#code.getOption(editor.EditorOption.fontInfo) as editor.FontInfo
    const char = font.typicalHalfwidthCharacterWidth
    const { increment, occurrences, peak } = this.#widths
    const room = right - contentLeft - CODE_WIDTH
    const wanted = (chars: number, gaps: number) => chars * char + gaps * GAP + PADDING
    const showsPeak = peak > 0 && wanted(increment + occurrences + peak, 2) <= room
    const showsOccurrences = wanted(increment + occurrences, 1) <= room
    const outer = wanted(
      increment + (showsOccurrences ? occurrences : 0) + (showsPeak ? peak : 0),
      Number(showsOccurrences) + Number(showsPeak),
    )
    const own = isEmpty ? 0 : Math.ceil(outer)
    const columns = [...(showsPeak ? [peak] : []), increment, ...(showsOccurrences ? [occurrences] : [])].map(
      (chars) => `${chars}ch`,
    )
    this.#root.style.left = `${right - own}px`
    this.#root.style.width = `${own}px`
    this.#root.style.height = `${height}px`
    this.#root.style.setProperty('--columns', columns.join(' '))
    this.#root.classList.toggle('without-peak', !showsPeak)
    this.#root.classList.toggle('without-occurrences', !showsOccurrences)
    if (own === this.#width) return
    this.#width = own
    this.#code.updateOptions({ scrollBeyondLastColumn: 3 + Math.ceil(own / char) })
  }

  drawVisible(): void {
    this.#follow()
    const visible = visibleLines(this.#code)
    if (contains(this.#drawn, visible)) return
    this.#drawn = withMargin(visible)
    for (const [line, row] of this.#rows) {
      if (line >= this.#drawn.from && line <= this.#drawn.to && this.#lines.has(line)) continue
      row.element.remove()
      this.#rows.delete(line)
    }
    for (let line = this.#drawn.from; line <= this.#drawn.to; line += 1) {
      const numbers = this.#lines.get(line)
      if (numbers !== undefined) this.#write(line, numbers)
    }
  }

  /** Lines may have moved although the same are in sight. */
  zonesMoved(): void {
    this.#drawn = NO_LINES
    this.drawVisible()
  }

  #follow(): void {
    this.#sheet.style.transform = `translateY(${-this.#code.getScrollTop()}px)`
    const { contentWidth } = this.#code.getLayoutInfo()
    this.#root.classList.toggle('over-code', this.#code.getScrollWidth() > contentWidth)
  }

  #write(line: number, numbers: LineFigures): void {
    const row = this.#rows.get(line) ?? this.#add(line)
    const { increment, isZero, occurrences, peak } = lineNumbers(numbers)
    setText(row.increment, increment)
    setText(row.occurrences, occurrences)
    setText(row.peak, peak)
    setClass(
      row.increment,
      `line-increment ${isZero ? 'zero' : ''} ${numbers.overlapped ? 'overlapped' : ''}`,
    )
    setClass(row.element, `number-row ${heatClass(numbers.heat) ?? ''}`)
    const top = this.#code.getTopForLineNumber(line)
    if (top === row.top) return
    row.top = top
    row.element.style.top = `${top}px`
  }

  #add(line: number): Row {
    const row: Row = {
      element: element('div', 'number-row'),
      peak: element('span', 'line-peak'),
      increment: element('span', 'line-increment'),
      occurrences: element('span', 'line-occurrences'),
      top: -1,
    }
    row.element.style.height = `${LINE_HEIGHT}px`
    row.element.append(row.peak, row.increment, row.occurrences)
    this.#sheet.append(row.element)
    this.#rows.set(line, row)
    return row
  }
}

function element(tag: 'div' | 'span', className: string): HTMLElement {
  const made = document.createElement(tag)
  made.className = className
  return made
}

function setText(target: HTMLElement, text: string): void {
  if (target.textContent !== text) target.textContent = text
}

function setClass(target: HTMLElement, className: string): void {
  if (target.className !== className) target.className = className
}
