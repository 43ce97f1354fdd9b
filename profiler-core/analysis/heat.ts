import { heatAlpha } from './lines.ts'

export type Rgb = readonly [red: number, green: number, blue: number]

/** From a line's first trace to the largest increment of any line of the run. */
export interface Ramp {
  readonly low: Rgb
  readonly high: Rgb
}

export interface HeatColour {
  readonly rgb: Rgb
  readonly alpha: number
}

/** So many shades of each hue are told apart: finer ones nobody sees, and each is a class of its own. */
export const HEAT_STEPS = 24

/** The shade of a line's heat (-1 to 1): `null` for nothing, else its class, which says hue and step. */
export function heatClass(heat: number): string | null {
  const step = heatStep(heat)
  return step === 0 ? null : `heat-${heat > 0 ? 'growth' : 'release'}-${step}`
}

/** 0 for nothing, at least 1 for anything. */
export function heatStep(heat: number): number {
  if (heat === 0) return 0
  return Math.max(1, Math.round(Math.sqrt(Math.min(1, Math.abs(heat))) * HEAT_STEPS))
}

/** The colour of a step: its opacity by the square root of the heat, its hue on the ramp likewise. */
export function heatColour({ low, high }: Ramp, step: number): HeatColour {
  const part = step / HEAT_STEPS
  const between = (from: number, to: number) => Math.round(from + (to - from) * part)
  return {
    rgb: [between(low[0], high[0]), between(low[1], high[1]), between(low[2], high[2])],
    alpha: heatAlpha(part * part),
  }
}

/** `235 160 40`, as the tokens write it. */
export function parseRgb(text: string): Rgb {
  const [red = 0, green = 0, blue = 0] = text.trim().split(/\s+/).map(Number)
  return [red, green, blue]
}
