import { type Result, accept, refuse } from '@lgc/kernel'

export type RedirectUriProblem =
  | 'not_absolute'
  | 'too_long'
  | 'has_fragment'
  | 'has_wildcard'
  | 'has_userinfo'
  | 'scheme_not_allowed'
  | 'http_not_loopback'

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]'])
const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::[0-9]{1,5})?(\/.*)?$/
/** Printable ASCII without blanks, quotes, angle brackets and backslashes: nothing a browser would rewrite. */
const plain = /^[!#-;=?-[\]_a-z~]+$/

/**
 * What a client may register. The schemes that run code are refused, and so is plain http to anywhere but
 * this machine. Custom schemes of native apps must be reverse domain names (RFC 8252, section 7.1).
 */
export function checkRedirectUri(uri: string): Result<string, RedirectUriProblem> {
  if (uri.length > 2048) return refuse('too_long')
  if (!plain.test(uri) || !URL.canParse(uri)) return refuse('not_absolute')
  if (uri.includes('#')) return refuse('has_fragment')
  if (uri.includes('*')) return refuse('has_wildcard')
  const { protocol, hostname, username, password } = new URL(uri)
  if (username || password || /^[a-z+.-]+:\/\/[^/?]*@/i.test(uri)) return refuse('has_userinfo')
  if (protocol === 'https:') return accept(uri)
  if (protocol === 'http:') return loopbackHosts.has(hostname) ? accept(uri) : refuse('http_not_loopback')
  return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(protocol) ? accept(uri) : refuse('scheme_not_allowed')
}

/**
 * Byte for byte, on the raw strings: a URL parser would rewrite case, ports and dots. Only a public
 * client may vary the port, and only of a loopback IP address (RFC 8252, section 7.3).
 */
export function matchesRedirectUri(
  registered: readonly string[],
  presented: string,
  isPublic: boolean,
): boolean {
  if (registered.includes(presented)) return true
  const wanted = isPublic && withoutPort(presented)
  return Boolean(wanted) && registered.some((uri) => withoutPort(uri) === wanted)
}

function withoutPort(uri: string): string | undefined {
  const match = loopback.exec(uri)
  return match ? `${match[1]}${match[2] ?? ''}` : undefined
}
