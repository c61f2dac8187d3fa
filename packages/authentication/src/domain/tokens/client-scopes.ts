import { offlineScope } from './refresh-token.ts'

/** Scopes that say something of a person, and so nothing where there is none. */
const personScopes: ReadonlySet<string> = new Set([
  'openid',
  'profile',
  'profile.legal',
  'email',
  'phone',
  'identities',
  'company_code',
  'grants',
  offlineScope,
])

/** What is left for a client that acts for itself (RFC 6749, section 4.4). */
export function scopesOfClient(allowed: readonly string[]): readonly string[] {
  return allowed.filter((scope) => !personScopes.has(scope))
}
