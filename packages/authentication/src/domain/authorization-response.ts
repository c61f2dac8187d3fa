import type { ResponseMode } from './openid/openid-terms.ts'

/**
 * Where the browser goes with the answer (RFC 6749, section 4.1.2; RFC 9207 for `iss`). The registered URI is
 * kept byte for byte, its own query included. An answer by form is posted there, so its address stays bare.
 */
export function authorizationResponse(
  redirectUri: string,
  parameters: Readonly<Record<string, string | null>>,
  mode: ResponseMode = 'query',
): string {
  if (mode === 'form_post') return redirectUri
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null)
  const query = new URLSearchParams(present).toString()
  if (mode === 'fragment') return `${redirectUri}#${query}`
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`
}
