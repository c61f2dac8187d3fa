import { expect } from 'vitest'
import { issuer, problemIn, testPassword } from '../support/signing-in.ts'
import { errorCodeIn, formIn } from '../support/visitor.ts'
import type { FapiModule, FapiParty, Parameters } from './fapi-party.ts'
import { email, nonce, state } from './relying-party.ts'

const invalidAssertion = '401 invalid_client client_assertion_invalid'

/** Modules of the plan about what is pushed, and about what the browser brings besides. */
export const fapiRequestModules: readonly FapiModule[] = [
  {
    name: 'fapi2-security-profile-final-user-rejects-authentication',
    async run({ push, visit, newBrowser, answerIn, addClient, client }) {
      const asking = await addClient(client.signingKey, { isFirstParty: false })
      const browser = newBrowser()
      const pushed = await push({}, { of: asking })
      const page = await visit(browser, pushed, { client_id: asking.client.clientId })
      const identified = await browser.follow(await browser.submit(page, { identifier: email }))
      const consent = await browser.follow(await browser.submit(identified, { password: testPassword }))
      expect(formIn(consent.html).action).toBe('/consent')
      const answer = answerIn(await browser.follow(await browser.submit(consent, { decision: 'deny' })))
      expect(answer).toMatchObject({ error: 'access_denied', state, iss: issuer })
      expect(answer).not.toHaveProperty('code')
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-authorization-request-without-state-success',
    async run({ authorize }) {
      expect(await authorize({ state: null })).toEqual({ code: expect.any(String), iss: issuer })
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-authorization-request-without-nonce-success',
    async run({ tokens, verified, client }) {
      expect(await verified(await tokens({ nonce: null }), client)).not.toHaveProperty('nonce')
    },
  },
  nonceModule('fapi2-security-profile-final-ensure-authorization-request-with-64-char-nonce-success', 64),
  nonceModule('fapi2-security-profile-final-ensure-authorization-request-with-long-nonce', 384),
  {
    name: 'fapi2-security-profile-final-ensure-authorization-request-with-long-state',
    async run({ authorize }) {
      const long = 's'.repeat(384)
      expect(await authorize({ state: long })).toMatchObject({ code: expect.any(String), state: long })
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-other-scope-order-succeeds',
    async run({ tokens }) {
      const answer = await tokens({ scope: 'profile openid' })
      expect(String(answer.body['scope']).split(' ').toSorted()).toEqual(['openid', 'profile'])
      expect(answer.body).toHaveProperty('id_token')
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-different-nonce-inside-and-outside-request-object',
    async run(party) {
      const answer = await answerWith(party, {}, { nonce: 'of-the-address' })
      const tokens = await party.redeem(answer)
      expect((await party.verified(tokens, party.client))['nonce']).toBe(nonce)
    },
  },
  {
    name: 'fapi2-security-profile-final-ensure-different-state-inside-and-outside-request-object',
    async run(party) {
      expect((await answerWith(party, {}, { state: 'of-the-address' }))['state']).toBe(state)
    },
  },
  {
    name: 'fapi2-security-profile-final-state-only-outside-request-object-not-used',
    async run(party) {
      const answer = await answerWith(party, { state: null }, { state: 'of-the-address' })
      expect(answer).toEqual({ code: expect.any(String), iss: issuer })
    },
  },
  refusedModule('fapi2-security-profile-final-ensure-request-object-without-redirect-uri-fails', {
    redirect_uri: null,
  }),
  refusedModule('fapi2-security-profile-final-ensure-redirect-uri-in-authorization-request', {
    redirect_uri: null,
  }),
  refusedModule('fapi2-security-profile-final-plain-fapi-tolerate-unregistered-redirect-uri', {
    redirect_uri: 'https://app.example/another',
  }),
  refusedModule(
    'fapi2-security-profile-final-ensure-response-type-code-idtoken-fails',
    { response_type: 'code id_token' },
    'unsupported_response_type',
  ),
  refusedModule(
    'fapi2-security-profile-final-ensure-response-type-token-fails',
    { response_type: 'token' },
    'unsupported_response_type',
  ),
  refusedModule('fapi2-security-profile-final-par-ensure-pkce-required', {
    code_challenge: null,
    code_challenge_method: null,
  }),
  refusedModule('fapi2-security-profile-final-par-plain-pkce-rejected', { code_challenge_method: 'plain' }),
  refusedModule(
    'fapi2-security-profile-final-par-authorization-request-containing-request_uri-form-param',
    { request_uri: 'urn:ietf:params:oauth:request_uri:made-up' },
    'request_uri_not_supported',
  ),
  {
    name: 'fapi2-security-profile-final-ensure-unsigned-authorization-request-without-using-par-fails',
    async run({ newBrowser, answerIn, client }) {
      const asked = { client_id: client.client.clientId, response_type: 'code', scope: 'openid', state }
      const [redirect_uri = ''] = client.client.redirectUris
      const pkce = { code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' }
      const query = new URLSearchParams({ ...asked, redirect_uri, ...pkce }).toString()
      const answer = answerIn(await newBrowser().visit(`/authorize?${query}`))
      expect(answer).toMatchObject({ error: 'invalid_request', state })
    },
  },
  {
    name: 'fapi2-security-profile-final-par-without-duplicate-parameters',
    async run(party) {
      expect(await answerWith(party, {}, {})).toEqual({ code: expect.any(String), state, iss: issuer })
    },
  },
  {
    name: 'fapi2-security-profile-final-par-ensure-reused-request-uri-prior-to-auth-completion-succeeds',
    async run({ push, visit, newBrowser, signInAt, answerIn }) {
      const pushed = await push()
      expect(formIn((await visit(newBrowser(), pushed)).html).action).toBe('/login')
      const browser = newBrowser()
      expect(answerIn(await signInAt(browser, await visit(browser, pushed)))).toHaveProperty('code')
    },
  },
  {
    name: 'fapi2-security-profile-final-par-attempt-reuse-request_uri',
    async run({ push, visit, newBrowser, signInAt }) {
      const [pushed, browser] = [await push(), newBrowser()]
      await signInAt(browser, await visit(browser, pushed))
      expect(errorCodeIn(await visit(browser, pushed))).toBe('request_uri_invalid')
    },
  },
  {
    name: 'fapi2-security-profile-final-par-attempt-to-use-expired-request_uri',
    async run({ service, push, visit, newBrowser }) {
      const pushed = await push()
      service.clock.pass(Number(pushed.body['expires_in']))
      expect(errorCodeIn(await visit(newBrowser(), pushed))).toBe('request_uri_invalid')
    },
  },
  {
    name: 'fapi2-security-profile-final-par-attempt-to-use-request_uri-for-different-client',
    async run({ push, visit, newBrowser, other }) {
      const page = await visit(newBrowser(), await push(), { client_id: other.client.clientId })
      expect([page.status, page.location, errorCodeIn(page)]).toEqual([400, null, 'request_uri_invalid'])
    },
  },
  {
    name: 'fapi2-security-profile-final-par-attempt-invalid-http-method',
    async run({ service }) {
      expect((await service.fetch('/par', { method: 'PUT', raw: '' })).status).toBe(405)
    },
  },
  {
    name: 'fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-8-seconds-in-the-future-is-accepted',
    async run({ service, push }) {
      const soon = Math.floor(service.clock.now() / 1000) + 8
      const claims = { iat: soon, nbf: soon }
      expect((await push({}, { assertion: { claims } })).status).toBe(201)
    },
  },
  {
    name: 'fapi2-security-profile-final-par-ensure-jwt-client-assertions-nbf-over-60-seconds-in-the-future-fails',
    async run({ service, push }) {
      const late = Math.floor(service.clock.now() / 1000) + 61
      const claims = { iat: late, nbf: late, exp: late + 60 }
      expect(problemIn(await push({}, { assertion: { claims } }))).toBe(invalidAssertion)
    },
  },
  audienceModule('fapi2-security-profile-final-par-test-array-as-audience-fails', [issuer]),
  audienceModule('fapi2-security-profile-final-par-test-par-endpoint-url-as-audience-fails', `${issuer}/par`),
  audienceModule(
    'fapi2-security-profile-final-par-test-token-endpoint-url-as-audience-fails',
    `${issuer}/token`,
  ),
]

/** What the client is told where the address says more than the reference. */
async function answerWith(
  { push, visit, newBrowser, signInAt, answerIn }: FapiParty,
  pushed: Parameters,
  beside: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const browser = newBrowser()
  return answerIn(await signInAt(browser, await visit(browser, await push(pushed), beside)))
}

function nonceModule(name: string, length: number): FapiModule {
  return {
    name,
    async run({ tokens, verified, client }) {
      const long = 'n'.repeat(length)
      expect((await verified(await tokens({ nonce: long }), client))['nonce']).toBe(long)
    },
  }
}

function refusedModule(name: string, asked: Parameters, error = 'invalid_request'): FapiModule {
  return {
    name,
    async run({ push }) {
      const { status, body } = await push(asked)
      expect([status, body['error']]).toEqual([400, error])
      expect(body).not.toHaveProperty('request_uri')
    },
  }
}

function audienceModule(name: string, aud: string | readonly string[]): FapiModule {
  return {
    name,
    async run({ push }) {
      expect(problemIn(await push({}, { assertion: { claims: { aud } } }))).toBe(invalidAssertion)
      expect((await push()).status).toBe(201)
    },
  }
}
