import type { Xid } from '@lgc/kernel'
import { mergedLookups, unlessTaken } from '@lgc/sql'
import type { Insertable, Kysely, Selectable, Updateable } from 'kysely'
import type { Identities, PasswordHash } from '../app/ports.ts'
import type { ParsedIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import { credentialVersion } from './credential-version.ts'
import type { PersonTables } from './tables.ts'

type Row = PersonTables['identities']

const columns = [
  'identities.xid',
  'identities.type',
  'identities.identifier',
  'identities.challenge',
  'identities.is_primary',
  'identities.verified_at',
  'identities.last_used_at',
  'identities.created_at',
  'persons.xid as person_xid',
  'clients.client_id as provisioner',
] as const

type Loaded = Pick<
  Selectable<Row>,
  'xid' | 'type' | 'identifier' | 'challenge' | 'is_primary' | 'verified_at' | 'last_used_at' | 'created_at'
> & { person_xid: Xid; provisioner: string | null }

export function sqlIdentities(db: Kysely<PersonTables>): Identities {
  const update = async (xid: Xid, change: Updateable<Row>): Promise<void> => {
    await db.updateTable('identities').set(change).where('xid', '=', xid).execute()
  }

  return {
    add: (identity, realmXid, hash) => unlessTaken(insert(db, identity, realmXid, hash).execute()),

    async find(xid) {
      const row = await selectIdentities(db).where('identities.xid', '=', xid).executeTakeFirst()
      return row && toIdentity(row)
    },

    listOf: (personXid) => identitiesOf(db, personXid),

    /** By the unique key identities_identifier. */
    async findByIdentifier(realmXid, { type, identifier }) {
      const row = await selectIdentities(db)
        .innerJoin('realms', 'realms.id', 'identities.realm_id')
        .where('realms.xid', '=', realmXid)
        .where('identities.type', '=', type)
        .where('identities.identifier', '=', identifier)
        .executeTakeFirst()
      return row && toIdentity(row)
    },

    listByIdentifiers: (realmXid, named) => identitiesNamed(db, realmXid, named),

    /** By the unique key identities_identifier. */
    async findCredential(realmXid, { type, identifier }) {
      const row = await db
        .selectFrom('identities')
        .innerJoin('persons', 'persons.id', 'identities.person_id')
        .innerJoin('realms', 'realms.id', 'identities.realm_id')
        .select(['identities.xid', 'identities.challenge', 'persons.xid as person_xid', 'persons.status'])
        .where('realms.xid', '=', realmXid)
        .where('identities.type', '=', type)
        .where('identities.identifier', '=', identifier)
        .executeTakeFirst()
      if (!row) return undefined
      const { xid: identityXid, person_xid: personXid, status, challenge: hash } = row
      return { identityXid, personXid, status, hash, version: credentialVersion(hash, identifier) }
    },

    saveIdentifier: ({ xid, identifier, verifiedAt }, at) =>
      unlessTaken(update(xid, { identifier, verified_at: verifiedAt, updated_at: at })),

    saveHash: (xid, hash, at) => update(xid, { challenge: hash, challenge_updated_at: at, updated_at: at }),

    dropHash: (xid, at) => update(xid, { challenge: null, challenge_updated_at: at, updated_at: at }),

    async replaceHash(xid, old, hash) {
      await db
        .updateTable('identities')
        .set({ challenge: hash })
        .where('xid', '=', xid)
        .where('challenge', '=', old)
        .execute()
    },

    noteUse: (xid, at) => update(xid, { last_used_at: at }),

    noteVerification: (xid, at) => update(xid, { verified_at: at, updated_at: at }),
  }
}

function insert(db: Kysely<PersonTables>, identity: Identity, realmXid: Xid, hash: PasswordHash | null) {
  const { personXid, provisionedByClientId: provisioner } = identity
  const clientId =
    provisioner === null ? null : db.selectFrom('clients').select('id').where('client_id', '=', provisioner)
  return db.insertInto('identities').values({
    ...toRow(identity, hash),
    realm_id: realmIdOf(db, realmXid) as never,
    person_id: db.selectFrom('persons').select('id').where('xid', '=', personXid) as never,
    provisioned_by_client_id: clientId as never,
  })
}

/** By the unique key identities_identifier, one statement for each type. */
async function identitiesNamed(
  db: Kysely<PersonTables>,
  realmXid: Xid,
  named: readonly ParsedIdentifier[],
): Promise<readonly Identity[]> {
  const found: Identity[] = []
  for (const type of new Set(named.map((one) => one.type))) {
    const identifiers = named.filter((one) => one.type === type).map(({ identifier }) => identifier)
    const rows = await selectIdentities(db)
      .where('identities.realm_id', '=', realmIdOf(db, realmXid))
      .where('identities.type', '=', type)
      .where('identities.identifier', 'in', identifiers)
      .execute()
    found.push(...rows.map(toIdentity))
  }
  return found
}

function realmIdOf(db: Kysely<PersonTables>, realmXid: Xid) {
  return db.selectFrom('realms').select('id').where('xid', '=', realmXid)
}

/** The identities of a person, the primary one first. */
export async function identitiesOf(db: Kysely<PersonTables>, personXid: Xid): Promise<readonly Identity[]> {
  const rows = await selectIdentities(db)
    .where('persons.xid', '=', personXid)
    .orderBy('identities.is_primary', 'desc')
    .orderBy('identities.id')
    .execute()
  return rows.map(toIdentity)
}

/** The same outside of transactions, by one statement for many people at once. */
export function sqlIdentitiesLookup(
  db: Kysely<PersonTables>,
): (personXid: Xid) => Promise<readonly Identity[]> {
  const find = mergedLookups(db, {
    select: (personXids: readonly Xid[]) =>
      selectIdentities(db)
        .where('persons.xid', 'in', personXids)
        .orderBy('identities.is_primary', 'desc')
        .orderBy('identities.id'),
    keyOf: (row) => row.person_xid,
  })
  return async (personXid) => (await find(personXid)).map(toIdentity)
}

export async function identityWith(db: Kysely<PersonTables>, xid: Xid): Promise<Identity | undefined> {
  const row = await selectIdentities(db).where('identities.xid', '=', xid).executeTakeFirst()
  return row && toIdentity(row)
}

function selectIdentities(db: Kysely<PersonTables>) {
  return db
    .selectFrom('identities')
    .innerJoin('persons', 'persons.id', 'identities.person_id')
    .leftJoin('clients', 'clients.id', 'identities.provisioned_by_client_id')
    .select(columns)
}

function toIdentity(row: Loaded): Identity {
  return {
    xid: row.xid,
    personXid: row.person_xid,
    type: row.type,
    identifier: row.identifier,
    hasChallenge: row.challenge !== null,
    isPrimary: row.is_primary === 1,
    verifiedAt: row.verified_at,
    provisionedByClientId: row.provisioner,
    lastUsedAt: row.last_used_at,
    createdAt: row.created_at,
  }
}

function toRow(
  identity: Identity,
  hash: PasswordHash | null,
): Omit<Insertable<Row>, 'realm_id' | 'person_id' | 'provisioned_by_client_id'> {
  return {
    xid: identity.xid,
    type: identity.type,
    identifier: identity.identifier,
    challenge: hash,
    challenge_updated_at: hash ? identity.createdAt : null,
    is_primary: identity.isPrimary ? 1 : 0,
    verified_at: identity.verifiedAt,
    last_used_at: null,
    created_at: identity.createdAt,
    updated_at: identity.createdAt,
  }
}
