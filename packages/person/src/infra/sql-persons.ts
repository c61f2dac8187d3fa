import type { Xid } from '@lgc/kernel'
import { isOne } from '@lgc/sql'
import type { Kysely, SelectQueryBuilder, Selectable } from 'kysely'
import type { Persons } from '../app/ports.ts'
import type { Person } from '../domain/person.ts'
import type { PersonTables } from './tables.ts'

export function sqlPersons(db: Kysely<PersonTables>): Persons {
  return {
    async add(person) {
      const row = {
        xid: person.xid,
        realm_id: db.selectFrom('realms').select('id').where('xid', '=', person.realmXid) as never,
        name_display: person.nameDisplay,
        name_legal: person.nameLegal,
        status: person.status,
        suspended_at: null,
        suspended_reason: null,
        created_at: person.createdAt,
        updated_at: person.updatedAt,
      }
      await db.insertInto('persons').values(row).execute()
    },

    async find(xid) {
      const row = await selectPersons(db).where('persons.xid', '=', xid).executeTakeFirst()
      return row && personFrom(row)
    },

    async remove(xid) {
      return isOne(await db.deleteFrom('persons').where('xid', '=', xid).executeTakeFirst())
    },

    async saveNames(xid, { nameDisplay, nameLegal }, at) {
      const names = { name_display: nameDisplay, name_legal: nameLegal, updated_at: at }
      await db.updateTable('persons').set(names).where('xid', '=', xid).execute()
    },

    async saveStatus(xid, status, reason, at) {
      const isSuspended = status === 'suspended'
      const result = await db
        .updateTable('persons')
        .set({
          status,
          suspended_at: isSuspended ? at : null,
          suspended_reason: isSuspended ? reason : null,
          updated_at: at,
        })
        .where('xid', '=', xid)
        .where('status', '<>', status)
        .executeTakeFirst()
      return isOne(result)
    },
  }
}

export type LoadedPerson = Pick<
  Selectable<PersonTables['persons']>,
  'xid' | 'name_display' | 'name_legal' | 'status' | 'created_at' | 'updated_at'
> & { realm_xid: Xid }

export function selectPersons(
  db: Kysely<PersonTables>,
): SelectQueryBuilder<PersonTables, 'persons' | 'realms', LoadedPerson> {
  return db
    .selectFrom('persons')
    .innerJoin('realms', 'realms.id', 'persons.realm_id')
    .select([
      'persons.xid',
      'realms.xid as realm_xid',
      'persons.name_display',
      'persons.name_legal',
      'persons.status',
      'persons.created_at',
      'persons.updated_at',
    ])
}

export function personFrom(row: LoadedPerson): Person {
  return {
    xid: row.xid,
    realmXid: row.realm_xid,
    nameDisplay: row.name_display,
    nameLegal: row.name_legal,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
