import { z } from 'zod'
import { minimumKeyLength } from './production-config.ts'
import type { Settings } from './settings.ts'

export const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((number) => number >= min && number <= max, `must be between ${min} and ${max}`)
export const onOff = z
  .enum(['on', 'off', '1', '0', 'true', 'false'], 'must be on or off')
  .transform((text) => ['on', '1', 'true'].includes(text))
export const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )

export const namedSecrets = (fallback: string) =>
  z
    .string()
    .default(fallback)
    .transform(parseKeys)
    .refine((keys) => keys.length > 0, 'must be kid:secret, several separated by commas')
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'must not name a kid twice')
    .refine(
      (keys) => keys.every(({ secret }) => secret.length >= minimumKeyLength.anywhere),
      `must have secrets of at least ${minimumKeyLength.anywhere} characters`,
    )

export const origin = z
  .string()
  .refine(isOrigin, 'must be an origin such as https://login.example.com, without a path')

function parseKeys(text: string): Settings['verificationKeys'] {
  const keys = text.split(',').map((pair) => /^\s*([A-Za-z0-9_-]{1,32}):(\S+)\s*$/.exec(pair))
  if (keys.some((match) => match === null)) return []
  return keys.map((match) => ({ kid: match?.[1] ?? '', secret: match?.[2] ?? '' }))
}

export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text)
}
