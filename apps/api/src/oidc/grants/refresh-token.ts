import type { Core } from '@lgc/composition'
import type { Grant } from './grant.ts'

/** RFC 6749, section 6; OpenID Connect Core 1.0, section 12. */
export function refreshTokenGrant({ refreshTokens }: Pick<Core, 'refreshTokens'>): Grant {
  return {
    needs: ['refresh_token'],
    perform: ({ client, parameters, dpopThumbprint, caller }) => {
      const { refresh_token: refreshToken = '', scope = null, resource: resources } = parameters
      return refreshTokens({ client, refreshToken, scope, resources, dpopThumbprint }, caller)
    },
  }
}
