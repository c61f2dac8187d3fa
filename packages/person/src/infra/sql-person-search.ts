import { type Page, type Position, type Xid, pageOf } from '@lgc/kernel'
import type { Kysely } from 'kysely'
import type { ListedPerson, PersonFilter, SearchPersons } from '../app/ports.ts'
import type { Person } from '../domain/person.ts'
import { type Key, type Search, type SearchStep, idOfRealm, searchSteps } from './search-steps.ts'
import { personFrom, selectPersons } from './sql-persons.ts'
import type { PersonTables } from './tables.ts'

type Hit = { readonly person: Person; readonly position: Position }

/** How many keys a page looks at in all, beyond the first few, before it ends with what it has. */
const laterWindows: readonly number[] = [500, 1500]

/** Everybody newest first; whoever matches by one kind of match after the other, each in the order of its index. */
export function sqlPersonSearch(db: Kysely<PersonTables>): SearchPersons {
  return async (filter, { limit, after }): Promise<Page<ListedPerson>> => {
    const { beginning } = filter
    const { items, next } =
      beginning === null
        ? await newest(db, filter, { limit, after })
        : await matching({ db, filter: { ...filter, beginning }, limit }, after)
    return { items: await withIdentities(db, items), next }
  }
}

/** By the index persons_by_realm, or persons_by_status, of which a page is cut before a row is read. */
async function newest(
  db: Kysely<PersonTables>,
  { realmXid, status }: PersonFilter,
  { limit, after }: { readonly limit: number; readonly after: Position | null },
): Promise<Page<Hit>> {
  let keys = db.selectFrom('persons').select('id').where('realm_id', '=', idOfRealm(db, realmXid))
  if (status) keys = keys.where('status', '=', status)
  if (after) keys = keys.where('xid', '<', (after[0] ?? '') as Xid)
  const near = keys
    .orderBy('xid', 'desc')
    .limit(limit + 1)
    .as('near')
  const rows = await selectPersons(db)
    .innerJoin(near, 'near.id', 'persons.id')
    .orderBy('persons.xid', 'desc')
    .execute()
  const hits = rows.map((row) => ({ person: personFrom(row), position: [row.xid] }))
  return pageOf(hits, limit, ({ position }) => position)
}

/**
 * One kind of match after the other; whom one finds, the ones after it leave out. What is left out is read
 * over all the same, so a page may end before it is full: none costs much more than another.
 */
async function matching(search: Search, after: Position | null): Promise<Page<Hit>> {
  const { limit } = search
  const [first = '0', text = '', xid = ''] = after ?? []
  const hits: Hit[] = []
  for (const [index, step] of searchSteps.entries()) {
    if (index < Number(first)) continue
    const begin: Key | null = after && index === Number(first) ? [text, xid] : null
    const end = await takeStep(step, { ...search, limit: limit + 1 - hits.length }, begin, (person, key) =>
      hits.push({ person, position: [String(index), ...key] }),
    )
    if (hits.length > limit) return pageOf(hits, limit, ({ position }) => position)
    if (end) return { items: hits, next: [String(index), ...end] }
  }
  return { items: hits, next: null }
}

/** Takes in what a step finds up to the limit. Where it stopped looking, if that is not its end. */
async function takeStep(
  step: SearchStep,
  search: Search,
  begin: Key | null,
  take: (person: Person, key: Key) => void,
): Promise<Key | undefined> {
  let left = search.limit
  let end: Key | undefined = begin ?? undefined
  for (const size of [search.limit, ...laterWindows]) {
    const { find, findEnd } = step({ ...search, limit: left }, end ?? null, size)
    const found = await find()
    for (const { row, key } of found) take(personFrom(row), key)
    left -= found.length
    if (left === 0) return undefined
    end = await findEnd()
    if (!end) return undefined
  }
  return end
}

async function withIdentities(
  db: Kysely<PersonTables>,
  hits: readonly Hit[],
): Promise<readonly ListedPerson[]> {
  if (hits.length === 0) return []
  const rows = await db
    .selectFrom('identities')
    .innerJoin('persons', 'persons.id', 'identities.person_id')
    .select(['persons.xid', 'identities.identifier', 'identities.is_primary'])
    .where(
      'persons.xid',
      'in',
      hits.map(({ person }) => person.xid),
    )
    .execute()
  return hits.map(({ person }) => {
    const own = rows.filter(({ xid }) => xid === person.xid)
    const primary = own.find(({ is_primary }) => is_primary === 1)
    return { person, identityCount: own.length, primaryIdentifier: primary?.identifier ?? null }
  })
}
