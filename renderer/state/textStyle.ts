import Anser from 'anser'

/** A colour that a program asked for: one of the sixteen that a terminal chooses the shade of, or an exact one. */
export type AnsiColour =
  | { readonly kind: 'named'; readonly index: number }
  | { readonly kind: 'exact'; readonly rgb: Rgb }
export type Rgb = readonly [red: number, green: number, blue: number]

/** How a piece of output is to look, as the program said it. */
export interface TextStyle {
  readonly colour: AnsiColour | null
  readonly ground: AnsiColour | null
  readonly bold: boolean
  readonly dim: boolean
  readonly italic: boolean
  readonly underline: boolean
  readonly strike: boolean
  readonly hidden: boolean
}

export const plainStyle: TextStyle = {
  colour: null,
  ground: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  strike: false,
  hidden: false,
}

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']

/** Of the sequences since the last reset so many count. */
const MOST_SEQUENCES = 64
const MOST_CACHED = 500
const cache = new Map<string, TextStyle>()

/** What the colour sequences of one stream have come to so far. */
export class StyleReader {
  #sequences: string[] = []

  /** Takes in the inside of a sequence, `1;31` of `ESC [ 1;31 m`, and returns the style from here on. */
  read(parameters: string): TextStyle {
    const [, reset, rest = ''] = /^(0*(?:;|$))?(.*)$/.exec(parameters) ?? []
    if (reset !== undefined) this.#sequences = []
    // The same sequence again outdoes its earlier self.
    if (rest !== '') this.#sequences = [...this.#sequences.filter((each) => each !== rest), rest]
    if (this.#sequences.length > MOST_SEQUENCES) this.#sequences.shift()
    return styleOf(this.#sequences.join(';'))
  }
}

/** The style of sequences one after the other; programs use few different ones, and those again and again. */
function styleOf(parameters: string): TextStyle {
  if (parameters === '') return plainStyle
  let style = cache.get(parameters)
  if (style === undefined) {
    style = parse(parameters)
    if (cache.size >= MOST_CACHED) cache.clear()
    cache.set(parameters, style)
  }
  return style
}

function parse(parameters: string): TextStyle {
  const entry = new Anser().processChunkJson(`${parameters}m`, { json: true, use_classes: true }, true)
  if (!entry.was_processed) return plainStyle
  const has = (name: (typeof entry.decorations)[number]) => entry.decorations.includes(name)
  const [colour, ground] = [colourOf(entry.fg, entry.fg_truecolor), colourOf(entry.bg, entry.bg_truecolor)]
  const reversed = has('reverse')
  return {
    // Reversed without colours: as dark letters on a light ground.
    colour: reversed ? (ground ?? { kind: 'named', index: 0 }) : colour,
    ground: reversed ? (colour ?? { kind: 'named', index: 7 }) : ground,
    bold: has('bold'),
    dim: has('dim'),
    italic: has('italic'),
    underline: has('underline'),
    strike: has('strikethrough'),
    hidden: has('hidden'),
  }
}

/** `ansi-bright-red`, `ansi-palette-208` or `ansi-truecolor` with `1, 2, 3` beside it; null without a colour. */
function colourOf(name: string | null, exact: string | null): AnsiColour | null {
  if (name === null) return null
  if (name === 'ansi-truecolor') {
    const [red = 0, green = 0, blue = 0] = (exact ?? '').split(',').map(Number)
    return { kind: 'exact', rgb: [red, green, blue] }
  }
  const palette = /^ansi-palette-(\d+)$/.exec(name)
  if (palette !== null) return { kind: 'exact', rgb: paletteColour(Number(palette[1])) }
  const [, bright, base = ''] = /^ansi-(bright-)?(\w+)$/.exec(name) ?? []
  const index = NAMES.indexOf(base)
  return index < 0 ? null : { kind: 'named', index: index + (bright === undefined ? 0 : 8) }
}

const LEVELS = [0, 95, 135, 175, 215, 255]

/** Colour 16 to 255 of a terminal's palette: a cube of six levels, then greys. */
function paletteColour(index: number): Rgb {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10
    return [grey, grey, grey]
  }
  const cube = index - 16
  const level = (step: number) => LEVELS[step % 6] ?? 0
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube)]
}
