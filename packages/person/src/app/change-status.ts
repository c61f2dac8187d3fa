import type { Instant, Xid } from '@lgc/kernel'
import type { PersonStatus } from '../domain/person.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import type { PersonUnit } from './ports.ts'

export type StatusChange = {
  readonly personXid: Xid
  readonly status: PersonStatus
  readonly reason: string | null
}

/** Suspending ends every session and forgets unused codes. Tells how many sessions it ended. */
export async function changeStatus(
  { persons, signedIn, proofs, codes, record }: PersonUnit,
  { personXid, status, reason }: StatusChange,
  at: Instant,
): Promise<number> {
  if (!(await persons.saveStatus(personXid, status, reason, at))) return 0
  const isSuspended = status === 'suspended'
  const sessionsEnded = isSuspended ? await signedIn.expelEverywhere(personXid) : 0
  // What was asked for before does not come back with the person.
  if (isSuspended) await endIdentifierChanges({ proofs, codes }, personXid, at)
  await record({
    action: isSuspended ? 'person.suspended' : 'person.reinstated',
    target: { type: 'person', xid: personXid },
    details: { sessions_ended: sessionsEnded },
  })
  return sessionsEnded
}
