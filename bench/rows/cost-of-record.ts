import type { Figures } from '../figures.ts'
import type { RowName } from '../goals.ts'
import { type Work, compare } from '../measure.ts'
import { askedSessions, spreadActivity } from '../seed/sessions.ts'
import type { World } from '../world.ts'
import { proveClientOnce } from './client-requests.ts'
import { codeExchanges } from './code-exchange.ts'
import { sessionChecks } from './session.ts'

/** What the request log and the audit cost a session check. */
export async function costToSession(world: World): Promise<Figures> {
  const { size, filler } = world
  await spreadActivity(filler, askedSessions(size.sessions, size.sessions))
  return cost(world, 'cost-of-record-session', { requests: sessionChecks(world, size.sessions) })
}

/** What they cost a code exchange. */
export async function costToExchange(world: World): Promise<Figures> {
  for (const name of ['lgc', 'lgc without record'] as const) await proveClientOnce(world, undefined, name)
  return cost(world, 'cost-of-record-exchange', codeExchanges(world))
}

async function cost(world: World, row: RowName, work: Work): Promise<Figures> {
  const figures = await compare(world, {
    row,
    contenders: [
      { name: 'without record', server: await world.server('lgc without record'), work },
      { name: 'lgc', server: await world.server('lgc'), work },
    ],
  })
  const ratio = figures.values['× without record'] ?? Number.NaN
  const [without, whole] = figures.contenders.map(({ cpu, databaseCpu }) => cpu + (databaseCpu ?? 0))
  const more = ((whole ?? Number.NaN) / (without ?? Number.NaN) - 1) * 100
  return { ...figures, values: { ...figures.values, 'cost %': (1 - ratio) * 100, 'more CPU %': more } }
}
