import { type Xid, parseXid } from '@lgc/kernel'
import { isAfter, startsWith } from '@lgc/sql'
import { type ExpressionBuilder, type Kysely, type SelectQueryBuilder, sql } from 'kysely'
import type { PersonFilter } from '../app/ports.ts'
import { type LoadedPerson, selectPersons } from './sql-persons.ts'
import type { PersonTables } from './tables.ts'

export type Search = {
  readonly db: Kysely<PersonTables>
  readonly filter: PersonFilter & { readonly beginning: string }
  readonly limit: number
}
/** Where a step goes on: what it sorts by. */
export type Key = readonly [text: string, xid: string]
type Found = { readonly row: LoadedPerson; readonly key: Key }

/** So many keys of the index that a step goes by, behind a key. */
type Window = {
  /** Who is among them and was not found by an earlier step, up to the limit. */
  readonly find: () => Promise<readonly Found[]>
  /** The last of them; undefined when the index has no more. */
  readonly findEnd: () => Promise<Key | undefined>
}

/**
 * One kind of match. Only keys are read to say where a window lies, because only then both databases begin
 * in the middle of an index however far a search has come.
 */
export type SearchStep = (search: Search, after: Key | null, size: number) => Window

/** Identifiers are kept in lower case, or in upper case for company codes, so both are looked for. */
const forms = {
  upper: (beginning: string): string => beginning.toUpperCase().replace(':', '-'),
  lower: (beginning: string): string => beginning.toLowerCase(),
} as const

const nothing: Window = { find: async () => [], findEnd: async () => undefined }

/** In their order. */
export const searchSteps: readonly SearchStep[] = [
  byXid,
  /** By the index persons_by_name_display. */
  byName('name_display'),
  /** By the index persons_by_name_legal. */
  byName('name_legal'),
  byIdentifier('upper'),
  byIdentifier('lower'),
]

export function idOfRealm(
  db: Kysely<PersonTables>,
  xid: Xid,
): SelectQueryBuilder<PersonTables, 'realms', { id: number }> {
  return db.selectFrom('realms').select('id').where('xid', '=', xid)
}

function byXid({ db, filter }: Search, after: Key | null): Window {
  const xid = parseXid(filter.beginning)
  return {
    async find() {
      if (after || !xid) return []
      const rows = await selectIn(db, filter).where('persons.xid', '=', xid).execute()
      return rows.map((row) => ({ row, key: ['', row.xid] }))
    },
    findEnd: async () => undefined,
  }
}

function byName(column: 'name_display' | 'name_legal'): SearchStep {
  return ({ db, filter, limit }, after, size) => {
    let keys = db
      .selectFrom('persons')
      .where('realm_id', '=', idOfRealm(db, filter.realmXid))
      .where(startsWith(column, filter.beginning))
      .orderBy(column)
      .orderBy('xid')
    if (after) keys = keys.where(isAfter([column, 'xid'], after))
    return {
      async find() {
        let query = selectOthers(db, filter)
          .innerJoin(keys.select('id').limit(size).as('near'), 'near.id', 'persons.id')
          .orderBy(`persons.${column}`)
          .orderBy('persons.xid')
        if (column !== 'name_display') query = query.where(isNotDisplayed(filter.beginning))
        const rows = await query.limit(limit).execute()
        return rows.map((row) => ({ row, key: [row[column] ?? '', row.xid] }))
      },
      async findEnd() {
        const last = keys.select([column, 'xid']).limit(1)
        const row = await last.offset(size - 1).executeTakeFirst()
        return row && [row[column] ?? '', row.xid]
      },
    }
  }
}

/**
 * By the index identities_by_identifier, one form after the other: an index that is read in two places is
 * not read in order. A person with several identifiers that match comes with the first.
 */
function byIdentifier(form: keyof typeof forms): SearchStep {
  return ({ db, filter, limit }, after, size) => {
    const own = forms[form](filter.beginning)
    const earlier = form === 'upper' ? undefined : forms.upper(filter.beginning)
    if (own === earlier) return nothing
    let keys = db
      .selectFrom('identities')
      .where('realm_id', '=', idOfRealm(db, filter.realmXid))
      .where(startsWith('identifier', own))
      .orderBy('identifier')
      .orderBy('xid')
    if (after) keys = keys.where(isAfter(['identifier', 'xid'], after))
    return {
      async find() {
        const rows = await selectOthers(db, filter)
          .innerJoin('identities', 'identities.person_id', 'persons.id')
          .innerJoin(keys.select('id').limit(size).as('near'), 'near.id', 'identities.id')
          .select(['identities.identifier', 'identities.xid as identity_xid'])
          .where(isNotDisplayed(filter.beginning))
          .where((eb) =>
            eb.or([
              eb('persons.name_legal', 'is', null),
              eb.not(startsWith('persons.name_legal', filter.beginning)),
            ]),
          )
          .where(({ not, exists }) => not(exists(earlierOfSame(db, own, earlier))))
          .orderBy('identities.identifier')
          .orderBy('identities.xid')
          .limit(limit)
          .execute()
        return rows.map((row) => ({ row, key: [row.identifier, row.identity_xid] }))
      },
      async findEnd() {
        const last = keys.select(['identifier', 'xid']).limit(1)
        const row = await last.offset(size - 1).executeTakeFirst()
        return row && [row.identifier, row.xid]
      },
    }
  }
}

/** Another identity of the person that matches and comes before: in this form, or in the one before it. */
function earlierOfSame(db: Kysely<PersonTables>, own: string, earlier: string | undefined) {
  return db
    .selectFrom('identities as other')
    .select('other.id')
    .whereRef('other.person_id', '=', sql.ref<number>('identities.person_id'))
    .where(({ eb, and, or }) => {
      const [identifier, xid] = [sql.ref<string>('identities.identifier'), sql.ref<Xid>('identities.xid')]
      const isBefore = or([
        eb(sql.ref<string>('other.identifier'), '<', identifier),
        and([eb(sql.ref<string>('other.identifier'), '=', identifier), eb('other.xid', '<', xid)]),
      ])
      const isEarlier = and([startsWith('other.identifier', own), isBefore])
      return earlier === undefined ? isEarlier : or([isEarlier, startsWith('other.identifier', earlier)])
    })
}

function isNotDisplayed(beginning: string) {
  return ({ not }: ExpressionBuilder<PersonTables, 'persons'>) =>
    not(startsWith('persons.name_display', beginning))
}

function selectIn(db: Kysely<PersonTables>, { realmXid, status }: PersonFilter) {
  const query = selectPersons(db).where('realms.xid', '=', realmXid)
  return status ? query.where('persons.status', '=', status) : query
}

/** Without the person whom the first step finds. */
function selectOthers(db: Kysely<PersonTables>, filter: Search['filter']) {
  const xid = parseXid(filter.beginning)
  const query = selectIn(db, filter)
  return xid ? query.where('persons.xid', '<>', xid) : query
}
