import type { Core } from '@lgc/composition'
import type { Grant } from './grant.ts'

/** RFC 6749, section 4.1.3; OpenID Connect Core 1.0, section 3.1.3. */
export function authorizationCodeGrant({
  exchangeCodeForTokens,
}: Pick<Core, 'exchangeCodeForTokens'>): Grant {
  return {
    needs: ['code', 'redirect_uri'],
    perform: ({ client, parameters, dpopThumbprint, caller }) => {
      const { code = '', redirect_uri = '', code_verifier, resource } = parameters
      const exchange = { client, code, redirectUri: redirect_uri, codeVerifier: code_verifier ?? null }
      return exchangeCodeForTokens({ ...exchange, resources: resource, dpopThumbprint }, caller)
    },
  }
}
