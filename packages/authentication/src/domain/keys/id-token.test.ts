import { type Xid, instant } from '@lgc/kernel'
import { expect, it } from 'vitest'
import { type SignedInPerson, idTokenClaims } from './id-token.ts'

const person: SignedInPerson = {
  personXid: 'person' as Xid,
  clientId: 'shop',
  authTime: instant(1_799_999_000_999),
  amr: ['pwd'],
  nonce: null,
  sessionXid: 'session' as Xid,
}
const circumstances = { issuer: 'https://login.test', now: instant(1_800_000_000_999), accessTokenHash: null }

it('an ID token says who signed in where, when and how, and nothing that nobody asked for', () => {
  expect(idTokenClaims(person, circumstances)).toEqual({
    iss: 'https://login.test',
    sub: 'person',
    aud: 'shop',
    iat: 1_800_000_000,
    exp: 1_800_000_300,
    auth_time: 1_799_999_000,
    acr: 'urn:lgc:acr:1',
    amr: ['pwd'],
    sid: 'session',
  })
})

it.each(['', 'n', 'n'.repeat(384)])('an ID token repeats the nonce %j that was sent', (nonce) => {
  expect(idTokenClaims({ ...person, nonce }, circumstances)).toMatchObject({ nonce })
})

it('an ID token is bound to the access token beside it', () => {
  expect(idTokenClaims(person, { ...circumstances, accessTokenHash: 'half' })).toMatchObject({
    at_hash: 'half',
  })
})
