import { type Clock, type Result, accept, refuse } from '@lgc/kernel'
import { type ProofPurpose, proofRefusal } from '../domain/proof.ts'
import type { ProofTokens, Proofs } from './ports.ts'

/** Whose link it is and whether it is good. Changes nothing: mail scanners open every link. */
export type LookAtProof = (
  token: string,
  purpose: ProofPurpose,
) => Promise<Result<{ readonly identifier: string }, 'invalid' | 'expired'>>

type Dependencies = {
  readonly proofs: Pick<Proofs, 'find'>
  readonly proofTokens: ProofTokens
  readonly now: Clock
}

export function lookAtProof({ proofs, proofTokens, now }: Dependencies): LookAtProof {
  return async (token, purpose) => {
    const found = await proofs.find(proofTokens.digest(token))
    const why = proofRefusal(found?.proof, purpose, now())
    return found && !why ? accept({ identifier: found.identity.identifier }) : refuse(why ?? 'invalid')
  }
}
