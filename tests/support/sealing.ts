import type { Sealing, Tables } from '@lgc/composition'
import type { Caller, Trail } from '@lgc/kernel'
import { type Guard, appendOnlyGuards } from '@lgc/sql'
import { type Insertable, type RawBuilder, sql } from 'kysely'
import { transactWithTrail } from '../../apps/composition/src/transact-on.ts'
import { sqlTrail } from '../../packages/audit/src/infra/index.ts'
import { type World, testCaller } from './world.ts'

type Writer = Pick<World, 'db' | 'core' | 'clock'>

type Writing = { readonly caller: Caller; readonly digestIdentifier: (identifier: string) => string }

/** Writes to the trail as a use case does, in a transaction of its own. */
export function writeTrail(
  { db, core, clock }: Writer,
  work: (trail: Trail<string, string>) => Promise<void>,
  { caller = testCaller, digestIdentifier = (text) => text }: Partial<Writing> = {},
): Promise<void> {
  const settings = { now: clock.now, newXid: core.newXid, digestIdentifier }
  return transactWithTrail(db)((_, who) => sqlTrail(who, settings))(caller, work)
}

/** So many changes, each a second after the one before. */
export async function addChanges(world: Writer, count: number, action = 'person.updated'): Promise<void> {
  for (let i = 0; i < count; i++) {
    await writeTrail(world, async ({ record }) => {
      await record({ action, target: { type: 'person', xid: world.core.newXid() }, details: { number: i } })
      if (i % 2 === 0) await record({ action, target: { type: 'client', xid: world.core.newXid() } })
    })
    world.clock.pass(1)
  }
}

/** Rows of the audit log in great number, a thousand in each statement. */
export async function addRows(
  { db, core }: Pick<World, 'db' | 'core'>,
  count: number,
  differing: (index: number) => Partial<Insertable<Tables['audit_log']>>,
): Promise<void> {
  for (let start = 0; start < count; start += 1000) {
    const rows = Array.from({ length: Math.min(1000, count - start) }, (_, index) => ({
      xid: core.newXid(),
      target_type: 'person',
      target_xid: core.newXid(),
      action: 'person.updated',
      agent_type: 'person',
      agent_xid: core.newXid(),
      request_id: core.newXid(),
      ip_address: '203.0.113.9',
      user_agent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36',
      metadata: '{"changed":["name_display"]}',
      created_at: start + index,
      ...differing(start + index),
    }))
    await db.insertInto('audit_log').values(rows).execute()
  }
}

export function sealingOf({ core }: Pick<World, 'core'>): Sealing {
  if (!core.audit.sealing) throw new Error('there is no key')
  return core.audit.sealing
}

const guarded = ['audit_log', 'security_log', 'request_log', 'audit_seals', 'audit_sealed_rows'] as const

/** What somebody does who has the database and all rights: takes the guards off, and puts them back. */
export async function tamper(
  { db, database }: Pick<World, 'db' | 'database'>,
  ...statements: readonly RawBuilder<unknown>[]
): Promise<void> {
  const guards = await unguard({ db, database })
  for (const statement of statements) await statement.execute(db)
  for (const { create } of guards) await sql.raw(create).execute(db)
}

/** Takes the guards off the logs; which there were. */
export async function unguard({ db, database }: Pick<World, 'db' | 'database'>): Promise<readonly Guard[]> {
  const guards = guarded.flatMap((table) => appendOnlyGuards(database.dialect, table))
  for (const { name } of guards) await sql`drop trigger ${sql.raw(name)}`.execute(db)
  return guards
}

/** The xids of a log in the order in which it was sealed. */
export async function sealedXids(
  { db }: Pick<World, 'db'>,
  log: 'audit_log' | 'security_log' = 'audit_log',
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('audit_sealed_rows')
    .select('xid')
    .where('log', '=', log)
    .orderBy('position')
    .execute()
  return rows.map(({ xid }) => xid)
}
