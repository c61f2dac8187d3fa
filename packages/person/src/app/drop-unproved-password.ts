import type { Instant } from '@lgc/kernel'
import { type Identity, isPasswordUnproved } from '../domain/identity.ts'
import { endIdentifierChanges } from './end-identifier-changes.ts'
import type { PersonUnit } from './ports.ts'

/**
 * Whoever registers with the address of somebody else knows a password for it. When the owner of the address
 * comes and proves it, that password goes, and with it every session and link that it brought.
 */
export async function dropUnprovedPassword(unit: PersonUnit, identity: Identity, at: Instant): Promise<void> {
  if (!isPasswordUnproved(identity)) return
  const { xid, personXid } = identity
  const { identities, proofs, signedIn, record } = unit
  await identities.dropHash(xid, at)
  await proofs.cancelOf(personXid, 'password_reset')
  await proofs.cancelOf(personXid, 'email_verification')
  await endIdentifierChanges(unit, personXid, at)
  const sessionsEnded = await signedIn.expelEverywhere(personXid)
  await record({
    action: 'identity.challenge_changed',
    target: { type: 'identity', xid },
    agent: { type: 'person', xid: personXid },
    details: { person_xid: personXid, sessions_ended: sessionsEnded, by: 'address_proved' },
  })
}
