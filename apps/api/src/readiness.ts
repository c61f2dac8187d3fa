import { setTimeout as sleep } from 'node:timers/promises'
import type { Core } from '@lgc/composition'
import { statusOf } from '@lgc/migrations'
import { type Database, isReadOnly, ping } from '@lgc/sql'
import type { WhyNotReady } from './routes/health.ts'

const databaseLimitInMilliseconds = 2000

export type Readiness = { readonly whyNot: WhyNotReady; readonly drain: () => void }

/** Ready when the database answers in time, takes writes, its schema is ours and its keys can sign. Recovers by itself; draining is for good. */
export function readiness<T>(database: Database<T>, { checkKeys }: Pick<Core, 'checkKeys'>): Readiness {
  let isDraining = false
  let isMigrated = false

  const checkDatabase: WhyNotReady = async () => {
    await ping(database)
    if (await isReadOnly(database)) return 'database_read_only'
    isMigrated ||= (await statusOf(database)).every(({ state }) => state === 'applied')
    return isMigrated ? checkKeys() : 'migrations_pending'
  }

  return {
    drain: () => {
      isDraining = true
    },
    async whyNot() {
      if (isDraining) return 'draining'
      const late = sleep(databaseLimitInMilliseconds, 'database_unreachable' as const, { ref: false })
      return Promise.race([checkDatabase().catch(() => 'database_unreachable' as const), late])
    },
  }
}
