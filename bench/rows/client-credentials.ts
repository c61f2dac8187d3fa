import type { Figures } from '../figures.ts'
import { compare } from '../measure.ts'
import { seedClient } from '../seed/client.ts'
import { connections } from '../size.ts'
import type { World } from '../world.ts'
import { clientRequest, proveClientOnce } from './client-requests.ts'

/** A token for a client that acts for itself: a JWT, signed with ES256 (RFC 6749, section 4.4; RFC 9068). */
export async function clientCredentials(world: World): Promise<Figures> {
  const { clientId } = await seedClient(world.core, world.filler, 'jwt')
  await proveClientOnce(world, clientId)
  const one = clientRequest('/token', clientId, { grant_type: 'client_credentials', scope: 'notes:read' })
  const work = { requests: Array.from({ length: connections }, () => one) }
  return compare(world, {
    row: 'client-credentials',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work },
      { name: 'oidc-provider', server: await world.server('oidc-provider'), work },
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
}
