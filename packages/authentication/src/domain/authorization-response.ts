/**
 * Where the browser goes with the answer (RFC 6749, section 4.1.2; RFC 9207 for `iss`). The registered URI is
 * kept byte for byte, its own query included.
 */
export function authorizationResponse(
  redirectUri: string,
  parameters: Readonly<Record<string, string | null>>,
): string {
  const present = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null)
  const query = new URLSearchParams(present).toString()
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`
}
