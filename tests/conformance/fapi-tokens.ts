import { expect } from 'vitest'
import { newClientKey } from '../support/client-keys.ts'
import { issuer, problemIn } from '../support/signing-in.ts'
import type { FapiModule } from './fapi-party.ts'
import { email, nonce, state } from './relying-party.ts'

const invalidAssertion = '401 invalid_client client_assertion_invalid'

/** Modules of the plan about what the token endpoint answers, and to whom. */
export const fapiTokenModules: readonly FapiModule[] = [
  {
    name: 'fapi2-security-profile-final-discovery-end-point-verification',
    async run({ read }) {
      expect(await read('/.well-known/openid-configuration')).toMatchObject({
        issuer,
        pushed_authorization_request_endpoint: `${issuer}/par`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
        token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt']),
        token_endpoint_auth_signing_alg_values_supported: expect.arrayContaining(['ES256', 'PS256', 'EdDSA']),
        dpop_signing_alg_values_supported: expect.arrayContaining(['ES256', 'PS256', 'EdDSA']),
      })
    },
  },
  {
    name: 'fapi2-security-profile-final-happy-flow',
    async run({ client, other, authorize, redeem, userinfo, verified, personXid }) {
      for (const of of [client, other]) {
        const answer = await authorize({}, { of })
        expect(answer).toEqual({ code: expect.any(String), state, iss: issuer })
        const tokens = await redeem(answer, { of })
        expect([tokens.status, tokens.body['token_type']]).toEqual([200, 'DPoP'])
        expect(tokens.headers.get('cache-control')).toContain('no-store')
        expect(await verified(tokens, of)).toMatchObject({ sub: personXid, nonce })
        expect((await userinfo(tokens, { of })).body['sub']).toBe(personXid)
        expect((await userinfo(tokens, { of, proof: null }, 'Bearer')).status).toBe(401)
      }
    },
  },
  {
    name: 'fapi2-security-profile-final-test-claims-parameter-identity-claims',
    async run({ tokens, userinfo, verified, client, personXid }) {
      const named = { email: { essential: true }, name: null, 'https://example.com/unknown': null }
      const claims = JSON.stringify({ id_token: named, userinfo: named })
      const answer = await tokens({ claims, scope: 'openid profile email' })
      const told = { sub: personXid, email, name: 'Ada Lovelace' }
      expect(await verified(answer, client)).toMatchObject(told)
      const { body } = await userinfo(answer)
      expect(body).toMatchObject(told)
      expect(body).not.toHaveProperty(['https://example.com/unknown'])
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-client-id-in-token-endpoint',
    async run({ authorize, redeem, other }) {
      const answer = await redeem(await authorize(), {}, { client_id: other.client.clientId })
      expect(problemIn(answer)).toBe(invalidAssertion)
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-holder-of-key-required',
    async run({ authorize, redeem }) {
      const answer = await redeem(await authorize(), { proof: null })
      expect(problemIn(answer)).toBe('400 invalid_dpop_proof dpop_proof_required')
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-authorization-code-is-bound-to-client',
    async run({ authorize, redeem, other }) {
      const answer = await redeem(await authorize(), { of: other })
      expect(problemIn(answer)).toMatch(/^400 invalid_grant /)
    },
  },
  {
    name: 'fapi2-security-profile-final-attempt-reuse-authorization-code-after-one-second',
    async run({ service, authorize, redeem, userinfo }) {
      const answer = await authorize()
      const tokens = await redeem(answer)
      expect((await userinfo(tokens)).status).toBe(200)
      service.clock.pass(1)
      expect(problemIn(await redeem(answer))).toBe('400 invalid_grant authorization_code_used')
      expect((await userinfo(tokens)).status).toBe(401)
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-token-endpoint-fails-with-expired-auth-code',
    async run({ service, authorize, redeem }) {
      const answer = await authorize()
      service.clock.pass(60)
      expect(problemIn(await redeem(answer))).toBe('400 invalid_grant authorization_code_expired')
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-signed-client-assertion-with-RS256-fails',
    async run({ addClient, authorize, redeem }) {
      const of = await addClient(await newClientKey('PS256'))
      const answer = await authorize({}, { of })
      const { publicJwk, privateKey } = of.signingKey
      const jwk = await crypto.subtle.exportKey('jwk', privateKey)
      const rs256 = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
      const same = await crypto.subtle.importKey('jwk', { ...jwk, alg: 'RS256' }, rs256, true, ['sign'])
      const by = { ...of.signingKey, algorithm: 'RS256', privateKey: same, publicJwk }
      expect(problemIn(await redeem(answer, { of, assertion: { by } }))).toBe(invalidAssertion)
      expect((await redeem(answer, { of })).status).toBe(200)
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-client-assertion-in-token-endpoint',
    async run({ authorize, redeem }) {
      const { status, body } = await redeem(await authorize(), { assertion: null })
      expect([status, body['error']]).toEqual([401, 'invalid_client'])
    },
  },
  assertionModule(
    'fapi2-security-profile-final-ensure-client-assertion-with-exp-is-5-minutes-in-past-fails',
    (now) => ({
      exp: now - 300,
    }),
  ),
  assertionModule('fapi2-security-profile-final-ensure-client-assertion-with-wrong-aud-fails', () => ({
    aud: 'https://other.example',
  })),
  assertionModule('fapi2-security-profile-final-ensure-client-assertion-with-no-sub-fails', () => ({
    sub: undefined,
  })),
  {
    name: 'fapi2-security-profile-final-ensure-pkce-code-verifier-required',
    async run({ authorize, redeem }) {
      const answer = await redeem(await authorize(), {}, { code_verifier: null })
      expect(problemIn(answer)).toBe('400 invalid_grant pkce_verifier_missing')
    },
  },
  {
    name: 'fapi2-security-profile-final-incorrect-pkce-code-verifier-rejected',
    async run({ authorize, redeem }) {
      const answer = await redeem(await authorize(), {}, { code_verifier: 'x'.repeat(43) })
      expect(problemIn(answer)).toBe('400 invalid_grant pkce_verifier_mismatch')
    },
  },
  {
    name: 'fapi2-security-profile-final-refresh-token',
    async run({ tokens, refresh, userinfo, verified, client, other, personXid }) {
      const first = await tokens({ scope: 'openid offline_access', prompt: 'consent' })
      expect((await refresh(first, { assertion: null })).status).toBe(401)
      expect((await refresh(first, { proof: null })).status).toBe(400)
      expect(problemIn(await refresh(first, { of: other }))).toMatch(/^400 invalid_grant /)
      const second = await refresh(first)
      expect([second.status, second.body['token_type']]).toEqual([200, 'DPoP'])
      expect(second.body['access_token']).not.toBe(first.body['access_token'])
      expect((await userinfo(second)).body['sub']).toBe(personXid)
      expect(await verified(second, client)).toMatchObject({ sub: personXid })
    },
  },
]

/** An assertion that is wrong in one thing; the code is not spent by it. */
function assertionModule(
  name: string,
  claimsAt: (nowInSeconds: number) => Readonly<Record<string, unknown>>,
): FapiModule {
  return {
    name,
    async run({ service, authorize, redeem }) {
      const answer = await authorize()
      const claims = claimsAt(Math.floor(service.clock.now() / 1000))
      expect(problemIn(await redeem(answer, { assertion: { claims } }))).toBe(invalidAssertion)
      expect((await redeem(answer)).status).toBe(200)
    },
  }
}
