import type { Instant, Xid } from '@lgc/kernel'
import { decodeList, encodeList, isOne, writtenOnce } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { AuthorizationCodes } from '../app/ports.ts'
import type { AuthorizationCode } from '../domain/authorization-code.ts'
import { foreignKeys } from './foreign-keys.ts'
import type { AuthenticationTables } from './tables.ts'

type Loaded = Omit<
  Selectable<AuthenticationTables['authorization_codes']>,
  'id' | 'person_id' | 'client_id'
> & {
  person_xid: Xid
  client_xid: Xid
}

export const codeColumns = [
  'codes.xid',
  'codes.code_hash',
  'codes.scopes',
  'codes.redirect_uri',
  'codes.code_challenge',
  'codes.nonce',
  'codes.login_session_xid',
  'codes.amr',
  'codes.auth_time',
  'codes.created_at',
  'codes.expires_at',
  'codes.used_at',
  'codes.openid_terms',
  'persons.xid as person_xid',
  'clients.xid as client_xid',
] as const

export function sqlAuthorizationCodes(db: Kysely<AuthenticationTables>): AuthorizationCodes {
  return {
    async add(code) {
      await insertCode(db, toRow(code))
    },

    spend: async ({ xid }, at) => isOne(await spendCode(db, { xid, at })),

    ...sqlUnusedCodes(db),
  }
}

const insertCode = writtenOnce(
  (db: Kysely<AuthenticationTables>, { person_xid, client_xid, ...row }: ReturnType<typeof toRow>) => {
    const idOf = foreignKeys(db)
    const keys = { person_id: idOf.person(person_xid), client_id: idOf.client(client_xid) }
    return db.insertInto('authorization_codes').values({ ...row, ...keys })
  },
)

const spendCode = writtenOnce(
  (db: Kysely<AuthenticationTables>, { xid, at }: { readonly xid: Xid; readonly at: Instant }) =>
    db
      .updateTable('authorization_codes')
      .set({ used_at: at })
      .where('xid', '=', xid)
      .where('used_at', 'is', null),
)

type Unused = Pick<AuthorizationCodes, 'forgetBegunBy' | 'forgetOfPersonAtClient' | 'forgetNotBegunBy'>

function sqlUnusedCodes(db: Kysely<AuthenticationTables>): Unused {
  const idOf = foreignKeys(db)
  const unused = () => db.deleteFrom('authorization_codes').where('used_at', 'is', null)

  return {
    /** By the index codes_by_login_session. */
    async forgetBegunBy(loginSessionXid) {
      await unused().where('login_session_xid', '=', loginSessionXid).execute()
    },

    /** By the index codes_by_person; so are those below. */
    async forgetOfPersonAtClient(personXid, clientXid) {
      await unused()
        .where('person_id', '=', idOf.person(personXid))
        .where('client_id', '=', idOf.client(clientXid))
        .execute()
    },

    async forgetNotBegunBy(personXid, loginSessionXid) {
      await unused()
        .where('person_id', '=', idOf.person(personXid))
        .where(({ or, eb }) =>
          or([eb('login_session_xid', 'is', null), eb('login_session_xid', '!=', loginSessionXid)]),
        )
        .execute()
    },
  }
}

function toRow(code: AuthorizationCode) {
  return {
    person_xid: code.personXid,
    client_xid: code.clientXid,
    xid: code.xid,
    code_hash: code.digest,
    scopes: encodeList(code.scopes),
    redirect_uri: code.redirectUri,
    code_challenge: code.codeChallenge,
    nonce: code.nonce,
    login_session_xid: code.loginSessionXid,
    amr: encodeList(code.amr),
    auth_time: code.authTime,
    created_at: code.createdAt,
    expires_at: code.expiresAt,
    used_at: code.usedAt,
    openid_terms: code.openid && JSON.stringify(code.openid),
  }
}

export function codeFrom(row: Loaded): AuthorizationCode {
  return {
    xid: row.xid,
    digest: row.code_hash,
    personXid: row.person_xid,
    clientXid: row.client_xid,
    scopes: decodeList(row.scopes),
    redirectUri: row.redirect_uri,
    codeChallenge: row.code_challenge,
    nonce: row.nonce,
    loginSessionXid: row.login_session_xid,
    amr: decodeList(row.amr),
    authTime: row.auth_time,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
    // Written by `add` alone.
    openid: row.openid_terms === null ? null : (JSON.parse(row.openid_terms) as AuthorizationCode['openid']),
  }
}
