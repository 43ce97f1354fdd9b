import { describe, expect, it } from 'vitest'
import { contrast, paint } from '../../../../renderer/features/output/colours.ts'
import { type AnsiColour, plainStyle, type Rgb } from '../../../../renderer/state/textStyle.ts'

/** As styles/tokens.css has them. */
const grounds = { dark: [20, 22, 26], light: [252, 253, 255] } as const satisfies Record<string, Rgb>

const colours: (AnsiColour | null)[] = [
  null,
  ...Array.from({ length: 16 }, (_, index): AnsiColour => ({ kind: 'named', index })),
  { kind: 'exact', rgb: [0, 0, 0] },
  { kind: 'exact', rgb: [255, 255, 255] },
  { kind: 'exact', rgb: [20, 20, 60] },
  { kind: 'exact', rgb: [255, 255, 0] },
]

function rgb(css: string | undefined): Rgb | undefined {
  const [red, green, blue] = (css?.match(/\d+/g) ?? []).map(Number)
  return red === undefined || green === undefined || blue === undefined ? undefined : [red, green, blue]
}

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  it('every colour can be read, on the pane and on every other', () => {
    for (const colour of colours) {
      for (const ground of colours) {
        const { color, backgroundColor } = paint({ ...plainStyle, colour, ground }, theme)
        if (color === undefined) continue
        const behind = rgb(backgroundColor) ?? grounds[theme]
        expect(contrast(rgb(color)!, behind)).toBeGreaterThanOrEqual(4.5)
      }
    }
  })

  it('text without colours keeps those of the pane', () => {
    expect(paint(plainStyle, theme)).toEqual({})
  })

  it('colours stay apart', () => {
    const painted = Array.from(
      { length: 8 },
      (_, index) => paint({ ...plainStyle, colour: { kind: 'named', index } }, theme).color,
    )
    expect(new Set(painted).size).toBe(8)
  })
})
