import type { RegisteredClient } from '../../domain/registered-client.ts'
import { effectiveScopes } from '../../domain/scopes.ts'
import { offlineScope } from '../../domain/tokens/refresh-token.ts'

export type ProtocolRefusal = 'grant_type_not_allowed' | 'dpop_proof_required'

/** What a client is held to whichever grant it comes with. */
export function protocolRefusal(
  { oauth }: RegisteredClient,
  grantType: string,
  dpopThumbprint: string | null,
): ProtocolRefusal | undefined {
  if (!oauth.grantTypes.includes(grantType)) return 'grant_type_not_allowed'
  return oauth.dpopBoundAccessTokens && dpopThumbprint === null ? 'dpop_proof_required' : undefined
}

/** What was granted, less what the client may no longer have and what the person took back. */
export function scopesLeft(
  granted: readonly string[],
  client: RegisteredClient,
  consented: readonly string[],
): readonly string[] {
  const left = effectiveScopes(granted, client.allowedScopes, consented)
  // Offline access means nothing to a client that never refreshes (OpenID Connect Core 1.0, section 11).
  const isRefreshing = client.oauth.grantTypes.includes('refresh_token')
  return left.filter((scope) => scope !== offlineScope || isRefreshing)
}
