import type { Figures } from '../figures.ts'
import { dealt } from '../load/order.ts'
import { compare } from '../measure.ts'
import { askedSessions, spreadActivity } from '../seed/sessions.ts'
import { connections } from '../size.ts'
import type { World } from '../world.ts'
import { sessionChecks } from './session.ts'

/** The session check among ten million sessions, beside the same among ten thousand. */
export async function largeSessions(world: World): Promise<Figures> {
  const large = await world.large()
  const count = world.size.sessions
  for (const one of [world, large])
    await spreadActivity(one.filler, askedSessions(one.amounts.sessions, count))
  const many = sessionChecks(large, count)
  const server = await large.server('lgc')
  // Once round, because what is asked for all the time is in memory.
  const { origin } = server
  await world.generator.send([{ origin, requests: dealt(many, connections), seconds: null }])
  const figures = await compare(world, {
    row: 'large-sessions',
    contenders: [
      { name: 'few', server: await world.server('lgc'), work: { requests: sessionChecks(world, count) } },
      { name: 'lgc', server, work: { requests: many }, databasePid: large.database.pid },
    ],
  })
  const { sessions } = large.amounts
  return { ...figures, remark: `${inWords(sessions)} sessions, few are ${inWords(world.amounts.sessions)}` }
}

export function inWords(count: number): string {
  return count.toLocaleString('en')
}
