import { type Caller, type Clock, type Result, accept, refuse } from '@lgc/kernel'
import { proofAlgorithms } from '../../domain/tokens/client-assertion.ts'
import { checkDpopClaims } from '../../domain/tokens/dpop-proof.ts'
import type { Secrets } from '../ports.ts'
import { reported } from '../reporting.ts'
import type { ClientProofs, DpopNonces, TransactOnTokens } from './ports.ts'

export type DpopRefusal = 'dpop_proof_invalid' | 'dpop_proof_replayed' | 'dpop_nonce_required'

export type PresentedProof = {
  readonly proof: string
  readonly method: string
  /** Of the endpoint that was asked. */
  readonly path: string
  /** The access token that came with it; null at the token endpoint. */
  readonly accessToken: string | null
  readonly isFapi: boolean
}

/** Tells the thumbprint of the key that a request proves to have (RFC 9449, section 4.3). A proof is good once. */
export type CheckDpopProof = (
  presented: PresentedProof,
  caller: Caller,
) => Promise<Result<string, DpopRefusal>>

type Dependencies = {
  readonly proofs: Pick<ClientProofs, 'readDpopProof'>
  readonly nonces: DpopNonces
  readonly transact: TransactOnTokens
  readonly secrets: Secrets
  readonly issuer: string
  readonly now: Clock
}

type Checked = {
  readonly thumbprint: string
  readonly id: string
  readonly until: ReturnType<Clock>
}

export function checkDpopProof(dependencies: Dependencies): CheckDpopProof {
  const { proofs, nonces, transact, secrets, issuer, now } = dependencies
  const check = async (presented: PresentedProof): Promise<Result<Checked, DpopRefusal>> => {
    const { proof, method, path, accessToken, isFapi } = presented
    const url = `${issuer}${path}`
    const read = await proofs.readDpopProof(proof, proofAlgorithms(isFapi))
    if (!read) return refuse('dpop_proof_invalid')
    const accessTokenHash = accessToken === null ? null : secrets.challengeOf(accessToken)
    const checked = checkDpopClaims(read.claims, { method, url, accessTokenHash, now: now() })
    if (!checked.ok) return refuse('dpop_proof_invalid')
    const { nonce } = read.claims
    const isNonceDue = isFapi || nonce !== undefined
    if (isNonceDue && !(typeof nonce === 'string' && nonces.isGood(nonce, now())))
      return refuse('dpop_nonce_required')
    return accept({ thumbprint: read.thumbprint, ...checked.value })
  }

  return async (presented, caller) => {
    const checked = await check(presented)
    return transact(caller, async (unit) => {
      if (!checked.ok) return reported(unit, checked, 'dpop_refused')
      const { thumbprint, id, until } = checked.value
      const isFirst = await unit.seenProofs.add(secrets.digest(`dpop\n${thumbprint}\n${id}`), until)
      const outcome: Result<string, DpopRefusal> = isFirst
        ? accept(thumbprint)
        : refuse('dpop_proof_replayed')
      return reported(unit, outcome, 'dpop_refused')
    })
  }
}
