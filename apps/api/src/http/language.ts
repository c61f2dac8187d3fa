import type { HttpContext } from './exchange.ts'

export type Language = 'en' | 'ja'

/** The first of our languages that the client asked for, or else that the browser names. */
export function languageOf(c: HttpContext): Language {
  const header = (c.req.header('accept-language') ?? '').toLowerCase().split(',')
  const wanted = [...c.get('wantedLanguages'), ...header]
  const known = wanted.map((tag) => tag.trim().slice(0, 2)).find((tag) => tag === 'en' || tag === 'ja')
  return known === 'ja' ? 'ja' : 'en'
}
