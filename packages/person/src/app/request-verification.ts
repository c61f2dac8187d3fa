import {
  type Caller,
  type Clock,
  type NewXid,
  type Result,
  type Transact,
  type Xid,
  accept,
  refuse,
} from '@lgc/kernel'
import type { Correspondence, PersonUnit, ProofTokens } from './ports.ts'
import { sendProof } from './send-proof.ts'

export type VerificationRequest = { readonly personXid: Xid; readonly correspondence: Correspondence }

export type VerificationRequestRefusal = 'email_missing' | 'email_already_verified' | 'send_limit_reached'

/** Sends a person the link again by which they prove their first e-mail address that is not proved yet. */
export type RequestVerification = (
  request: VerificationRequest,
  caller: Caller,
) => Promise<Result<null, VerificationRequestRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly proofTokens: ProofTokens
  readonly newXid: NewXid
  readonly now: Clock
}

export function requestVerification(dependencies: Dependencies): RequestVerification {
  return ({ personXid, correspondence }, caller) =>
    dependencies.transact(caller, async (unit) => {
      const refused = async <const R extends VerificationRequestRefusal>(refusal: R) => {
        await unit.report({
          event: 'verification_refused',
          details: { reason: refusal, person_xid: personXid },
        })
        return refuse(refusal)
      }
      const addresses = (await unit.identities.listOf(personXid)).filter(({ type }) => type === 'email')
      const identity = addresses.find(({ verifiedAt }) => verifiedAt === null)
      if (!identity) return refused(addresses.length > 0 ? 'email_already_verified' : 'email_missing')
      const wanted = { identity, purpose: 'email_verification', correspondence } as const
      const sent = await sendProof(dependencies, unit, wanted)
      if (!sent.ok) return refused(sent.refusal)
      await unit.record({
        action: 'identity.verification_requested',
        target: { type: 'identity', xid: identity.xid },
        agent: { type: 'person', xid: personXid },
      })
      return accept(null)
    })
}
