import { instant } from '@lgc/kernel'
import { describe, expect, it } from 'vitest'
import type { Verification } from '../domain/verification-token.ts'
import { hmacVerificationTokens } from './hmac-verification-tokens.ts'

const newXid = (): never => '9m4e2mr0ui3e8a215n4g' as never
const old = { kid: 'old', secret: 'a'.repeat(32) }
const current = { kid: 'new', secret: 'b'.repeat(32) }
const verification: Verification = {
  personXid: newXid(),
  identityXid: newXid(),
  identityType: 'email',
  amr: ['pwd'],
  credentialVersion: '0123456789abcdef',
  issuedAt: instant(1_700_000_000_123),
  expiresAt: instant(1_700_000_300_123),
}

describe('a verification token', () => {
  const token = hmacVerificationTokens([current, old], newXid).issue(verification)
  const read = (text: string): Verification | undefined =>
    hmacVerificationTokens([current, old], newXid).read(text)

  it('says what it was issued with', () => {
    expect(read(token)).toEqual(verification)
  })

  it('of an older key is good while the key is kept', () => {
    const older = hmacVerificationTokens([old], newXid).issue(verification)
    expect(read(older)).toEqual(verification)
    expect(hmacVerificationTokens([current], newXid).read(older)).toBeUndefined()
  })

  it('with any one character changed is no token', () => {
    for (let index = 0; index < token.length; index++) {
      const character = token[index] === 'A' ? 'B' : 'A'
      expect(read(token.slice(0, index) + character + token.slice(index + 1))).toBeUndefined()
    }
  })

  it.each([
    ['truncated', token.slice(0, -1)],
    ['longer', `${token}A`],
    ['empty', ''],
    ['under another key id', token.replace('v1.new.', 'v1.old.')],
    ['without a signature', token.slice(0, token.lastIndexOf('.'))],
  ])('%s is no token', (_, text) => {
    expect(read(text)).toBeUndefined()
  })
})
