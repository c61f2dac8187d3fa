import { type Brand, type Result, accept, refuse } from '@lgc/kernel'

/** A well-formed, non-empty list of different scopes, in the order in which they were asked for. */
export type Scopes = Brand<readonly string[], 'Scopes'>

const form = /^[a-z][a-z0-9_.:-]{0,63}$/
const maxScopes = 32
/** 32 scopes of 64 characters and the blanks between them. */
const longestText = 2079

/** Blank-delimited as in RFC 6749, section 3.3, or a list. */
export function parseScopes(presented: string | readonly string[]): Result<Scopes, 'scope_invalid'> {
  if (typeof presented === 'string' && presented.length > longestText) return refuse('scope_invalid')
  const scopes = typeof presented === 'string' ? presented.split(' ') : presented
  const isList = scopes.length > 0 && scopes.length <= maxScopes && new Set(scopes).size === scopes.length
  if (!isList || !scopes.every((scope) => form.test(scope))) return refuse('scope_invalid')
  return accept(scopes as readonly string[] as Scopes)
}

export function missingFrom(available: readonly string[], wanted: readonly string[]): readonly string[] {
  return wanted.filter((scope) => !available.includes(scope))
}

export function covers(available: readonly string[], wanted: readonly string[]): boolean {
  return missingFrom(available, wanted).length === 0
}

export function union(some: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])]
}

/** What is left of a session's scopes when the client's ceiling or the consent was lowered since. */
export function effectiveScopes(
  granted: readonly string[],
  allowed: readonly string[],
  consented: readonly string[],
): readonly string[] {
  return granted.filter((scope) => allowed.includes(scope) && consented.includes(scope))
}
