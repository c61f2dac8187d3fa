import { expect, it } from 'vitest'
import { readableOn } from './readable-on.ts'

it.each([
  ['#ffffff', '#000000'],
  ['#facc15', '#000000'],
  ['#0f766e', '#ffffff'],
  ['#6d28d9', '#ffffff'],
  ['#000000', '#ffffff'],
])('writes on %s in %s', (color, text) => {
  expect(readableOn(color)).toBe(text)
})
