import { type Instant, type Xid, pageOf } from '@lgc/kernel'
import { decodeList, encodeList, isOne, writtenOnce } from '@lgc/sql'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { NoteEnded } from '../app/logout/ports.ts'
import type { ListSessions, Sessions } from '../app/ports.ts'
import type { Session } from '../domain/session.ts'
import { appSessions, endSessionsOn } from './ended-sessions.ts'
import { foreignKeys } from './foreign-keys.ts'
import { keysNear } from './keys-near.ts'
import type { AuthenticationTables } from './tables.ts'

/** The columns of `sessions` that make a session, without the keys of other tables. */
export const sessionColumns = [
  'sessions.xid',
  'sessions.token_hash',
  'sessions.scopes',
  'sessions.login_session_xid',
  'sessions.authorization_code_xid',
  'sessions.amr',
  'sessions.auth_time',
  'sessions.ip_address',
  'sessions.user_agent',
  'sessions.created_at',
  'sessions.last_active_at',
  'sessions.expires_at',
  'sessions.idle_limit_in_seconds',
  'sessions.requested_claims',
] as const

export type LoadedSession = Omit<
  Selectable<AuthenticationTables['sessions']>,
  'id' | 'person_id' | 'client_id'
> & { person_xid: Xid; client_xid: Xid | null }

/** `noteEnded` hears of every app session that is ended here. */
export function sqlSessions(db: Kysely<AuthenticationTables>, noteEnded: NoteEnded): Sessions {
  return {
    async add(session) {
      await insertSession(db, toRow(session))
    },

    async bump(sessions, at) {
      const xids = sessions.map(({ xid }) => xid)
      await db
        .updateTable('sessions')
        .set({ last_active_at: at })
        // In one order, so that two groups wait for each other's rows and not crosswise.
        .where('xid', 'in', xids.toSorted())
        .where('last_active_at', '<', at)
        .where('last_active_at', '>', sql<Instant>`${at} - idle_limit_in_seconds * 1000`)
        .where('expires_at', '>', at)
        .execute()
    },

    async renew({ xid, digest: former }, digest) {
      const result = await db
        .updateTable('sessions')
        .set({ token_hash: digest })
        .where('xid', '=', xid)
        .where('token_hash', '=', former)
        .executeTakeFirst()
      return isOne(result)
    },

    async hold(xid, at) {
      return isOne(await holdSession(db, { xid, at }))
    },

    /** By the index sessions_by_login_session. */
    begunBy: (loginSessionXid) => appSessions(db, (eb) => eb('login_session_xid', '=', loginSessionXid)),

    ...sqlSessionLookup(db),
    ...sqlSessionEndings(db, noteEnded),
  }
}

const insertSession = writtenOnce(
  (db: Kysely<AuthenticationTables>, { person_xid, client_xid, ...row }: ReturnType<typeof toRow>) => {
    const idOf = foreignKeys(db)
    const keys = { person_id: idOf.person(person_xid), client_id: idOf.client(client_xid) }
    return db.insertInto('sessions').values({ ...row, ...keys })
  },
)

const holdSession = writtenOnce(
  (db: Kysely<AuthenticationTables>, { xid, at }: { readonly xid: Xid; readonly at: Instant }) =>
    db
      .updateTable('sessions')
      .set((eb) => ({
        last_active_at: eb
          .case()
          .when('last_active_at', '<', at)
          .then(at)
          .else(eb.ref('last_active_at'))
          .end(),
      }))
      .where('xid', '=', xid),
)

export function sqlSessionLookup(db: Kysely<AuthenticationTables>): Pick<Sessions, 'find' | 'findByXid'> {
  return {
    /** By the unique key on token_hash. */
    async find(digest) {
      const row = await select(db).where('sessions.token_hash', '=', digest).executeTakeFirst()
      return row && sessionFrom(row)
    },

    async findByXid(xid) {
      const row = await select(db).where('sessions.xid', '=', xid).executeTakeFirst()
      return row && sessionFrom(row)
    },
  }
}

type Endings = Pick<
  Sessions,
  | 'end'
  | 'expire'
  | 'endOldestLogins'
  | 'endMintedFrom'
  | 'endBegunBy'
  | 'endOfPersonAtClient'
  | 'endNotBegunBy'
>

