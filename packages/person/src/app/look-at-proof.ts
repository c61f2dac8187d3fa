import { type Clock, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import { type ProofPurpose, proofRefusal } from '../domain/proof.ts'
import type { ProofTokens, Proofs } from './ports.ts'

/** Whose link it is and whether it is good. Changes nothing: mail scanners open every link. */
export type LookAtProof = (
  token: string,
  purpose: ProofPurpose,
) => Promise<Result<SeenProof, 'invalid' | 'expired'>>

export type SeenProof = {
  readonly personXid: Xid
  readonly identifier: string
  /** What it is to be named instead, if that is what the link is for. */
  readonly newIdentifier: string | null
}

type Dependencies = {
  readonly proofs: Pick<Proofs, 'find'>
  readonly proofTokens: ProofTokens
  readonly now: Clock
}

export function lookAtProof({ proofs, proofTokens, now }: Dependencies): LookAtProof {
  return async (token, purpose) => {
    const found = await proofs.find(proofTokens.digest(token))
    const why = proofRefusal(found?.proof, purpose, now())
    if (!found || why) return refuse(why ?? 'invalid')
    const { personXid, identifier } = found.identity
    return accept({ personXid, identifier, newIdentifier: found.proof.newIdentifier })
  }
}
