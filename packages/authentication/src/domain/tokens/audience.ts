import { type Result, accept, refuse } from '@lgc/kernel'

/**
 * For whom a token is to be: those that are asked for now, out of those that were granted before, or else all of
 * them (RFC 8707, section 2.2).
 */
export function chooseAudience(
  granted: readonly string[],
  wanted: readonly string[],
): Result<readonly string[], 'resource_not_granted'> {
  const areGranted = granted.length > 0 && wanted.every((resource) => granted.includes(resource))
  if (!areGranted) return refuse('resource_not_granted')
  return accept(wanted.length === 0 ? granted : [...new Set(wanted)])
}

/** What a client may still have of the resources that were granted; this service is nobody's to forbid. */
export function allowedAudience(
  granted: readonly string[],
  registered: readonly string[],
  issuer: string,
): readonly string[] {
  if (granted.length === 0) return [issuer]
  return granted.filter((resource) => resource === issuer || registered.includes(resource))
}
