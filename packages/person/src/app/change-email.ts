import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import type { Identity } from '../domain/identity.ts'
import { proofRefusal } from '../domain/proof.ts'
import type { AttemptKeyOf, Correspondence, PersonUnit, ProofOfIdentity, ProofTokens } from './ports.ts'

export type EmailChange = { readonly token: string; readonly correspondence: Correspondence }

export type EmailChangeRefusal =
  | 'email_change_link_invalid'
  | 'email_change_link_expired'
  | 'identifier_taken'

/**
 * Names an identity by the e-mail address that its link was sent to, which counts as verified. The link works once;
 * whose the address is, is settled by the database's unique key. Verification tokens and links made before go
 * stale, and the former address is told.
 */
export type ChangeEmail = (
  change: EmailChange,
  caller: Caller,
) => Promise<Result<{ readonly identifier: string }, EmailChangeRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly proofTokens: ProofTokens
  readonly attemptKeyOf: AttemptKeyOf
  readonly now: Clock
}

export function changeEmail({ transact, proofTokens, attemptKeyOf, now }: Dependencies): ChangeEmail {
  return ({ token, correspondence }, caller) =>
    transact(caller, async (unit) => {
      const at = now()
      const refused = async <const R extends EmailChangeRefusal>(refusal: R): Promise<Result<never, R>> => {
        await unit.report({ event: 'email_change_refused', details: { reason: refusal } })
        return refuse(refusal)
      }
      const found = await unit.proofs.find(proofTokens.digest(token))
      const why = whyNot(found, at)
      if (why === 'expired') return refused('email_change_link_expired')
      const identifier = found?.proof.newIdentifier
      if (!found || !identifier || why || !(await unit.proofs.consume(found.proof, at))) {
        return refused('email_change_link_invalid')
      }
      const { identity, realmXid } = found
      const renamed = { ...identity, identifier, verifiedAt: at }
      if (!(await unit.identities.saveIdentifier(renamed, at))) return refused('identifier_taken')
      await unit.attempts.forget(attemptKeyOf(realmXid, identity))
      await announce(unit, { identity, correspondence, proof: found })
      return accept({ identifier })
    })
}

function whyNot(found: ProofOfIdentity | undefined, at: ReturnType<Clock>): ReturnType<typeof proofRefusal> {
  return found?.status === 'suspended' ? 'invalid' : proofRefusal(found?.proof, 'email_change', at)
}

type Announcement = {
  /** As it was. */
  readonly identity: Identity
  readonly correspondence: Correspondence
  readonly proof: ProofOfIdentity
}

async function announce(
  { proofs, messages, record }: PersonUnit,
  { identity: { xid, personXid, type, identifier }, correspondence, proof: { proof } }: Announcement,
): Promise<void> {
  await proofs.cancelOf(personXid, 'password_reset')
  await record({
    action: 'identity.identifier_changed',
    target: { type: 'identity', xid },
    agent: { type: 'person', xid: personXid },
    details: { person_xid: personXid, type, by: 'link' },
  })
  await messages.queue({
    ...correspondence,
    kind: 'email_changed',
    channel: 'email',
    recipient: identifier,
    data: {},
    dedupeId: `email_changed.${proof.xid}`,
    expiresAt: null,
  })
}
