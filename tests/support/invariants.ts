import type { Core, Tables } from '@lgc/composition'
import type { Database } from '@lgc/sql'
import { type ExpressionBuilder, type Kysely, sql } from 'kysely'

type Db = Kysely<Tables>
/** What breaks an invariant, by its xid or whatever else it is known by. */
type Breaches = (db: Db) => Promise<readonly string[]>

/**
 * What is true of the database between any two transactions, whatever was killed and whoever raced. It holds for as
 * long as nothing is so old that it was swept.
 */
const invariants: Readonly<Record<string, Breaches>> = {
  'a session without its record': (db) =>
    xids(db.selectFrom('sessions').select('sessions.xid').where(unrecorded('sessions', 'session.created'))),

  'a session of a code that was not exchanged': (db) =>
    xids(
      db
        .selectFrom('sessions')
        .select('sessions.xid')
        .where('sessions.authorization_code_xid', 'is not', null)
        .where(({ or, not, exists, selectFrom }) => {
          const code = selectFrom('authorization_codes')
            .select('authorization_codes.id')
            .whereRef('authorization_codes.xid', '=', 'sessions.authorization_code_xid')
          const exchange = selectFrom('audit_log')
            .select('audit_log.id')
            .whereRef('audit_log.target_xid', '=', 'sessions.authorization_code_xid')
            .where('audit_log.action', '=', 'authorization_code.exchanged')
          return or([exists(code.where('authorization_codes.used_at', 'is', null)), not(exists(exchange))])
        }),
    ),

  'a code that was exchanged more than once': async (db) => {
    const rows = await db
      .selectFrom('audit_log')
      .select('target_xid as xid')
      .where('action', '=', 'authorization_code.exchanged')
      .groupBy('target_xid')
      .having(({ fn }) => fn.countAll(), '>', 1)
      .execute()
    return rows.map(({ xid }) => xid)
  },

  'a code that brought more than one session': async (db) => {
    const rows = await db
      .selectFrom('sessions')
      .select('authorization_code_xid as xid')
      .where('authorization_code_xid', 'is not', null)
      .groupBy('authorization_code_xid')
      .having(({ fn }) => fn.countAll(), '>', 1)
      .execute()
    return rows.map(({ xid }) => String(xid))
  },

  'a code that was exchanged and is not spent': (db) =>
    xids(
      db
        .selectFrom('authorization_codes')
        .innerJoin('audit_log', 'audit_log.target_xid', 'authorization_codes.xid')
        .select('authorization_codes.xid')
        .where('audit_log.action', '=', 'authorization_code.exchanged')
        .where('authorization_codes.used_at', 'is', null),
    ),

  /** A code may be burned, too, and each time that is reported. */
  'codes that were spent for nothing': async (db) => {
    const spent = await xids(
      db
        .selectFrom('authorization_codes')
        .select('authorization_codes.xid')
        .where('used_at', 'is not', null)
        .where(unrecorded('authorization_codes', 'authorization_code.exchanged')),
    )
    const { refused } = await db
      .selectFrom('security_log')
      .select(({ fn }) => fn.countAll<number>().as('refused'))
      .where('event_type', '=', 'authorization_code_refused')
      .executeTakeFirstOrThrow()
    return spent.length > Number(refused) ? spent : []
  },

  /** By the xid of the session that the family belongs to. */
  'a family of refresh tokens that has not exactly one live link': (db) =>
    xids(
      db
        .selectFrom('refresh_tokens')
        .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
        .select('sessions.xid')
        .groupBy('sessions.xid')
        .having(liveLinks, '!=', 1),
    ),

  'a refresh without its record': async (db) => {
    const recorded = ({ selectFrom }: ExpressionBuilder<Tables, 'sessions'>) =>
      selectFrom('audit_log')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('audit_log.target_xid', '=', 'sessions.xid')
        .where('audit_log.action', '=', 'session.refreshed')
        .as('recorded')
    const rows = await db
      .selectFrom('refresh_tokens')
      .innerJoin('sessions', 'sessions.id', 'refresh_tokens.session_id')
      .select((eb) => ['sessions.xid', eb.fn.countAll<number>().as('links'), recorded(eb)])
      .groupBy('sessions.xid')
      .execute()
    return rows.filter((row) => Number(row.links) - 1 > Number(row.recorded)).map(({ xid }) => xid)
  },

  'a session that is alive after its end was recorded': (db) =>
    xids(
      db
        .selectFrom('sessions')
        .innerJoin('audit_log', 'audit_log.target_xid', 'sessions.xid')
        .select('sessions.xid')
        .where('audit_log.action', 'in', ['session.revoked', 'session.expired', 'session.switched']),
    ),

  'a session that outlived the login session it was ended with': async (db) => {
    const rows = await db
      .selectFrom('sessions')
      .innerJoin('audit_log', 'audit_log.target_xid', 'sessions.login_session_xid')
      .select(['sessions.xid', 'audit_log.metadata'])
      .where('audit_log.action', '=', 'session.revoked')
      .execute()
    return rows.filter(({ metadata }) => tookAllAlong(metadata)).map(({ xid }) => xid)
  },

  'a person without an identity': (db) =>
    xids(
      db
        .selectFrom('persons')
        .leftJoin('identities', 'identities.person_id', 'persons.id')
        .select('persons.xid')
        .where('identities.id', 'is', null),
    ),

  'an identity without a person': (db) =>
    xids(
      db
        .selectFrom('identities')
        .leftJoin('persons', 'persons.id', 'identities.person_id')
        .select('identities.xid')
        .where('persons.id', 'is', null),
    ),

  'a person without their record': (db) =>
    xids(
      db
        .selectFrom('persons')
        .select('persons.xid')
        .where(unrecorded('persons', 'person.created', 'person.provisioned')),
    ),

  'an identity without its record': (db) =>
    xids(
      db
        .selectFrom('identities')
        .select('identities.xid')
        .where(unrecorded('identities', 'identity.created')),
    ),

  'a grant without its record': (db) =>
    xids(
      db
        .selectFrom('person_app_grants')
        .select('person_app_grants.xid')
        .where(unrecorded('person_app_grants', 'grant.created')),
    ),

  /** The record is of the person and names the client. */
  'a consent without its record': (db) =>
    xids(
      db
        .selectFrom('consent_records')
        .innerJoin('persons', 'persons.id', 'consent_records.person_id')
        .innerJoin('clients', 'clients.id', 'consent_records.client_id')
        .select('consent_records.xid')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('audit_log')
                .select('audit_log.id')
                .whereRef('audit_log.target_xid', '=', 'persons.xid')
                .where('audit_log.action', 'like', 'consent.%')
                .where(sql<boolean>`instr(audit_log.metadata, clients.xid) > 0`),
            ),
          ),
        ),
    ),

  'a link that no message carries': async (db) => {
    const rows = await db.selectFrom('person_proofs').select(['xid', 'purpose']).execute()
    const messages = await db.selectFrom('messages').select('dedupe_id').execute()
    const carried = new Set(messages.map(({ dedupe_id }) => dedupe_id))
    return rows.filter(({ xid, purpose }) => !carried.has(`${purpose}.${xid}`)).map(({ xid }) => xid)
  },

  'a message that was sent without its record': (db) =>
    xids(
      db
        .selectFrom('messages')
        .select('messages.xid')
        .where('messages.state', '=', 'sent')
        .where(unrecorded('messages', 'message.sent')),
    ),
}

