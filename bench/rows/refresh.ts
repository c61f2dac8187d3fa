import type { Figures } from '../figures.ts'
import { type WorkOnce, compare } from '../measure.ts'
import { madeBy } from '../peers/made-by.ts'
import { seedTokens } from '../seed/tokens.ts'
import { benchIssuer } from '../settings.ts'
import type { World } from '../world.ts'
import { clientRequest, proveClientOnce } from './client-requests.ts'

/** New tokens for a refresh token, which is good once (RFC 6749, section 6). */
export async function refresh(world: World): Promise<Figures> {
  const { filler, client, size } = world
  await proveClientOnce(world)
  const belonging = { clientRow: client.row, sessions: size.sessions, audience: benchIssuer }
  const peer = await world.server('oidc-provider')
  const each = (make: (count: number) => Promise<readonly string[]>): WorkOnce => ({
    take: async (count) =>
      (await make(count)).map((refresh_token) =>
        clientRequest('/token', client.clientId, { grant_type: 'refresh_token', refresh_token }),
      ),
  })
  const work = each((count) => seedTokens(filler, 'refresh_tokens', count, belonging))
  const peerWork = each((count) => madeBy(peer, 'refresh', count))
  return compare(world, {
    row: 'refresh',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work },
      { name: 'oidc-provider', server: peer, work: peerWork },
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
}
