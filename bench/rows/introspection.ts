import type { Figures } from '../figures.ts'
import { type Contender, compare } from '../measure.ts'
import { madeBy } from '../peers/made-by.ts'
import { seedTokens } from '../seed/tokens.ts'
import type { ServerName } from '../servers.ts'
import { benchIssuer } from '../settings.ts'
import type { World } from '../world.ts'
import { clientRequest, proveClientOnce } from './client-requests.ts'

/** What a resource asks of a token that it was given (RFC 7662). */
export async function introspection(world: World): Promise<Figures> {
  await proveClientOnce(world)
  const requests = (await accessTokens(world)).map((token) =>
    clientRequest('/introspect', world.client.clientId, { token }),
  )
  return compare(world, {
    row: 'introspection',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work: { requests } },
      await peerIntrospection(world, 'oidc-provider in memory'),
      await peerIntrospection(world, 'oidc-provider'),
      { name: 'lgc', server: await world.server('lgc'), work: { requests } },
    ],
  })
}

/** One for each of the seeded sessions. */
export function accessTokens({ filler, client, size }: World): Promise<readonly string[]> {
  const belonging = { clientRow: client.row, sessions: size.sessions, audience: benchIssuer }
  return seedTokens(filler, 'access_tokens', size.sessions, belonging)
}

export async function peerIntrospection(world: World, name: ServerName): Promise<Contender> {
  const server = await world.server(name)
  const tokens = await madeBy(server, 'access', world.size.peerRows)
  const requests = tokens.map((token) => clientRequest('/introspect', world.client.clientId, { token }))
  return { name, server, work: { requests } }
}
