import { expect } from 'vitest'
import { newClientKey } from '../support/client-keys.ts'
import { issuer, problemIn } from '../support/signing-in.ts'
import type { FapiModule, FapiParty, How } from './fapi-party.ts'

const otherKey = '400 invalid_grant dpop_key_mismatch'

/** Modules of the plan about proofs of the key that tokens are bound to. */
export const fapiProofModules: readonly FapiModule[] = [
  {
    name: 'fapi2-security-profile-final-access-token-type-header-case-sensitivity',
    async run({ tokens, userinfo }) {
      const answer = await tokens()
      for (const scheme of ['DPoP', 'dpop', 'DPOP', 'dPoP']) {
        expect([scheme, (await userinfo(answer, {}, scheme)).status]).toEqual([scheme, 200])
      }
    },
  },
  {
    name: 'fapi2-security-profile-final-check-dpop-proof-nbf-exp',
    async run(party) {
      const nbf = Math.floor(party.service.clock.now() / 1000)
      await passes(party, { proof: { claims: { nbf, exp: nbf + 300 } } })
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-before-succeeds',
    run: (party) => passes(party, { proof: { claims: { iat: secondsOf(party) - 10 } } }),
  },
  {
    name: 'fapi2-security-profile-final-ensure-dpopproof-with-iat-10seconds-after-succeeds',
    run: (party) => passes(party, { proof: { claims: { iat: secondsOf(party) + 10 } } }),
  },
  {
    name: 'fapi2-security-profile-final-ensure-mismatched-dpop-jkt-fails',
    async run({ push }) {
      const { thumbprint } = await newClientKey()
      const refused = await push({ dpop_jkt: thumbprint }, { proof: {} })
      expect(problemIn(refused)).toBe('400 invalid_request dpop_thumbprint_mismatch')
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-proof-jkt',
    async run({ authorize, redeem }) {
      const answer = await authorize({}, { proof: {} })
      expect(problemIn(await redeem(answer, { proof: { by: await newClientKey() } }))).toBe(otherKey)
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-token-endpoint-fails-with-mismatched-dpop-jkt',
    async run({ authorize, redeem }) {
      const { thumbprint } = await newClientKey()
      expect(problemIn(await redeem(await authorize({ dpop_jkt: thumbprint })))).toBe(otherKey)
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-dpopproof-at-par-endpoint-binding-success',
    run: (party) => passes(party, { proof: {} }),
  },
  {
    name: 'fapi2-security-profile-final-ensure-dpop-auth-code-binding-success',
    async run(party) {
      const { thumbprint } = party.client.boundKey
      expect((await party.redeem(await party.authorize({ dpop_jkt: thumbprint }))).status).toBe(200)
      expect(
        (await party.redeem(await party.authorize({ dpop_jkt: thumbprint }, { proof: {} }))).status,
      ).toBe(200)
    },
  },
  {
    name: 'fapi2-security-profile-final-dpop-negative-tests',
    async run({ service, tokens, userinfo, client }) {
      const answer = await tokens()
      const stranger = await newClientKey()
      const now = Math.floor(service.clock.now() / 1000)
      const rows: readonly (readonly [string, How])[] = [
        ['no proof', { proof: null }],
        ['the key of another', { proof: { by: stranger } }],
        ['the signature of another', { proof: { by: stranger, header: { jwk: client.boundKey.publicJwk } } }],
        ['RS256', { proof: { by: await newClientKey('RS256') } }],
        ...['htm', 'htu', 'iat', 'jti', 'ath'].map(
          (claim) => [`no ${claim}`, { proof: { claims: { [claim]: undefined } } }] as const,
        ),
        ...['typ', 'jwk'].map(
          (name) => [`no ${name}`, { proof: { header: { [name]: undefined } } }] as const,
        ),
        ['another kind', { proof: { header: { typ: 'JWT' } } }],
        ['a private key', { proof: { header: { jwk: { ...client.boundKey.publicJwk, d: 'AA' } } } }],
        ['another method', { proof: { claims: { htm: 'POST' } } }],
        ['another address', { proof: { claims: { htu: `${issuer}/token` } } }],
        ['another token', { proof: { claims: { ath: 'x'.repeat(43) } } }],
        ['an old time', { proof: { claims: { iat: now - 3600 } } }],
        ['a time far ahead', { proof: { claims: { iat: now + 3600 } } }],
      ]
      for (const [what, how] of rows) {
        expect([what, (await userinfo(answer, how)).status]).toEqual([what, 401])
      }
      const asBearer = await userinfo(answer, { proof: null }, 'Bearer')
      expect(problemIn(asBearer)).toBe('401 invalid_token access_token_invalid')
      const once = { proof: { claims: { jti: 'once' } } }
      expect([(await userinfo(answer, once)).status, (await userinfo(answer, once)).status]).toEqual([
        200, 401,
      ])
      const withQuery = { proof: { claims: { htu: `${issuer}/userinfo?a=b#c` } } }
      expect((await userinfo(answer, withQuery)).status).toBe(200)
    },
  },
]

const secondsOf = ({ service }: FapiParty): number => Math.floor(service.clock.now() / 1000)

/** From the pushed request to userinfo, with such proofs on the way. */
async function passes({ authorize, redeem, userinfo, personXid }: FapiParty, how: How): Promise<void> {
  const tokens = await redeem(await authorize({}, how), how)
  expect([tokens.status, tokens.body['token_type']]).toEqual([200, 'DPoP'])
  expect((await userinfo(tokens, how)).body['sub']).toBe(personXid)
}
