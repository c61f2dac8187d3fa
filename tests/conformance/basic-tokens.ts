import { hash } from 'node:crypto'
import { decodeProtectedHeader } from 'jose'
import { expect } from 'vitest'
import { addOidcProduct, claimsIn, refresh } from '../support/oidc.ts'
import { issuer, problemIn, textOf } from '../support/signing-in.ts'
import type { ConformanceModule } from './conformance-module.ts'
import { asStranger, email, nonce, phone, state } from './relying-party.ts'

/** Modules of the basic plan about what the token and the userinfo endpoint answer. */
export const tokenModules: readonly ConformanceModule[] = [
  {
    name: 'oidcc-server',
    async run({ authorize, newBrowser, redeem, verified, personXid }) {
      const answer = await authorize(newBrowser())
      expect(answer).toEqual({ code: expect.any(String), state, iss: issuer })
      const tokens = await redeem(answer)
      expect(tokens.status).toBe(200)
      expect(tokens.headers.get('cache-control')).toContain('no-store')
      expect(tokens.body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) })
      const accessToken = textOf(tokens, 'access_token')
      const half = hash('sha256', accessToken, 'buffer').subarray(0, 16).toString('base64url')
      expect(await verified(tokens)).toMatchObject({ sub: personXid, nonce, at_hash: half })
    },
  },
  {
    name: 'oidcc-server-client-secret-post',
    async run({ service, tokens, verified, personXid }) {
      const posting = await addOidcProduct(service, { tokenEndpointAuthMethod: 'client_secret_post' })
      const answer = await tokens({}, {}, posting)
      expect(await verified(answer, posting)).toMatchObject({ sub: personXid, nonce })
    },
  },
  {
    name: 'oidcc-idtoken-signature',
    async run({ service, tokens, verified }) {
      for (const alg of ['ES256', 'RS256'] as const) {
        const signing = await addOidcProduct(service, { idTokenSignedResponseAlg: alg })
        const answer = await tokens({}, {}, signing)
        expect(decodeProtectedHeader(textOf(answer, 'id_token'))).toMatchObject({
          alg,
          kid: expect.any(String),
        })
        expect(await verified(answer, signing)).toMatchObject({ nonce })
      }
    },
  },
  {
    name: 'oidcc-idtoken-unsigned',
    async run({ read }) {
      const metadata = await read('/.well-known/openid-configuration')
      expect(metadata['id_token_signing_alg_values_supported']).not.toContain('none')
    },
  },
  {
    name: 'oidcc-userinfo-get',
    async run({ tokens, userinfo, personXid }) {
      const { body } = await tokens()
      const answer = await userinfo(body['access_token'])
      expect([answer.status, answer.body]).toEqual([200, { sub: personXid }])
      expect((await userinfo('made-up')).status).toBe(401)
    },
  },
  {
    name: 'oidcc-userinfo-post-header',
    async run({ tokens, userinfo, personXid }) {
      const { body } = await tokens()
      const Authorization = `Bearer ${String(body['access_token'])}`
      const answer = await userinfo('', { method: 'POST', headers: { Authorization } })
      expect([answer.status, answer.body]).toEqual([200, { sub: personXid }])
    },
  },
  {
    name: 'oidcc-userinfo-post-body',
    async run({ tokens, userinfo, personXid }) {
      const { body } = await tokens()
      const access_token = String(body['access_token'])
      const answer = await userinfo('', { form: { access_token }, headers: {} })
      expect([answer.status, answer.body]).toEqual([200, { sub: personXid }])
    },
  },
  {
    name: 'oidcc-ensure-request-without-nonce-succeeds-for-code-flow',
    async run({ tokens, verified }) {
      expect(await verified(await tokens({ nonce: null }))).not.toHaveProperty('nonce')
    },
  },
  scopeModule('oidcc-scope-profile', 'openid profile', {
    name: 'Ada Lovelace',
    updated_at: expect.any(Number),
  }),
  scopeModule('oidcc-scope-email', 'openid email', { email, email_verified: true }),
  // No addresses are kept, and the metadata offers none: whoever asks is signed in and told nothing.
  scopeModule('oidcc-scope-address', 'openid address', {}),
  scopeModule('oidcc-scope-phone', 'openid phone', { phone_number: phone, phone_number_verified: true }),
  scopeModule('oidcc-scope-all', 'openid profile email phone address', {
    name: 'Ada Lovelace',
    updated_at: expect.any(Number),
    email,
    email_verified: true,
    phone_number: phone,
    phone_number_verified: true,
  }),
  scopeModule('oidcc-ensure-other-scope-order-succeeds', 'email openid', { email, email_verified: true }),
  {
    name: 'oidcc-claims-essential',
    async run({ tokens, userinfo, personXid }) {
      const claims = JSON.stringify({ userinfo: { name: { essential: true } } })
      const { body } = await tokens({ scope: 'openid profile', claims })
      const answer = await userinfo(body['access_token'])
      expect(answer.body).toMatchObject({ sub: personXid, name: 'Ada Lovelace' })
    },
  },
  {
    name: 'oidcc-codereuse',
    async run({ authorize, newBrowser, redeem }) {
      const answer = await authorize(newBrowser())
      expect((await redeem(answer)).status).toBe(200)
      expect(problemIn(await redeem(answer))).toContain('400 invalid_grant')
    },
  },
  {
    name: 'oidcc-codereuse-30seconds',
    async run({ service, authorize, newBrowser, redeem, userinfo }) {
      const answer = await authorize(newBrowser())
      const { body } = await redeem(answer)
      expect((await userinfo(body['access_token'])).status).toBe(200)
      service.clock.pass(30)
      expect(problemIn(await redeem(answer))).toContain('400 invalid_grant')
      expect((await userinfo(body['access_token'])).status).toBe(401)
    },
  },
  {
    name: 'oidcc-refresh-token',
    async run({ service, product, tokens, verified, personXid }) {
      const first = await tokens({ scope: 'openid offline_access', prompt: 'consent' })
      service.clock.pass(1)
      const second = await refresh(service, product, first.body['refresh_token'])
      expect(second.status).toBe(200)
      expect(second.body['access_token']).not.toBe(first.body['access_token'])
      const [before, after] = [await verified(first), await verified(second)]
      expect(after).toMatchObject({ sub: personXid, iss: issuer, aud: before.aud })
      expect(after['auth_time']).toBe(before['auth_time'])
      expect(Number(after.iat)).toBeGreaterThan(Number(before.iat))
      const other = await addOidcProduct(service)
      const stolen = await refresh(service, other, second.body['refresh_token'])
      expect(problemIn(stolen)).toContain('400 invalid_grant')
      const form = { grant_type: 'refresh_token', refresh_token: textOf(second, 'refresh_token') }
      const stranger = await service.call('/token', { form, headers: asStranger(product) })
      expect(problemIn(stranger)).toContain('401 invalid_client')
    },
  },
  {
    name: 'oidcc-ensure-request-with-valid-pkce-succeeds',
    async run({ tokens, verified, authorize, newBrowser, redeem }) {
      const code_verifier = 'the-verifier-of-a-certification-plan-0123456789'
      const code_challenge = hash('sha256', code_verifier, 'base64url')
      const asked = { code_challenge, code_challenge_method: 'S256' }
      expect(await verified(await tokens(asked, { code_verifier }))).toMatchObject({ nonce })
      const guessed = await redeem(await authorize(newBrowser(), asked), { code_verifier: 'x'.repeat(43) })
      expect(problemIn(guessed)).toContain('400 invalid_grant')
    },
  },
]

/** Claims of a scope come from userinfo, and the ID token stays small. */
function scopeModule(
  name: string,
  scope: string,
  claims: Readonly<Record<string, unknown>>,
): ConformanceModule {
  return {
    name,
    async run({ tokens, userinfo, personXid }) {
      const { body } = await tokens({ scope, prompt: 'consent' })
      const answer = await userinfo(body['access_token'])
      expect([answer.status, answer.body]).toEqual([200, { sub: personXid, ...claims }])
      expect(claimsIn(body['id_token'])).not.toHaveProperty('email')
    },
  }
}
