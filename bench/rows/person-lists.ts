import type { Figures } from '../figures.ts'
import type { RowName } from '../goals.ts'
import type { Outgoing } from '../load/order.ts'
import { compare } from '../measure.ts'
import { madeName } from '../seed/names.ts'
import { scattered } from '../seed/numbers.ts'
import type { World } from '../world.ts'
import { inWords } from './large-sessions.ts'

const pageSize = 20
const asked = 200
const atOnce = 4

/** The first page of everybody, as an operator opens it. */
export function personList(world: World): Promise<Figures> {
  return listing(world, 'person-list', () => '')
}

/** How a name begins. */
export function searchByName(world: World): Promise<Figures> {
  return listing(world, 'search-by-name', (index) => {
    const { display } = madeName(index)
    return display.slice(0, display.indexOf(' ') + 2)
  })
}

/** How an e-mail address begins. */
export function searchByIdentifier(world: World): Promise<Figures> {
  return listing(world, 'search-by-identifier', (index) => madeName(index).address.slice(0, 9))
}

async function listing(world: World, row: RowName, typed: (index: number) => string): Promise<Figures> {
  const large = await world.large()
  const requestsOn = ({ amounts, apiKeys }: World): readonly Outgoing[] =>
    Array.from({ length: asked }, (_, index) => {
      const q = typed(scattered(index, Math.min(amounts.persons, world.amounts.persons)))
      const query = new URLSearchParams({ limit: String(pageSize), ...(q === '' ? {} : { q }) })
      const path = `/admin/persons?${query.toString()}`
      return { method: 'GET', path, headers: { 'X-API-Key': apiKeys.admin } }
    })
  const figures = await compare(world, {
    row,
    atOnce,
    seconds: Math.max(1, world.size.seconds),
    contenders: [
      { name: 'few', server: await world.server('lgc'), work: { requests: requestsOn(world) } },
      {
        name: 'lgc',
        server: await large.server('lgc'),
        work: { requests: requestsOn(large) },
        databasePid: large.database.pid,
      },
    ],
  })
  const [few, many] = [world.amounts.persons, large.amounts.persons].map(inWords)
  return { ...figures, remark: `${many} persons, few are ${few}` }
}
