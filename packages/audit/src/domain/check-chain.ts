import type { Finding } from './finding.ts'
import { type Digest, type Seal, sealDigest } from './seal.ts'

/** Whether the signature over the digest of a seal is one of the operator's keys. */
export type IsSigned = (seal: Seal) => boolean

/** What is known of the chain before a seal. */
export type ChainEnd = { readonly sequence: number; readonly digest: string }

export function checkLink(
  before: ChainEnd,
  seal: Seal,
  { digest, isSigned }: { readonly digest: Digest; readonly isSigned: IsSigned },
): readonly Finding[] {
  if (seal.sequence !== before.sequence + 1) {
    const gone = Math.min(seal.sequence - before.sequence - 1, 1000)
    const missing = Array.from({ length: gone }, (_, index) =>
      sealFinding('seal_missing', before.sequence + 1 + index),
    )
    return [
      ...missing,
      ...checkLink({ sequence: seal.sequence - 1, digest: seal.previousDigest }, seal, {
        digest,
        isSigned,
      }),
    ]
  }
  const isWhole = sealDigest(seal, digest) === seal.digest && seal.previousDigest === before.digest
  if (!isWhole) return [{ ...sealFinding('seal_changed', seal.sequence), log: seal.log }]
  return isSigned(seal) ? [] : [{ ...sealFinding('seal_forged', seal.sequence), log: seal.log }]
}

export function sealFinding(kind: Finding['kind'], seal: number): Finding {
  return { kind, log: null, xid: null, position: null, seal }
}
