import type { Figures } from '../figures.ts'
import { compare } from '../measure.ts'
import { seedTokens } from '../seed/tokens.ts'
import { benchIssuer } from '../settings.ts'
import type { World } from '../world.ts'
import { clientRequest, proveClientOnce } from './client-requests.ts'

/** What a resource asks of a token that it was given (RFC 7662). */
export async function introspection(world: World): Promise<Figures> {
  const { filler, client, size } = world
  await proveClientOnce(world)
  const belonging = { clientRow: client.row, sessions: size.sessions, audience: benchIssuer }
  const tokens = await seedTokens(filler, 'access_tokens', size.sessions, belonging)
  const requests = tokens.map((token) => clientRequest('/introspect', client.clientId, { token }))
  return compare(world, {
    row: 'introspection',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work: { requests } },
      { name: 'lgc', server: await world.server('lgc'), work: { requests } },
    ],
  })
}
