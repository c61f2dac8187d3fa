import { hash } from 'node:crypto'
import type { HttpContext } from './exchange.ts'

/** Answers what everybody may read and keep for a while; not again to somebody who has it already (RFC 9110, 13.1.2). */
export function cacheableJson(c: HttpContext, value: unknown, lifetimeInSeconds: number): Response {
  const body = JSON.stringify(value)
  const tag = `"${hash('sha256', body, 'base64url')}"`
  c.header('Cache-Control', `public, max-age=${lifetimeInSeconds}`)
  c.header('ETag', tag)
  c.header('Access-Control-Allow-Origin', '*')
  const known = (c.req.header('if-none-match') ?? '')
    .split(',')
    .map((item) => item.trim().replace(/^W\//, ''))
  if (known.includes(tag) || known.includes('*')) return c.body(null, 304)
  return c.body(body, 200, { 'Content-Type': 'application/json; charset=utf-8' })
}

/** What the document of an endpoint says of such an answer. */
export const cacheHeaders = {
  'Cache-Control': 'public, max-age=300',
  ETag: '"m0z5WgUMfwK9m3RZ0MlJUtDfIf0qfXYYfyQWQkqcrBQ"',
  'Access-Control-Allow-Origin': '*',
} as const

export const unchanged = { 304: { description: 'As the caller knows it already' } } as const
