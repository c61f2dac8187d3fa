import { type Row, times } from '../measure.ts'
import { madeName } from '../seed/names.ts'
import type { BenchWorld } from '../world.ts'

const pageSize = 50

/** What an operator types: how a name begins, or how an identifier does. */
export async function personSearch(
  { core, database: { db }, size }: BenchWorld,
  by: 'name' | 'identifier',
): Promise<Row> {
  const realm = await core.queries.realms.find('default')
  if (!realm) throw new Error('the default realm is missing')
  const rounds = Math.ceil(size.requests / 20)
  let turn = 0
  const nextBeginning = (): string => {
    const { display, address } = madeName((turn++ * 7919) % size.persons)
    return by === 'name' ? display.slice(0, display.indexOf(' ') + 2) : address.slice(0, 9)
  }
  const search = async (): Promise<void> => {
    const filter = { realmXid: realm.xid, beginning: nextBeginning(), status: null }
    const page = await core.queries.searchPersons(filter, { limit: pageSize, after: null })
    if (page.items.length === 0) throw new Error(`nobody begins with ${filter.beginning}`)
  }
  const readOne = (): Promise<unknown> =>
    db
      .selectFrom('persons')
      .selectAll()
      .where('id', '=', (((turn++ * 7919) % size.persons) + 1) as never)
      .execute()
  return {
    name: by === 'name' ? 'search by name' : 'search by identifier',
    limitIs: 'one row by primary key',
    subject: times(rounds, 1, search),
    limit: times(rounds, 1, readOne),
  }
}
