import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { brandPalette, brandStyle } from './brand-palette.ts'
import { contrast, formatColor, parseColor, type Rgb } from './contrast.ts'
import { themes } from './themes.ts'

describe('colours', () => {
  const anyColor = fc
    .integer({ min: 0, max: 0xffffff })
    .map((bits) => `#${bits.toString(16).padStart(6, '0')}`)

  it.each(['light', 'dark'] as const)('of any brand are readable in the %s theme', (theme) => {
    fc.assert(
      fc.property(anyColor, (color) => {
        const { fill, fillHover, onFill, edge, link } = brandPalette(color, theme)
        expect(ratio(onFill, fill)).toBeGreaterThanOrEqual(4.5)
        expect(ratio(onFill, fillHover)).toBeGreaterThanOrEqual(4.5)
        for (const background of [themes[theme].page, themes[theme].surface]) {
          expect(ratio(link, background)).toBeGreaterThanOrEqual(4.5)
          expect(ratio(edge, background)).toBeGreaterThanOrEqual(3)
        }
      }),
      { numRuns: 200 },
    )
  })

  it.each(['light', 'dark'] as const)('of the %s theme itself are readable', (theme) => {
    const { page, surface, text, muted, control, danger, dangerSurface, line } = themes[theme]
    for (const background of [page, surface]) {
      for (const ink of [text, muted, danger]) expect(ratio(ink, background)).toBeGreaterThanOrEqual(4.5)
      expect(ratio(control, background)).toBeGreaterThanOrEqual(3)
    }
    expect(ratio(text, dangerSurface)).toBeGreaterThanOrEqual(4.5)
    expect(ratio(text, line)).toBeGreaterThanOrEqual(4.5)
  })

  it('keep a brand colour that is already usable', () => {
    expect(brandPalette('#2b4abe', 'light').fill).toBe('#2b4abe')
    expect(formatColor([0, 10, 255])).toBe('#000aff')
  })

  it.each(['red', '#fff', '#12345g', '#123456}', '</style>'])('fall back when given %j', (color) => {
    expect(brandStyle(color)).toBe(brandStyle(null))
  })
})

function ratio(one: string, other: string): number {
  return contrast(rgb(one), rgb(other))
}

function rgb(color: string): Rgb {
  return parseColor(color) ?? [NaN, NaN, NaN]
}
