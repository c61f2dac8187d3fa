import { type Page, type Position, type Xid, pageOf, parseXid } from '@lgc/kernel'
import { isAfter, startsWith } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { ListedPerson, PersonFilter, SearchPersons } from '../app/ports.ts'
import type { Person } from '../domain/person.ts'
import { type LoadedPerson, personFrom, selectPersons } from './sql-persons.ts'
import type { PersonTables } from './tables.ts'

type Hit = { readonly person: Person; readonly position: Position }
type Search = PersonFilter & { readonly beginning: string; readonly limit: number }
type Key = readonly [text: string, xid: string]
type Step = (db: Kysely<PersonTables>, search: Search, after: Key | null) => Promise<readonly Found[]>
type Found = { readonly row: LoadedPerson; readonly key: Key }

/** Everybody newest first; whoever matches by one kind of match after the other, each in the order of its index. */
export function sqlPersonSearch(db: Kysely<PersonTables>): SearchPersons {
  return async (filter, { limit, after }): Promise<Page<ListedPerson>> => {
    const { beginning } = filter
    const hits =
      beginning === null
        ? await newest(db, filter, { limit: limit + 1, after })
        : await matching(db, { ...filter, beginning, limit: limit + 1 }, after)
    const { items, next } = pageOf(hits, limit, ({ position }) => position)
    return { items: await withIdentities(db, items), next }
  }
}

/** By the index persons_by_realm, or persons_by_status. */
async function newest(
  db: Kysely<PersonTables>,
  filter: PersonFilter,
  { limit, after }: { readonly limit: number; readonly after: Position | null },
): Promise<readonly Hit[]> {
  let query = selectIn(db, filter)
  if (after) query = query.where('persons.xid', '<', (after[0] ?? '') as Xid)
  const rows = await query.orderBy('persons.xid', 'desc').limit(limit).execute()
  return rows.map((row) => ({ person: personFrom(row), position: [row.xid] }))
}

/** The kinds of match in their order; whom one finds, the ones after it leave out. */
const steps: readonly Step[] = [byXid, byNameDisplay, byNameLegal, byIdentifier]

async function matching(
  db: Kysely<PersonTables>,
  search: Search,
  after: Position | null,
): Promise<readonly Hit[]> {
  const [first = '0', text = '', xid = ''] = after ?? []
  const hits: Hit[] = []
  for (const [index, step] of steps.entries()) {
    const limit = search.limit - hits.length
    if (index < Number(first) || limit === 0) continue
    const begin: Key | null = after && index === Number(first) ? [text, xid] : null
    for (const { row, key } of await step(db, { ...search, limit }, begin)) {
      hits.push({ person: personFrom(row), position: [String(index), ...key] })
    }
  }
  return hits
}

async function byXid(db: Kysely<PersonTables>, search: Search, after: Key | null): Promise<readonly Found[]> {
  const xid = parseXid(search.beginning)
  if (after || !xid) return []
  const rows = await selectIn(db, search).where('persons.xid', '=', xid).execute()
  return rows.map((row) => ({ row, key: ['', row.xid] }))
}

/** By the index persons_by_name_display. */
async function byNameDisplay(
  db: Kysely<PersonTables>,
  search: Search,
  after: Key | null,
): Promise<readonly Found[]> {
  let query = selectOthers(db, search).where(startsWith('persons.name_display', search.beginning))
  if (after) query = query.where(isAfter(['persons.name_display', 'persons.xid'], after))
  const rows = await query
    .orderBy('persons.name_display')
    .orderBy('persons.xid')
    .limit(search.limit)
    .execute()
  return rows.map((row) => ({ row, key: [row.name_display, row.xid] }))
}

/** By the index persons_by_name_legal. */
async function byNameLegal(
  db: Kysely<PersonTables>,
  search: Search,
  after: Key | null,
): Promise<readonly Found[]> {
  let query = selectOthers(db, search)
    .where(startsWith('persons.name_legal', search.beginning))
    .where(({ not }) => not(startsWith('persons.name_display', search.beginning)))
  if (after) query = query.where(isAfter(['persons.name_legal', 'persons.xid'], after))
  const rows = await query.orderBy('persons.name_legal').orderBy('persons.xid').limit(search.limit).execute()
  return rows.map((row) => ({ row, key: [row.name_legal ?? '', row.xid] }))
}

/**
 * By the index identities_by_identifier. Identifiers are kept in lower case, or in upper case for company
 * codes, so both are looked for. A person with several that match comes with the first.
 */
async function byIdentifier(
  db: Kysely<PersonTables>,
  search: Search,
  after: Key | null,
): Promise<readonly Found[]> {
  const { beginning } = search
  const forms = [...new Set([beginning.toLowerCase(), beginning.toUpperCase().replace(':', '-')])]
  let query = selectOthers(db, search)
    .innerJoin('identities', (join) =>
      join
        .onRef('identities.person_id', '=', 'persons.id')
        .onRef('identities.realm_id', '=', 'persons.realm_id'),
    )
    .select(['identities.identifier', 'identities.xid as identity_xid'])
    .where((eb) => eb.or(forms.map((form) => startsWith('identities.identifier', form))))
    .where(({ not }) => not(startsWith('persons.name_display', beginning)))
    .where((eb) =>
      eb.or([eb('persons.name_legal', 'is', null), eb.not(startsWith('persons.name_legal', beginning))]),
    )
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('identities as other')
            .select('other.id')
            .whereRef('other.person_id', '=', 'identities.person_id')
            .where((eb) => eb.or(forms.map((form) => startsWith('other.identifier', form))))
            .where((eb) =>
              eb.or([
                eb('other.identifier', '<', eb.ref('identities.identifier')),
                eb.and([
                  eb('other.identifier', '=', eb.ref('identities.identifier')),
                  eb('other.xid', '<', eb.ref('identities.xid')),
                ]),
              ]),
            ),
        ),
      ),
    )
  if (after) query = query.where(isAfter(['identities.identifier', 'identities.xid'], after))
  const rows = await query
    .orderBy('identities.identifier')
    .orderBy('identities.xid')
    .limit(search.limit)
    .execute()
  return rows.map((row) => ({ row, key: [row.identifier, row.identity_xid] }))
}

function selectIn(db: Kysely<PersonTables>, { realmXid, status }: PersonFilter) {
  const query = selectPersons(db).where('realms.xid', '=', realmXid)
  return status ? query.where('persons.status', '=', status) : query
}

/** Without the person whom the first step finds. */
function selectOthers(db: Kysely<PersonTables>, search: Search) {
  const xid = parseXid(search.beginning)
  const query = selectIn(db, search)
  return xid ? query.where('persons.xid', '<>', xid) : query
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
