import type { Clock } from '@lgc/kernel'
import { isOne, unlessTaken } from '@lgc/sql'
import type { Kysely } from 'kysely'
import type { SealingLease } from '../app/ports.ts'
import type { AuditTables } from './tables.ts'

const name = 'seal'
const leaseInMilliseconds = 60_000

/** A row that whoever seals holds. One that died is followed by another when its lease has run out. */
export function sqlSealingLease(db: Kysely<AuditTables>, holder: string, now: Clock): SealingLease {
  const hold = async (isFree: 'mine' | 'free'): Promise<boolean> => {
    const update = db
      .updateTable('audit_leases')
      .set({ holder, expires_at: now() + leaseInMilliseconds })
      .where('name', '=', name)
    const guarded =
      isFree === 'mine' ? update.where('holder', '=', holder) : update.where('expires_at', '<=', now())
    return isOne(await guarded.executeTakeFirst())
  }
  return {
    async take() {
      return (await hold('free')) || (await insert(db, holder, now))
    },
    renew: () => hold('mine'),
    async release() {
      await db
        .updateTable('audit_leases')
        .set({ expires_at: 0 })
        .where('name', '=', name)
        .where('holder', '=', holder)
        .execute()
    },
  }
}

async function insert(db: Kysely<AuditTables>, holder: string, now: Clock): Promise<boolean> {
  const known = await db.selectFrom('audit_leases').select('name').where('name', '=', name).executeTakeFirst()
  if (known) return false
  const row = { name, holder, expires_at: now() + leaseInMilliseconds }
  return unlessTaken(db.insertInto('audit_leases').values(row).execute())
}
