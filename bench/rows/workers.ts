import { readConfig } from '@lgc/composition'
import type { Figures } from '../figures.ts'
import { compare } from '../measure.ts'
import { askedSessions, spreadActivity } from '../seed/sessions.ts'
import { environmentOf, workers } from '../settings.ts'
import type { World } from '../world.ts'
import { sessionChecks } from './session.ts'

/** Two processes of the service behind one port, beside one. */
export async function twoWorkers(world: World): Promise<Figures> {
  const { database, size, filler } = world
  const config = readConfig({ ...environmentOf(database.url), ...workers })
  if ('problems' in config) {
    const remark = 'skipped: this version has no setting for workers'
    return {
      row: 'workers',
      database: database.name,
      contenders: [],
      values: {},
      generatorShare: null,
      remark,
    }
  }
  await spreadActivity(filler, askedSessions(size.sessions, size.sessions))
  const work = { requests: sessionChecks(world, size.sessions) }
  return compare(world, {
    row: 'workers',
    contenders: [
      { name: 'one worker', server: await world.server('lgc'), work },
      { name: 'lgc', server: await world.server('lgc with two workers'), work },
    ],
  })
}
