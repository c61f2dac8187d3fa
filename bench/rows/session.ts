import type { Figures } from '../figures.ts'
import type { Outgoing } from '../load/order.ts'
import { type Contender, compare } from '../measure.ts'
import { madeBy } from '../peers/made-by.ts'
import { askedSessions, sessionToken, spreadActivity } from '../seed/sessions.ts'
import { connections } from '../size.ts'
import type { World } from '../world.ts'
import { peerIntrospection } from './introspection.ts'

/** What a product asks at every request of its own: whether a session is good. */
export async function session(world: World): Promise<Figures> {
  const { size, filler } = world
  await spreadActivity(filler, askedSessions(size.sessions, size.sessions))
  const work = { requests: sessionChecks(world, size.sessions) }
  return compare(world, {
    row: 'session',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work },
      await peerIntrospection(world, 'oidc-provider'),
      await peerSessions(world),
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
}

async function peerSessions(world: World): Promise<Contender> {
  const server = await world.server('better-auth')
  const cookies = await madeBy(server, 'session', connections)
  const requests = cookies.map(
    (Cookie): Outgoing => ({ method: 'GET', path: '/api/auth/get-session', headers: { Cookie } }),
  )
  return { name: 'better-auth', server, work: { requests } }
}

/** The seeded sessions in no order; of many, some that lie far from one another. */
export function sessionChecks(
  { apiKeys, amounts }: Pick<World, 'apiKeys' | 'amounts'>,
  count: number,
): readonly Outgoing[] {
  return askedSessions(amounts.sessions, count).map((index) => ({
    method: 'GET',
    path: '/auth/session',
    headers: { Authorization: `Bearer ${sessionToken(index)}`, 'X-API-Key': apiKeys.service },
  }))
}
