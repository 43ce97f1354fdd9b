import type { AnsiColour, Rgb, TextStyle } from '../../state/textStyle.ts'

type Theme = 'dark' | 'light'

/** The pane's own ground and text, as styles/tokens.css has `--ground` and `--text`. */
const grounds: Record<Theme, { ground: Rgb; text: Rgb }> = {
  dark: { ground: [20, 22, 26], text: [222, 225, 229] },
  light: { ground: [252, 253, 255], text: [42, 46, 52] },
}

/**
 * The sixteen, quiet enough to stand beside code; where one is too faint for its ground it is moved until it is not. As
 * grounds they are those of the dark theme in both: white is white.
 */
const named: Record<Theme, readonly Rgb[]> = {
  dark: [
    [96, 101, 109],
    [236, 106, 98],
    [126, 190, 112],
    [214, 176, 92],
    [111, 164, 240],
    [204, 132, 220],
    [92, 190, 198],
    [212, 215, 220],
    [140, 146, 155],
    [250, 138, 128],
    [156, 216, 142],
    [236, 204, 124],
    [146, 190, 252],
    [226, 162, 240],
    [128, 216, 222],
    [246, 247, 249],
  ],
  light: [
    [36, 40, 46],
    [186, 40, 36],
    [38, 120, 44],
    [138, 96, 0],
    [28, 88, 190],
    [142, 48, 160],
    [0, 112, 124],
    [92, 98, 108],
    [92, 98, 108],
    [206, 54, 46],
    [46, 124, 52],
    [144, 100, 8],
    [44, 104, 212],
    [158, 62, 176],
    [0, 118, 130],
    [60, 64, 72],
  ],
}

export interface PaintedColours {
  readonly color?: string
  readonly backgroundColor?: string
}

/** Least contrast of text with what is behind it. */
const CONTRAST = 4.5

/** The colours that a style has in a theme, every text readable on its ground. Empty where it asks for none. */
export function paint({ colour, ground }: TextStyle, theme: Theme): PaintedColours {
  if (colour === null && ground === null) return {}
  if (ground === null) return { color: css(readable(rgbOf(colour, theme), grounds[theme].ground)) }
  const behind = rgbOf(ground, 'dark')
  const text = colour === null ? extreme(behind) : readable(rgbOf(colour, theme), behind)
  return { color: css(text), backgroundColor: css(behind) }
}

function rgbOf(colour: AnsiColour | null, theme: Theme): Rgb {
  if (colour === null) return grounds[theme].text
  return colour.kind === 'exact' ? colour.rgb : (named[theme][colour.index] ?? grounds[theme].text)
}

/** The colour, moved towards white or black as far as it takes to be read on a ground. */
export function readable(colour: Rgb, ground: Rgb): Rgb {
  const target = extreme(ground)
  for (let part = 0; part < 1; part += 0.1) {
    const moved = mix(colour, target, part)
    if (contrast(moved, ground) >= CONTRAST) return moved
  }
  return target
}

/** White or black, whichever stands out more. */
function extreme(ground: Rgb): Rgb {
  return contrast([255, 255, 255], ground) > contrast([0, 0, 0], ground) ? [255, 255, 255] : [0, 0, 0]
}

function mix(from: Rgb, to: Rgb, part: number): Rgb {
  const at = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * part)
  return [at(0), at(1), at(2)]
}

/** Contrast ratio of two colours as WCAG 2 defines it: 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((left, right) => left - right)
  return (high + 0.05) / (low + 0.05)
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => {
    const part = value / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}
