import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  HEAT_STEPS,
  heatClass,
  heatColour,
  heatStep,
  parseRgb,
  type Rgb,
} from '../../../profiler-core/analysis/heat.ts'

const css = readFileSync(new URL('../../../renderer/styles/tokens.css', import.meta.url), 'utf8')

/** The tokens of a theme, by name. */
function tokens(theme: 'dark' | 'light'): Map<string, string> {
  const block = css.slice(css.indexOf(`[data-theme="${theme}"]`)).split('}')[0] ?? ''
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [name, value]),
  )
}

/** `#a3a9b3` or `oklch(0.9 0.006 255)` as red, green and blue. */
function rgb(colour: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(colour)
  if (hex !== null) {
    const [, red = '', green = '', blue = ''] = hex
    return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)]
  }
  const [lightness = 0, chroma = 0, hue = 0] = (/oklch\(([^)]+)\)/.exec(colour)?.[1] ?? '')
    .split(' ')
    .map(Number)
  return fromOklch(lightness, chroma, (hue * Math.PI) / 180)
}

/** After Björn Ottosson. */
function fromOklch(lightness: number, chroma: number, hue: number): Rgb {
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const gamma = (x: number) => 255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055)
  return [
    gamma(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (part: number) =>
    part <= 10.31475 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

function contrast(a: Rgb, b: Rgb): number {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05]
  return Math.max(x, y) / Math.min(x, y)
}

/** What a step looks like on the ground of its theme. */
function shades(theme: 'dark' | 'light', hue: 'growth' | 'release'): Rgb[] {
  const named = tokens(theme)
  const token = (name: string) => named.get(name) ?? ''
  const ground = rgb(token('ground'))
  const ramp = { low: parseRgb(token(`heat-${hue}-low`)), high: parseRgb(token(`heat-${hue}-high`)) }
  return Array.from({ length: HEAT_STEPS }, (_, index) => {
    const { rgb: over, alpha } = heatColour(ramp, index + 1)
    const mix = (part: 0 | 1 | 2) => over[part] * alpha + ground[part] * (1 - alpha)
    return [mix(0), mix(1), mix(2)]
  })
}

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  describe.each(['growth', 'release'] as const)('%s', (hue) => {
    test.each([
      'text',
      'text-strong',
      'code-comment',
      'code-keyword',
      'code-string',
      'code-number',
      'code-decorator',
    ])('--%s can be read on any heat', (name) => {
      const text = rgb(tokens(theme).get(name) ?? '')
      expect(Math.min(...shades(theme, hue).map((shade) => contrast(text, shade)))).toBeGreaterThanOrEqual(
        4.5,
      )
    })

    test('keeps its order in greyscale', () => {
      const greys = shades(theme, hue).map(luminance)
      const sorted = greys.toSorted((a, b) => (theme === 'dark' ? a - b : b - a))
      expect(greys).toEqual(sorted)
    })
  })
})

test('the opacity is that of the square root of the share, up to 0.6', () => {
  const ramp = { low: [0, 0, 0], high: [255, 255, 255] } as const
  expect(heatColour(ramp, HEAT_STEPS)).toEqual({ rgb: [255, 255, 255], alpha: 0.6 })
  expect(heatColour(ramp, heatStep(0.25)).alpha).toBeCloseTo(0.3)
})

test.each([
  [0, null],
  [1e-9, 'heat-growth-1'],
  [1, 'heat-growth-24'],
  [-1, 'heat-release-24'],
  [0.25, 'heat-growth-12'],
  [-7, 'heat-release-24'],
])('a line of heat %d has the class %s', (heat, expected) => {
  expect(heatClass(heat)).toBe(expected)
})
