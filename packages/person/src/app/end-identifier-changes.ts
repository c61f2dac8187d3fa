import type { Instant, Xid } from '@lgc/kernel'
import { phoneChangesOf } from '../domain/one-time-code.ts'
import type { PersonUnit } from './ports.ts'

/** What was asked for to name the person otherwise is worth nothing any more: whoever asked may have been a thief. */
export async function endIdentifierChanges(
  { proofs, codes }: Pick<PersonUnit, 'proofs' | 'codes'>,
  personXid: Xid,
  at: Instant,
): Promise<void> {
  await proofs.cancelOf(personXid, 'email_change')
  await codes.cancel(phoneChangesOf(personXid), at)
}
