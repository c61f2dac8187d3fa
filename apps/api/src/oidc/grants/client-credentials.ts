import type { Core } from '@lgc/composition'
import type { Grant } from './grant.ts'

/** RFC 6749, section 4.4. */
export function clientCredentialsGrant({ issueClientToken }: Pick<Core, 'issueClientToken'>): Grant {
  return {
    needs: [],
    perform: ({ client, parameters, dpopThumbprint, caller }) => {
      const { scope = null, resource: resources } = parameters
      return issueClientToken({ client, scope, resources, dpopThumbprint }, caller)
    },
  }
}
