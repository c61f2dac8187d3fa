import { type Result, accept, refuse } from '@lgc/kernel'

export type PkceRefusal = 'pkce_required' | 'pkce_method_unsupported'

/**
 * RFC 7636, section 4.3. A public client must send a challenge; `plain` is no protection (RFC 9700, section 2.1.1).
 * A challenge without a method would mean `plain`, so it is refused like that.
 */
export function checkChallenge(
  presented: { readonly codeChallenge: string | null; readonly codeChallengeMethod: string | null },
  isNeeded: boolean,
): Result<string | null, PkceRefusal> {
  const { codeChallenge, codeChallengeMethod } = presented
  const isMethodNeeded = codeChallenge !== null || codeChallengeMethod !== null
  if (isMethodNeeded && codeChallengeMethod !== 'S256') return refuse('pkce_method_unsupported')
  if (codeChallenge === null) return isNeeded ? refuse('pkce_required') : accept(null)
  return accept(codeChallenge)
}
