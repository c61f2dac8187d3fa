import { type Xid, pageOf } from '@lgc/kernel'
import { decodeList, encodeList, isOne, unlessTaken } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { Consents, ListConsents } from '../app/ports.ts'
import type { ConsentRecord } from '../domain/consent.ts'
import { covers, union } from '../domain/scopes.ts'
import { foreignKeys } from './foreign-keys.ts'
import { keysNear } from './keys-near.ts'
import type { AuthenticationTables } from './tables.ts'

type Extension = Parameters<Consents['extend']>[0]

const attempts = 20

export function sqlConsents(db: Kysely<AuthenticationTables>): Consents {
  const idOf = foreignKeys(db)

  /** By the unique key consent_records_pair. */
  const read = (personXid: Xid, clientXid: Xid) =>
    db
      .selectFrom('consent_records')
      .select(['xid', 'scopes', 'source'])
      .where('person_id', '=', idOf.person(personXid))
      .where('client_id', '=', idOf.client(clientXid))
      .executeTakeFirst()

  const insert = async (extension: Extension): Promise<boolean> => {
    const { xid, personXid, clientXid, scopes, source = 'user', at } = extension
    const row = {
      xid,
      person_id: idOf.person(personXid),
      client_id: idOf.client(clientXid),
      scopes: encodeList(scopes),
      source,
      created_at: at,
      updated_at: at,
    }
    return unlessTaken(db.insertInto('consent_records').values(row).execute())
  }

  /** Replaces the scopes if they are still what was read. */
  const replace = async (xid: Xid, read: string, scopes: readonly string[], at: Extension['at']) =>
    isOne(
      await db
        .updateTable('consent_records')
        .set({ scopes: encodeList(scopes), updated_at: at })
        .where('xid', '=', xid)
        .where('scopes', '=', read)
        .executeTakeFirst(),
    )

  return {
    async find(personXid, clientXid) {
      const row = await read(personXid, clientXid)
      return row && { scopes: decodeList(row.scopes), source: row.source }
    },

    findByXid: (xid) => findConsent(db, xid),

    async remove(xid) {
      return isOne(await db.deleteFrom('consent_records').where('xid', '=', xid).executeTakeFirst())
    },

    async extend(extension) {
      const { personXid, clientXid, scopes, at } = extension
      for (let attempt = 0; attempt < attempts; attempt++) {
        const row = await read(personXid, clientXid)
        if (!row && (await insert(extension))) return
        if (!row) continue
        const before = decodeList(row.scopes)
        if (covers(before, scopes) || (await replace(row.xid, row.scopes, union(before, scopes), at))) return
      }
      throw new Error('A consent record kept changing while it was extended')
    },
  }
}

async function findConsent(db: Kysely<AuthenticationTables>, xid: Xid): Promise<ConsentRecord | undefined> {
  const row = await select(db).where('consent_records.xid', '=', xid).executeTakeFirst()
  return row && consentFrom(row)
}

/** Newest first. */
export function sqlConsentList(db: Kysely<AuthenticationTables>): ListConsents {
  return async (of, page) => {
    const rows = await select(db)
      .innerJoin(keysNear(db, 'consent_records', of, page), 'near.id', 'consent_records.id')
      .orderBy('consent_records.xid', 'desc')
      .execute()
    return pageOf(rows.map(consentFrom), page.limit, ({ xid }) => [xid])
  }
}

function select(db: Kysely<AuthenticationTables>) {
  return db
    .selectFrom('consent_records')
    .innerJoin('persons', 'persons.id', 'consent_records.person_id')
    .innerJoin('clients', 'clients.id', 'consent_records.client_id')
    .select([
      'consent_records.xid',
      'consent_records.scopes',
      'consent_records.source',
      'consent_records.created_at',
      'consent_records.updated_at',
      'persons.xid as person_xid',
      'clients.xid as client_xid',
      'clients.client_id as public_client_id',
    ])
}

type Loaded = Pick<
  Selectable<AuthenticationTables['consent_records']>,
  'xid' | 'scopes' | 'source' | 'created_at' | 'updated_at'
> & { person_xid: Xid; client_xid: Xid; public_client_id: string }

function consentFrom(row: Loaded): ConsentRecord {
  return {
    xid: row.xid,
    personXid: row.person_xid,
    clientXid: row.client_xid,
    clientId: row.public_client_id,
    scopes: decodeList(row.scopes),
    source: row.source,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
