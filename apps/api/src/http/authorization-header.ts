import type { HttpContext } from './exchange.ts'

/** The token of `Authorization: Bearer` (RFC 6750, section 2.1), or null. The scheme's case does not matter. */
export function bearerToken(c: HttpContext): string | null {
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? null
}

export type BasicCredentials = { readonly clientId: string; readonly secret: string }

/**
 * Client credentials of `Authorization: Basic`. Both parts are form-encoded before they are joined (RFC 6749,
 * section 2.3.1). `undefined` when the header is of another scheme or absent, `null` when it is malformed.
 */
export function basicCredentials(c: HttpContext): BasicCredentials | null | undefined {
  const [, encoded] = /^Basic +(.*)$/i.exec(c.req.header('authorization') ?? '') ?? []
  if (encoded === undefined) return undefined
  const joined = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = joined.indexOf(':')
  if (colon < 1) return null
  try {
    return { clientId: formDecode(joined.slice(0, colon)), secret: formDecode(joined.slice(colon + 1)) }
  } catch {
    return null
  }
}

function formDecode(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}
