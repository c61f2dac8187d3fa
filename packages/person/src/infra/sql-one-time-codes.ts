import type { Instant, Xid } from '@lgc/kernel'
import { isOne, unlessTaken } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { CodeOwner, OneTimeCodes } from '../app/ports.ts'
import type { OneTimeCode } from '../domain/one-time-code.ts'
import { identityWith } from './sql-identities.ts'
import type { PersonTables } from './tables.ts'

type Row = PersonTables['otp_challenges']

/** More than the send limits let through in a day. */
const mostLookedAt = 20

/** Every guard stands in the WHERE clause: a guess is counted before it is looked at, and a code works once. */
export function sqlOneTimeCodes(db: Kysely<PersonTables>): OneTimeCodes {
  /** Those that may still be tried. */
  const updateUsable = (xid: Xid) =>
    db
      .updateTable('otp_challenges')
      .where('xid', '=', xid)
      .where('consumed_at', 'is', null)
      .where('superseded_at', 'is', null)

  return {
    /** By the unique key otp_challenges_sequence. */
    async recent(account) {
      const rows = await selectCodes(db)
        .where('account_hmac', '=', account)
        .orderBy('sequence', 'desc')
        .limit(mostLookedAt)
        .execute()
      return rows.map(toCode)
    },

    async supersede({ xid, attempts, consumedAt }, at) {
      const result = await db
        .updateTable('otp_challenges')
        .set({ superseded_at: at })
        .where('xid', '=', xid)
        .where('superseded_at', 'is', null)
        .where('attempts', '=', attempts)
        .where('consumed_at', consumedAt === null ? 'is' : '=', consumedAt)
        .executeTakeFirst()
      return isOne(result)
    },

    add: (code) => unlessTaken(db.insertInto('otp_challenges').values(toRow(db, code)).execute()),

    /** By the unique key otp_challenges_sequence. */
    async cancel(account, at) {
      await db
        .updateTable('otp_challenges')
        .set({ superseded_at: at })
        .where('account_hmac', '=', account)
        .where('superseded_at', 'is', null)
        .where('consumed_at', 'is', null)
        .execute()
    },

    async find(xid) {
      const row = await selectCodes(db).where('otp_challenges.xid', '=', xid).executeTakeFirst()
      const owner = row && (await ownerOf(db, row.identity_xid))
      return row && { code: toCode(row), owner: owner ?? null }
    },

    async takeAttempt(xid, limit, at) {
      const result = await updateUsable(xid)
        .set((eb) => ({ attempts: eb('attempts', '+', 1) }))
        .where('attempts', '<', limit)
        .where('expires_at', '>', at)
        .executeTakeFirst()
      return isOne(result)
    },

    async consume(xid, at) {
      return isOne(await updateUsable(xid).set({ consumed_at: at }).executeTakeFirst())
    },

    forgetOlder: (than, limit) => forgetOlder(db, than, limit),
  }
}

/** By the index otp_challenges_by_age. */
async function forgetOlder(db: Kysely<PersonTables>, than: Instant, limit: number): Promise<number> {
  const old = await db
    .selectFrom('otp_challenges')
    .select('xid')
    .where('created_at', '<=', than)
    .limit(limit)
    .execute()
  if (old.length === 0) return 0
  const xids = old.map(({ xid }) => xid)
  const { numDeletedRows } = await db.deleteFrom('otp_challenges').where('xid', 'in', xids).executeTakeFirst()
  return Number(numDeletedRows)
}

function selectCodes(db: Kysely<PersonTables>) {
  return db
    .selectFrom('otp_challenges')
    .leftJoin('identities', 'identities.id', 'otp_challenges.identity_id')
    .selectAll('otp_challenges')
    .select('identities.xid as identity_xid')
}

/** The same statements for nobody. */
async function ownerOf(db: Kysely<PersonTables>, identityXid: Xid | null): Promise<CodeOwner | undefined> {
  const xid = identityXid ?? nobody
  const identity = await identityWith(db, xid)
  const owner = await db
    .selectFrom('identities')
    .innerJoin('persons', 'persons.id', 'identities.person_id')
    .innerJoin('realms', 'realms.id', 'persons.realm_id')
    .select(['persons.status', 'realms.xid as realm_xid'])
    .where('identities.xid', '=', xid)
    .executeTakeFirst()
  return identity && owner && { identity, realmXid: owner.realm_xid, status: owner.status }
}

const nobody = '' as Xid

function toCode(row: Selectable<Row> & { readonly identity_xid: Xid | null }): OneTimeCode {
  return {
    xid: row.xid,
    account: row.account_hmac,
    sequence: row.sequence,
    identityXid: row.identity_xid,
    method: row.method,
    digest: row.code_hmac,
    browser: row.browser_hmac,
    attempts: row.attempts,
    attemptsSince: row.attempts_since,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    supersededAt: row.superseded_at,
    consumedAt: row.consumed_at,
  }
}

function toRow(db: Kysely<PersonTables>, code: OneTimeCode) {
  const identity = db
    .selectFrom('identities')
    .select('id')
    .where('xid', '=', code.identityXid ?? nobody)
  return {
    xid: code.xid,
    account_hmac: code.account,
    sequence: code.sequence,
    identity_id: identity as never,
    method: code.method,
    code_hmac: code.digest,
    browser_hmac: code.browser,
    attempts: code.attempts,
    attempts_since: code.attemptsSince,
    created_at: code.createdAt,
    expires_at: code.expiresAt,
    superseded_at: code.supersededAt,
    consumed_at: code.consumedAt,
  }
}
