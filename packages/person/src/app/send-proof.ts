import { type Clock, type NewXid, type Result, type Xid, accept, refuse } from '@lgc/kernel'
import type { CanonicalIdentifier } from '../domain/identifier.ts'
import type { Identity } from '../domain/identity.ts'
import { type ProofPurpose, newProof } from '../domain/proof.ts'
import type { Correspondence, PersonUnit, ProofTokens } from './ports.ts'

export type WantedProof = {
  readonly identity: Pick<Identity, 'xid' | 'identifier'>
  readonly purpose: ProofPurpose
  readonly correspondence: Correspondence
  /** Where the link goes, when it is to become the identifier. */
  readonly newIdentifier?: CanonicalIdentifier
  /** Goes into the link beside the token. */
  readonly beside?: Readonly<Record<string, string>>
}

type Dependencies = {
  readonly proofTokens: ProofTokens
  readonly newXid: NewXid
  readonly now: Clock
}

/** Sends a link by which its reader proves the identity; those sent before for the same are dead. */
export async function sendProof(
  { proofTokens, newXid, now }: Dependencies,
  { proofs, messages }: Pick<PersonUnit, 'proofs' | 'messages'>,
  { identity, purpose, correspondence, newIdentifier, beside = {} }: WantedProof,
): Promise<Result<Xid, 'send_limit_reached'>> {
  const at = now()
  const recipient = newIdentifier ?? identity.identifier
  // Before the counting, so that of many at once each counts what the others have sent.
  const isAnother = await proofs.noteRequest(identity.xid, purpose, at)
  if (!(await messages.mayBeSentTo(recipient))) return refuse('send_limit_reached')
  const token = proofTokens.make()
  const digest = proofTokens.digest(token)
  const { xid: identityXid, identifier } = identity
  const about = { identityXid, identifier, newIdentifier: newIdentifier ?? null, purpose }
  const proof = newProof({ xid: newXid(), ...about, digest, createdAt: at })
  if (isAnother) await proofs.replace(proof)
  else if (!(await proofs.add(proof))) return refuse('send_limit_reached')
  await messages.queue({
    ...correspondence,
    kind: purpose,
    channel: 'email',
    recipient,
    data: { ...beside, token },
    dedupeId: `${purpose}.${proof.xid}`,
    expiresAt: proof.expiresAt,
  })
  return accept(proof.xid)
}
