import type { Figures } from '../figures.ts'
import type { Outgoing } from '../load/order.ts'
import { compare } from '../measure.ts'
import { madeBy } from '../peers/made-by.ts'
import type { World } from '../world.ts'
import { accessTokens } from './introspection.ts'

/** Who is signed in (OpenID Connect Core 1.0, section 5.3). */
export async function userinfo(world: World): Promise<Figures> {
  const requests = (await accessTokens(world)).map(userinfoRequest)
  const peer = await world.server('oidc-provider')
  const peerTokens = await madeBy(peer, 'access', world.size.peerRows)
  return compare(world, {
    row: 'userinfo',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work: { requests } },
      { name: 'oidc-provider', server: peer, work: { requests: peerTokens.map(userinfoRequest) } },
      { name: 'lgc', server: await world.server('lgc'), work: { requests } },
    ],
  })
}

function userinfoRequest(token: string): Outgoing {
  return { method: 'GET', path: '/userinfo', headers: { Authorization: `Bearer ${token}` } }
}
