import {
  HEAT_STEPS,
  heatColour,
  heatStep,
  parseRgb,
  type Ramp,
} from '../../../profiler-core/analysis/heat.ts'
import { useTheme } from '../../state/theme.ts'

/** Of a token of the theme that is drawn. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim()
}

type Hue = 'growth' | 'release'

function ramp(hue: Hue): Ramp {
  return { low: parseRgb(token(`--heat-${hue}-low`)), high: parseRgb(token(`--heat-${hue}-high`)) }
}

/** A tick is a few pixels: what can be seen behind a line of code would vanish there. */
const TICK_ALPHA = 0.35

/** The classes of the heat: backgrounds made from the tokens. */
const sheet = new CSSStyleSheet()
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
const ticks: Record<Hue, string[]> = { growth: [], release: [] }

function write(): void {
  const rules: string[] = []
  for (const hue of ['growth', 'release'] as const) {
    const colours = ramp(hue)
    for (let step = 1; step <= HEAT_STEPS; step += 1) {
      const { rgb, alpha } = heatColour(colours, step)
      const colour = `rgb(${rgb.join(' ')} / ${alpha.toFixed(3)})`
      // As an image, so that what lies below keeps its own ground: a row that covers code must not let it through.
      rules.push(`.heat-${hue}-${step} { background-image: linear-gradient(${colour}, ${colour}); }`)
      ticks[hue][step] = hex([...rgb, Math.round((TICK_ALPHA + alpha) * 255)])
    }
  }
  sheet.replaceSync(rules.join('\n'))
}

write()
useTheme.subscribe(write)

/** What a mark in the overview ruler or minimap is drawn with, in the one notation that both read. */
export function tickColour(heat: number): string {
  return ticks[heat > 0 ? 'growth' : 'release'][heatStep(heat)] ?? '#00000000'
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}
