import { black, contrast, formatColor, mix, parseColor, type Rgb, white } from './contrast.ts'
import { type Theme, themes } from './themes.ts'

/**
 * A brand colour made usable. `fill` stays as near to the brand as it can, `edge` makes a button's shape
 * distinguishable, `link` is readable as text and serves for focus rings.
 */
export type BrandPalette = {
  readonly fill: string
  readonly fillHover: string
  readonly onFill: string
  readonly edge: string
  readonly link: string
}

const ownColor: Rgb = [43, 74, 190]
const readable = 4.5
const distinguishable = 3

/** Enough to tell a filled button from an outlined one; in the dark, shades lie closer together. */
const filled: Record<keyof typeof themes, number> = { light: 1.28, dark: 2 }

export function brandPalette(color: string | null, theme: keyof typeof themes): BrandPalette {
  const brand = (color === null ? undefined : parseColor(color)) ?? ownColor
  const target = theme === 'light' ? black : white
  const fill = shift(brand, target, filled[theme], themes[theme])
  const onFill = contrast(fill, white) >= readable ? white : black
  // The hover shade moves away from its label, so that it can only become more readable.
  const fillHover = mix(fill, onFill === white ? black : white, 0.14)
  const edge = shift(fill, target, distinguishable, themes[theme])
  const link = shift(brand, target, readable, themes[theme])
  return {
    fill: formatColor(fill),
    fillHover: formatColor(fillHover),
    onFill: formatColor(onFill),
    edge: formatColor(edge),
    link: formatColor(link),
  }
}

/** The style block of a page. It is built from parsed colours alone, so nothing else can get into it. */
export function brandStyle(color: string | null): string {
  const properties = (theme: keyof typeof themes): string => {
    const { fill, fillHover, onFill, edge, link } = brandPalette(color, theme)
    return `:root{--fill:${fill};--fill-hover:${fillHover};--on-fill:${onFill};--edge:${edge};--link:${link}}`
  }
  return `${properties('light')}@media (prefers-color-scheme:dark){${properties('dark')}}`
}

/** The nearest shade on the way to `target` that stands out enough from both backgrounds. */
function shift(color: Rgb, target: Rgb, minimum: number, { page, surface }: Theme): Rgb {
  const backgrounds = [page, surface].map((background) => parseColor(background) ?? target)
  const steps = Array.from({ length: 25 }, (_, step) => mix(color, target, step / 25))
  const standsOut = (shade: Rgb): boolean =>
    backgrounds.every((background) => contrast(shade, background) >= minimum)
  return steps.find(standsOut) ?? target
}