type Recorded =
  | 'sessions'
  | 'authorization_codes'
  | 'persons'
  | 'identities'
  | 'person_app_grants'
  | 'messages'

/** That no record of the kind has the row as its target. */
function unrecorded(table: Recorded, ...actions: readonly string[]) {
  const kinds = sql.join(actions.map((action) => sql.val(action)))
  return sql<boolean>`not exists (select 1 from audit_log where audit_log.target_xid = ${sql.ref(`${table}.xid`)}
    and audit_log.action in (${kinds}))`
}

const liveLinks = sql<number>`sum(case when refresh_tokens.spent_at is null then 1 else 0 end)`

/** Whether an end of a login session was to take along what it had begun. */
function tookAllAlong(metadata: string): boolean {
  const { scope, kind } = JSON.parse(metadata) as Record<string, unknown>
  return kind === 'login' && scope !== 'current'
}

async function xids(query: {
  execute(): Promise<readonly { readonly xid: string }[]>
}): Promise<readonly string[]> {
  return (await query.execute()).map(({ xid }) => xid)
}

/** Whether the file is whole, and the rows that name others find them: MySQL looks after both by itself. */
const damages = ['pragma integrity_check', 'pragma foreign_key_check'] as const

/**
 * Reads the whole database and says what is wrong with it: `a session without its record: <xid>`. The chain of
 * the audit log is verified too; whether sealing is on time is not asked. Nobody may be writing meanwhile.
 */
export async function violationsIn({
  database: { db, dialect },
  core,
}: {
  readonly database: Database<Tables>
  readonly core: Pick<Core, 'audit'>
}): Promise<readonly string[]> {
  const violations: string[] = []
  for (const [name, breaches] of Object.entries(invariants)) {
    for (const xid of await breaches(db)) violations.push(`${name}: ${xid}`)
  }
  const verification = await core.audit.sealing?.verify(null)
  for (const { kind, log, xid } of verification?.findings ?? []) {
    if (kind !== 'row_unsealed') violations.push(`the chain of the record: ${kind} ${log} ${xid}`)
  }
  for (const pragma of dialect === 'sqlite' ? damages : []) {
    const { rows } = await sql.raw<Record<string, unknown>>(pragma).execute(db)
    const wrong = rows.map((row) => JSON.stringify(row)).filter((row) => !row.endsWith('"ok"}'))
    violations.push(...wrong.map((row) => `the file: ${row}`))
  }
  return violations
}