function sqlSessionEndings(db: Kysely<AuthenticationTables>, noteEnded: NoteEnded): Endings {
  const idOf = foreignKeys(db)
  const endWhere = endSessionsOn(db, noteEnded)

  return {
    end: (xid) => endWhere((eb) => eb('xid', '=', xid)),

    async expire(xid) {
      const { numDeletedRows } = await db.deleteFrom('sessions').where('xid', '=', xid).executeTakeFirst()
      return Number(numDeletedRows)
    },

    /** By the index sessions_by_person. Read first: MySQL cannot select from the table it deletes from. */
    async endOldestLogins(personXid, keep) {
      const rows = await db
        .selectFrom('sessions')
        .select('xid')
        .where('person_id', '=', idOf.person(personXid))
        .where('client_id', 'is', null)
        .orderBy('id', 'desc')
        .execute()
      const surplus = rows.slice(keep).map(({ xid }) => xid)
      return surplus.length === 0 ? 0 : endWhere((eb) => eb('xid', 'in', surplus))
    },

    /** By the index sessions_by_code. */
    endMintedFrom: (codeXid) => endWhere((eb) => eb('authorization_code_xid', '=', codeXid)),

    /** By the index sessions_by_login_session. */
    endBegunBy: (loginSessionXid) => endWhere((eb) => eb('login_session_xid', '=', loginSessionXid)),

    /** By the index sessions_by_person. */
    endOfPersonAtClient: (personXid, clientXid) =>
      endWhere((eb) =>
        eb.and([eb('person_id', '=', idOf.person(personXid)), eb('client_id', '=', idOf.client(clientXid))]),
      ),

    /** By the index sessions_by_person. */
    endNotBegunBy: (personXid, loginSessionXid) =>
      endWhere((eb) =>
        eb.and([
          eb('person_id', '=', idOf.person(personXid)),
          eb('xid', '!=', loginSessionXid),
          eb.or([eb('login_session_xid', 'is', null), eb('login_session_xid', '!=', loginSessionXid)]),
        ]),
      ),
  }
}

/** Newest first. */
export function sqlSessionList(db: Kysely<AuthenticationTables>): ListSessions {
  return async (of, page) => {
    const rows = await select(db)
      .innerJoin(keysNear(db, 'sessions', of, page), 'near.id', 'sessions.id')
      .orderBy('sessions.xid', 'desc')
      .execute()
    const listed = rows.map((row) => ({ session: sessionFrom(row), clientId: row.public_client_id }))
    return pageOf(listed, page.limit, ({ session }) => [session.xid])
  }
}

function select(db: Kysely<AuthenticationTables>) {
  return db
    .selectFrom('sessions')
    .innerJoin('persons', 'persons.id', 'sessions.person_id')
    .leftJoin('clients', 'clients.id', 'sessions.client_id')
    .select([
      ...sessionColumns,
      'persons.xid as person_xid',
      'clients.xid as client_xid',
      'clients.client_id as public_client_id',
    ])
}

function toRow(session: Session) {
  return {
    person_xid: session.personXid,
    client_xid: session.clientXid,
    xid: session.xid,
    token_hash: session.digest,
    scopes: encodeList(session.scopes),
    login_session_xid: session.loginSessionXid,
    authorization_code_xid: session.authorizationCodeXid,
    amr: encodeList(session.amr),
    auth_time: session.authTime,
    ip_address: session.address,
    user_agent: session.userAgent.slice(0, 255),
    created_at: session.createdAt,
    last_active_at: session.lastActiveAt,
    expires_at: session.expiresAt,
    idle_limit_in_seconds: session.idleLimitInSeconds,
    requested_claims: session.requestedClaims && JSON.stringify(session.requestedClaims),
  }
}

export function sessionFrom(row: LoadedSession): Session {
  return {
    xid: row.xid,
    personXid: row.person_xid,
    clientXid: row.client_xid,
    digest: row.token_hash,
    scopes: decodeList(row.scopes),
    loginSessionXid: row.login_session_xid,
    authorizationCodeXid: row.authorization_code_xid,
    amr: decodeList(row.amr),
    authTime: row.auth_time,
    address: row.ip_address,
    userAgent: row.user_agent,
    createdAt: row.created_at,
    lastActiveAt: row.last_active_at,
    expiresAt: row.expires_at,
    idleLimitInSeconds: row.idle_limit_in_seconds,
    // Written by `add` alone.
    requestedClaims:
      row.requested_claims === null ? null : (JSON.parse(row.requested_claims) as Session['requestedClaims']),
  }
}
