import { type Caller, type Clock, type Result, type Transact, accept, refuse } from '@lgc/kernel'
import { proofRefusal } from '../domain/proof.ts'
import type { PersonUnit, ProofTokens } from './ports.ts'

export type AddressRefusal = 'verification_link_invalid' | 'verification_link_expired'

/** Notes that an e-mail address belongs to its person: whoever comes with the link has read it there. */
export type VerifyAddress = (
  token: string,
  caller: Caller,
) => Promise<Result<{ readonly identifier: string }, AddressRefusal>>

type Dependencies = {
  readonly transact: Transact<PersonUnit>
  readonly proofTokens: ProofTokens
  readonly now: Clock
}

export function verifyAddress({ transact, proofTokens, now }: Dependencies): VerifyAddress {
  return (token, caller) =>
    transact(caller, async ({ proofs, identities, record, report }) => {
      const at = now()
      const found = await proofs.find(proofTokens.digest(token))
      const why = proofRefusal(found?.proof, 'email_verification', at)
      if (!found || why || !(await proofs.consume(found.proof, at))) {
        const refusal = why === 'expired' ? 'verification_link_expired' : 'verification_link_invalid'
        await report({ event: 'verification_refused', details: { reason: refusal } })
        return refuse(refusal)
      }
      const { xid, personXid, identifier } = found.identity
      await identities.noteVerification(xid, at)
      await record({
        action: 'identity.address_verified',
        target: { type: 'identity', xid },
        agent: { type: 'person', xid: personXid },
        details: { person_xid: personXid, by: 'link' },
      })
      return accept({ identifier })
    })
}
