import type { Figures } from '../figures.ts'
import type { Outgoing } from '../load/order.ts'
import { compare } from '../measure.ts'
import { scattered } from '../seed/numbers.ts'
import { sessionToken, spreadActivity } from '../seed/sessions.ts'
import type { World } from '../world.ts'

/** What a product asks at every request of its own: whether a session is good. */
export async function session(world: World): Promise<Figures> {
  const { size, filler } = world
  await spreadActivity(filler, size.sessions)
  const work = { requests: sessionChecks(world, size.sessions) }
  return compare(world, {
    row: 'session',
    contenders: [
      { name: 'bare', server: await world.server('bare'), work },
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
}

function sessionChecks({ apiKey, size }: Pick<World, 'apiKey' | 'size'>, count: number): readonly Outgoing[] {
  return Array.from({ length: count }, (_, index) => ({
    method: 'GET',
    path: '/auth/session',
    headers: {
      Authorization: `Bearer ${sessionToken(scattered(index, size.sessions))}`,
      'X-API-Key': apiKey,
    },
  }))
}
