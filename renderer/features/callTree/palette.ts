import { HEAT_STEPS, heatColour, parseRgb, type Rgb } from '../../../profiler-core/analysis/heat.ts'
import { token } from '../source/heatStyles.ts'

/** The colours of an icicle in the theme that is drawn, as a canvas takes them. */
export interface Palette {
  readonly text: string
  readonly quiet: string
  readonly ground: string
  /** A frame that took nothing by itself. */
  readonly plain: string
  /** By heat step; 0 is as `plain`. */
  readonly growth: readonly string[]
  readonly release: readonly string[]
  readonly time: readonly string[]
  /** A frame that a search did not mean, and one that it did. */
  readonly dimmed: string
  readonly found: string
  readonly accent: string
  readonly font: string
}

/** How far a frame in which all the time went differs from the others. */
const TIME_CONTRAST = 0.45
const FOUND_CONTRAST = 0.4

export function readPalette(): Palette {
  const [ground, plain, quiet, accent] = ['--ground', '--hover', '--text-quiet', '--accent'].map(rgbOf) as [
    Rgb,
    Rgb,
    Rgb,
    Rgb,
  ]
  const ramp = (hue: 'growth' | 'release') => {
    const low = parseRgb(token(`--heat-${hue}-low`))
    const high = parseRgb(token(`--heat-${hue}-high`))
    return steps((step) => {
      const { rgb, alpha } = heatColour({ low, high }, step)
      return mixed(plain, rgb, alpha)
    })
  }
  return {
    text: token('--text-strong'),
    quiet: token('--text-quiet'),
    ground: css(ground),
    plain: css(plain),
    growth: ramp('growth'),
    release: ramp('release'),
    time: steps((step) => mixed(plain, quiet, (TIME_CONTRAST * step) / HEAT_STEPS)),
    dimmed: mixed(ground, plain, 0.6),
    found: mixed(plain, accent, FOUND_CONTRAST),
    accent: css(accent),
    font: `12px ${token('--font-code')}`,
  }
}

function steps(colour: (step: number) => string): string[] {
  return Array.from({ length: HEAT_STEPS + 1 }, (_, step) => colour(step))
}

function mixed(under: Rgb, over: Rgb, alpha: number): string {
  const [red, green, blue] = under.map((part, index) => part + ((over[index] ?? 0) - part) * alpha)
  return css([Math.round(red ?? 0), Math.round(green ?? 0), Math.round(blue ?? 0)])
}

function css([red, green, blue]: Rgb): string {
  return `rgb(${red} ${green} ${blue})`
}

/** What a token comes to on the screen, whatever notation it is written in. */
function rgbOf(name: string): Rgb {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (context === null) return [128, 128, 128]
  context.fillStyle = token(name)
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data
  return [red, green, blue]
}
