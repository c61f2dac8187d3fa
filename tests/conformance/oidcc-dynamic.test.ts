import { decodeProtectedHeader } from 'jose'
import { expect, it } from 'vitest'
import { assertionOf, newClientKey } from '../support/client-keys.ts'
import { refresh } from '../support/oidc.ts'
import type { Asked } from '../support/openid.ts'
import { issuer, problemIn, redirectUri, testCaller, textOf, valueOf } from '../support/signing-in.ts'
import { errorCodeIn } from '../support/visitor.ts'
import { type DynamicModule, type DynamicParty, describeDynamic } from './dynamic-party.ts'
import { nonce, state } from './relying-party.ts'

const discovery = '/.well-known/openid-configuration'
const withQuery = `${redirectUri}?foo=bar`
const refreshing = { grant_types: ['authorization_code', 'refresh_token'] }

const modules: readonly DynamicModule[] = [
  {
    name: 'oidcc-idtoken-rs256',
    async run({ newClient, tokens, verified }) {
      const client = await newClient({ id_token_signed_response_alg: 'RS256' })
      const answer = await tokens(client)
      expect(decodeProtectedHeader(textOf(answer, 'id_token')).alg).toBe('RS256')
      expect(await verified(answer, client)).toMatchObject({ nonce })
    },
  },
  {
    name: 'oidcc-idtoken-unsigned',
    async run(party) {
      const metadata = await party.read(discovery)
      expect(metadata['id_token_signing_alg_values_supported']).not.toContain('none')
      const asked = { id_token_signed_response_alg: 'none' }
      await expectRefusal(party, asked, 'invalid_client_metadata', 'id_token_signed_response_alg')
    },
  },
  {
    name: 'oidcc-userinfo-rs256',
    async run({ read, newClient, tokens, userinfo, personXid }) {
      expect(await read(discovery)).not.toHaveProperty('userinfo_signing_alg_values_supported')
      const client = await newClient({ userinfo_signed_response_alg: 'RS256' })
      expect(client.registered).not.toHaveProperty('userinfo_signed_response_alg')
      const answer = await userinfo((await tokens(client)).body['access_token'])
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
      expect([answer.status, answer.body]).toEqual([200, { sub: personXid }])
    },
  },
  {
    name: 'oidcc-redirect-uri-query-OK',
    async run({ newClient, newBrowser, authorize, redeem, verified }) {
      const client = await newClient({ redirect_uris: [withQuery] })
      const answer = await authorize(newBrowser(), { redirect_uri: withQuery }, client)
      expect(answer).toEqual({ foo: 'bar', code: expect.any(String), state, iss: issuer })
      const tokens = await redeem(answer, client, { redirect_uri: withQuery })
      expect(await verified(tokens, client)).toMatchObject({ nonce })
    },
  },
  strayModule('oidcc-redirect-uri-query-mismatch', withQuery, { redirect_uri: `${redirectUri}?bar=foo` }),
  strayModule('oidcc-redirect-uri-query-added', redirectUri, { redirect_uri: withQuery }),
  strayModule('oidcc-ensure-redirect-uri-in-authorization-request', redirectUri, { redirect_uri: null }),
  {
    name: 'oidcc-redirect-uri-regfrag',
    async run(party) {
      const asked = { redirect_uris: [`${redirectUri}#foobar`] }
      await expectRefusal(party, asked, 'invalid_redirect_uri', 'redirect_uris')
    },
  },
  {
    name: 'oidcc-discovery-endpoint-verification',
    async run({ read }) {
      expect(await read(discovery)).toMatchObject({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        userinfo_endpoint: `${issuer}/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        registration_endpoint: `${issuer}/client-registration`,
        scopes_supported: expect.arrayContaining(['openid']),
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: expect.arrayContaining(['RS256']),
        token_endpoint_auth_methods_supported: expect.arrayContaining(['private_key_jwt']),
        token_endpoint_auth_signing_alg_values_supported: expect.arrayContaining(['RS256', 'ES256']),
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
      })
    },
  },
  {
    name: 'oidcc-server',
    async run({ newClient, newBrowser, authorize, redeem, verified, userinfo, personXid }) {
      const client = await newClient({ client_name: 'The client of a plan' })
      expect(client.registered).toMatchObject({
        client_name: 'The client of a plan',
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [client.key.publicJwk] },
      })
      expect(client.registered).not.toHaveProperty('client_secret')
      const answer = await authorize(newBrowser(), {}, client)
      expect(answer).toEqual({ code: expect.any(String), state, iss: issuer })
      const tokens = await redeem(answer, client)
      expect(tokens.body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) })
      expect(await verified(tokens, client)).toMatchObject({ sub: personXid, nonce })
      expect((await userinfo(tokens.body['access_token'])).body).toEqual({ sub: personXid })
    },
  },
  {
    name: 'oidcc-registration-logo-uri',
    async run({ newClient, ask, signInAt, answerIn, newBrowser }) {
      const logo_uri = 'https://logos.example/client.png'
      const client = await newClient({ logo_uri })
      expect(client.registered).toMatchObject({ logo_uri })
      const browser = newBrowser()
      const page = await ask(browser, {}, client)
      expect(page.html).toContain(`<img class="mark logo" src="${logo_uri}"`)
      expect(page.headers.get('content-security-policy')).toMatch(/img-src [^;]*https:\/\/logos\.example/)
      expect(answerIn(await signInAt(browser, page))).toMatchObject({ code: expect.any(String) })
    },
  },
  unseenModule('oidcc-registration-policy-uri', 'policy_uri'),
  unseenModule('oidcc-registration-tos-uri', 'tos_uri'),
  {
    name: 'oidcc-registration-jwks-uri',
    async run({ newClientByUri, newBrowser, authorize, redeem, proofOf, verified }) {
      const client = await newClientByUri()
      expect(client.registered).toMatchObject({ jwks_uri: 'https://app.example/jwks' })
      expect(client.registered).not.toHaveProperty('jwks')
      const answer = await authorize(newBrowser(), {}, client)
      const thief = await newClientKey('ES256', client.key.publicJwk.kid)
      const stolen = await redeem(answer, client, await proofOf(client, thief))
      expect(problemIn(stolen)).toBe('401 invalid_client client_assertion_invalid')
      expect(await verified(await redeem(answer, client), client)).toMatchObject({ nonce })
    },
  },
  sectorModule('oidcc-registration-sector-uri', 'https://app.example/sector.json'),
  sectorModule('oidcc-registration-sector-bad', 'https://evil.example/sector.json'),
  {
    name: 'oidcc-server-rotate-keys',
    async run({ service, read, newClient, tokens, verified }) {
      const kids = async () =>
        ((await read('/jwks'))['keys'] as readonly { kid: string }[]).map(({ kid }) => kid)
      const client = await newClient()
      const first = await tokens(client)
      const former = decodeProtectedHeader(textOf(first, 'id_token')).kid
      const before = await kids()
      const { kid: announced } = valueOf(await service.core.rotateKey('RS256', testCaller))
      // Instances read the keys again after some seconds.
      service.clock.pass(5)
      expect(await kids()).toEqual(expect.arrayContaining([...before, announced]))
      service.clock.pass(900)
      const second = await tokens(client)
      expect(decodeProtectedHeader(textOf(second, 'id_token')).kid).toBe(announced)
      expect(announced).not.toBe(former)
      expect(await verified(second, client)).toMatchObject({ nonce })
      expect(await kids()).toContain(former)
    },
  },
  {
    name: 'oidcc-refresh-token-rp-key-rotation',
    async run({ service, keyServer, newClientByUri, tokens, proofOf, verified }) {
      const client = await newClientByUri(refreshing)
      const first = await tokens(client, { scope: 'openid offline_access', prompt: 'consent' })
      keyServer.key = await newClientKey('ES256', 'key-of-another-day')
      service.clock.pass(30)
      const proof = await proofOf(client, keyServer.key)
      const second = await refresh(service, client, first.body['refresh_token'], proof)
      expect(await verified(second, client)).toMatchObject({ aud: client.client.clientId })
      const former = await proofOf(client, client.key)
      const late = await refresh(service, client, second.body['refresh_token'], former)
      expect(problemIn(late)).toBe('401 invalid_client client_assertion_invalid')
    },
  },
  referringModule('oidcc-request-uri-unsigned', 'none'),
  referringModule('oidcc-request-uri-signed-rs256', 'RS256'),
  {
    name: 'oidcc-ensure-request-object-with-redirect-uri',
    async run({ service, newClient, ask, answerIn, newBrowser }) {
      const client = await newClient()
      const claims = { redirect_uri: 'https://evil.example/callback' }
      const now = service.clock.now()
      const request = await assertionOf(client.key, client.client.clientId, { now, claims })
      const answer = answerIn(await ask(newBrowser(), { request }, client))
      expect(answer).toEqual({ error: 'request_not_supported', state, iss: issuer })
    },
  },
  {
    name: 'oidcc-refresh-token',
    async run({ service, newClient, tokens, proofOf, verified, personXid }) {
      const [client, other] = [await newClient(refreshing), await newClient(refreshing)]
      const first = await tokens(client, { scope: 'openid offline_access', prompt: 'consent' })
      service.clock.pass(1)
      const second = await refresh(service, client, first.body['refresh_token'], await proofOf(client))
      expect(second.body['access_token']).not.toBe(first.body['access_token'])
      const [before, after] = [await verified(first, client), await verified(second, client)]
      expect(after).toMatchObject({ sub: personXid, aud: before.aud, auth_time: before['auth_time'] })
      expect(Number(after.iat)).toBeGreaterThan(Number(before.iat))
      const stolen = await refresh(service, other, second.body['refresh_token'], await proofOf(other))
      expect(problemIn(stolen)).toContain('400 invalid_grant')
    },
  },
  {
    name: 'oidcc-ensure-client-assertion-with-iss-aud-succeeds',
    async run({ newClient, newBrowser, authorize, redeem, proofOf, verified }) {
      const client = await newClient()
      const answer = await authorize(newBrowser(), {}, client)
      const proof = await proofOf(client, client.key, { aud: issuer })
      expect(await verified(await redeem(answer, client, proof), client)).toMatchObject({ nonce })
    },
  },
]

/** A redirect URI that was not registered letter by letter is told to the person, and to nobody else. */
function strayModule(name: string, registered: string, asked: Asked): DynamicModule {
  return {
    name,
    async run({ newClient, ask, newBrowser }) {
      const client = await newClient({ redirect_uris: [registered] })
      const page = await ask(newBrowser(), asked, client)
      expect([page.status, page.location]).toEqual([400, null])
      expect(errorCodeIn(page)).toBe('redirect_uri_mismatch')
    },
  }
}

/** What the service does not know is not kept, and no page leads there. */
function unseenModule(name: string, member: string): DynamicModule {
  return {
    name,
    async run({ newClient, ask, signInAt, answerIn, newBrowser }) {
      const address = `https://app.example/${member}`
      const client = await newClient({ [member]: address })
      expect(client.registered).not.toHaveProperty(member)
      const browser = newBrowser()
      const page = await ask(browser, {}, client)
      expect(page.html).not.toContain(address)
      expect(answerIn(await signInAt(browser, page))).toMatchObject({ code: expect.any(String) })
    },
  }
}

/** Sectors are for subjects that differ from client to client. */
function sectorModule(name: string, sector_identifier_uri: string): DynamicModule {
  return {
    name,
    async run(party) {
      expect((await party.read(discovery))['subject_types_supported']).toEqual(['public'])
      const asked = { subject_type: 'pairwise', sector_identifier_uri }
      await expectRefusal(party, asked, 'invalid_client_metadata', 'subject_type')
      const { registered } = await party.newClient({ sector_identifier_uri })
      expect(registered).toMatchObject({ subject_type: 'public' })
      expect(registered).not.toHaveProperty('sector_identifier_uri')
    },
  }
}

/** Requests are never fetched from where a client says that they are. */
function referringModule(name: string, request_object_signing_alg: string): DynamicModule {
  return {
    name,
    async run({ read, newClient, ask, answerIn, newBrowser }) {
      expect(await read(discovery)).toMatchObject({ request_uri_parameter_supported: false })
      const request_uri = 'https://app.example/request.jwt'
      const client = await newClient({ request_uris: [request_uri], request_object_signing_alg })
      for (const member of ['request_uris', 'request_object_signing_alg'])
        expect(client.registered).not.toHaveProperty(member)
      const answer = answerIn(await ask(newBrowser(), { request_uri }, client))
      expect(answer).toEqual({ error: 'request_uri_not_supported', state, iss: issuer })
    },
  }
}

async function expectRefusal(
  { service, register }: DynamicParty,
  metadata: Readonly<Record<string, unknown>>,
  error: string,
  at: string,
): Promise<void> {
  const before = await service.core.queries.clients.list()
  const { status, body } = await register(metadata)
  expect([status, body['error'], body['fields']]).toEqual([
    400,
    error,
    [{ path: at, rule: expect.any(String) }],
  ])
  expect(await service.core.queries.clients.list()).toHaveLength(before.length)
}

it('the dynamic plan has 23 modules', () => {
  expect(new Set(modules.map(({ name }) => name)).size).toBe(23)
})

describeDynamic('oidcc-dynamic-certification-test-plan', modules)
