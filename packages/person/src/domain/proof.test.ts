import { type Xid, instant, later } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import type { CanonicalIdentifier } from './identifier.ts'
import { type ProofDigest, type ProofPurpose, newProof, proofRefusal } from './proof.ts'

const createdAt = instant(1_800_000_000_000)
const proofFor = (purpose: ProofPurpose) =>
  newProof({
    xid: '00000000000000000001' as Xid,
    identityXid: '00000000000000000002' as Xid,
    identifier: 'ada@example.com' as CanonicalIdentifier,
    newIdentifier: null,
    purpose,
    digest: 'digest' as ProofDigest,
    createdAt,
  })

describe('a proof by link', () => {
  it.each([
    ['password_reset', 30 * 60],
    ['email_verification', 24 * 60 * 60],
    ['email_change', 60 * 60],
  ] as const)('for %s is good for %i seconds', (purpose, seconds) => {
    const proof = proofFor(purpose)
    expect(proofRefusal(proof, purpose, later(createdAt, seconds - 1))).toBeUndefined()
    expect(proofRefusal(proof, purpose, later(createdAt, seconds))).toBe('expired')
  })

  it('is good for its purpose alone, and once', () => {
    const proof = proofFor('email_verification')
    expect(proofRefusal(proof, 'password_reset', createdAt)).toBe('invalid')
    expect(proofRefusal({ ...proof, consumedAt: createdAt }, 'email_verification', createdAt)).toBe('invalid')
    expect(proofRefusal(undefined, 'email_verification', createdAt)).toBe('invalid')
  })
})
