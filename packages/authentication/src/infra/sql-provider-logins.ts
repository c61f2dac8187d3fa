import type { Instant, Xid } from '@lgc/kernel'
import { isOne } from '@lgc/sql'
import type { Kysely, Selectable } from 'kysely'
import type { ProviderLogin, ProviderLogins } from '../app/ports.ts'
import type { AuthenticationTables } from './tables.ts'

type Row = Selectable<AuthenticationTables['provider_logins']>

export function sqlProviderLogins(db: Kysely<AuthenticationTables>): ProviderLogins {
  return {
    async add(login) {
      await db
        .insertInto('provider_logins')
        .values({
          xid: login.xid,
          state_hash: login.state,
          browser_hash: login.browser,
          login_flow_xid: login.flowXid,
          created_at: login.createdAt,
          expires_at: login.expiresAt,
          used_at: null,
          subject: null,
          name: null,
          taken_at: null,
        })
        .execute()
    },

    async find(state) {
      const row = await db
        .selectFrom('provider_logins')
        .selectAll()
        .where('state_hash', '=', state)
        .executeTakeFirst()
      return row && toLogin(row)
    },

    async spend({ xid }, at) {
      const result = await db
        .updateTable('provider_logins')
        .set({ used_at: at })
        .where('xid', '=', xid)
        .where('used_at', 'is', null)
        .executeTakeFirst()
      return isOne(result)
    },

    async keepAccount({ xid }, { subject, name }) {
      await db.updateTable('provider_logins').set({ subject, name }).where('xid', '=', xid).execute()
    },

    async findOffer(xid) {
      const row = await db
        .selectFrom('provider_logins')
        .selectAll()
        .where('xid', '=', xid)
        .where('subject', 'is not', null)
        .where('taken_at', 'is', null)
        .executeTakeFirst()
      if (!row || row.subject === null) return undefined
      return { ...toLogin(row), account: { subject: row.subject, name: row.name } }
    },

    takeOffer: (xid, at) => takeOffer(db, xid, at),
  }
}

/** The account is forgotten with it: from here on the person context knows whose it is. */
async function takeOffer(db: Kysely<AuthenticationTables>, xid: Xid, at: Instant): Promise<boolean> {
  const result = await db
    .updateTable('provider_logins')
    .set({ taken_at: at, subject: null, name: null })
    .where('xid', '=', xid)
    .where('taken_at', 'is', null)
    .executeTakeFirst()
  return isOne(result)
}

function toLogin(row: Row): ProviderLogin {
  return {
    xid: row.xid,
    state: row.state_hash,
    browser: row.browser_hash,
    flowXid: row.login_flow_xid,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
