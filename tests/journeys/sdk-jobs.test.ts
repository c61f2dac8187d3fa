import { type AdminClient, type Answer, LgcUnavailable, adminClient, provisioningClient } from '@lgc/sdk'
import type { ProvisioningClient } from '@lgc/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Document, type Operation, schemaCompiler } from '../support/answer-checker.ts'
import { databases } from '../support/databases.ts'
import { type Service, openService } from '../support/service.ts'

type Json = Readonly<Record<string, unknown>>
type Lgc = { readonly admin: AdminClient; readonly provisioning: ProvisioningClient }
type Asking = (lgc: Lgc) => Promise<Answer<unknown>>

const [xid, other] = ['dc15unbqbt112b2nq460', 'dc15unbqbt112b2nq470']
const at = '2026-01-02T03:04:05.678Z'
const newcomer = {
  nameDisplay: 'Ada',
  identity: { type: 'company_code', identifier: 'ACME-1001', challenge: 'correct horse battery' },
  consent: { scopes: ['openid'] },
  grant: { accessLevel: 'member' },
} as const
const settings = {
  name: 'Bar',
  redirectUris: ['https://bar.example/cb'],
  postLogoutRedirectUris: [],
  allowedScopes: ['openid'],
  requiresGrant: true,
  isFirstParty: false,
  codeLifetimeInSeconds: 60,
  logoUri: null,
  brandColor: '#0f766e',
  oauth: {
    tokenEndpointAuthMethod: 'none',
    grantTypes: ['authorization_code'],
    jwks: { keys: [{ kty: 'EC', 'x5t#S256': 'thumb' }] },
    jwksUri: null,
    idTokenSignedResponseAlg: 'RS256',
    accessTokenFormat: 'jwt',
    accessTokenLifetime: 60,
    requirePkce: true,
    requirePushedAuthorizationRequests: true,
    dpopBoundAccessTokens: true,
    profile: null,
    resources: ['https://api.example/'],
    refreshTokenLifetime: 60,
    refreshTokenIdleLifetime: 60,
    refreshTokenGrace: 1,
    backchannelLogoutUri: 'https://bar.example/out',
    backchannelLogoutSessionRequired: true,
    frontchannelLogoutUri: null,
    frontchannelLogoutSessionRequired: true,
    defaultMaxAge: 60,
  },
} as const
const page = { cursor: 'abc', limit: 7 }

/** Every operation for operators and provisioners, and how the SDK asks for it with all that may be said. */
const asking: Readonly<Record<string, Asking>> = {
  listPersons: ({ admin }) => admin.persons.list({ q: 'Ada', status: 'active' }).page(page),
  readPerson: ({ admin }) => admin.persons.read(xid),
  updatePerson: ({ admin }) =>
    admin.persons.update(xid, {
      nameDisplay: 'A',
      nameLegal: null,
      status: 'suspended',
      suspendedReason: 'r',
    }),
  deletePerson: ({ admin }) => admin.persons.delete(xid),
  listIdentities: ({ admin }) => admin.identities.list({ personXid: xid }),
  changeIdentifier: ({ admin }) => admin.identities.changeIdentifier(xid, 'ada@example.com'),
  changeChallenge: ({ admin }) =>
    admin.identities.changeChallenge(xid, 'correct horse battery', { revokeSessions: false }),
  createGrant: ({ admin }) =>
    admin.grants.create({ personXid: xid, clientId: 'bar-app', accessLevel: 'editor' }),
  listGrants: ({ admin }) => admin.grants.list({ personXid: xid, includeRevoked: false }).page(page),
  changeGrant: ({ admin }) => admin.grants.changeLevel(xid, 'editor'),
  revokeGrant: ({ admin }) => admin.grants.revoke(xid),
  listClients: ({ admin }) => admin.clients.list({ q: 'bar', includeInactive: true }).page(page),
  readClient: ({ admin }) => admin.clients.read(xid),
  createClient: ({ admin }) => admin.clients.create({ clientId: 'bar-app', type: 'public', ...settings }),
  updateClient: ({ admin }) => admin.clients.update(xid, settings),
  deactivateClient: ({ admin }) => admin.clients.deactivate(xid),
  activateClient: ({ admin }) => admin.clients.activate(xid),
  rotateClientSecret: ({ admin }) => admin.clients.rotateSecret(xid, { overlapSeconds: 60 }),
  listApiKeys: ({ admin }) => admin.clients.apiKeys.list(xid),
  createApiKey: ({ admin }) =>
    admin.clients.apiKeys.create(xid, {
      name: 'k',
      role: 'service',
      expiresAt: '2030-01-31T00:00:00Z',
      allowedNetworks: ['192.0.2.0/24'],
    }),
  revokeApiKey: ({ admin }) => admin.clients.apiKeys.revoke(xid, other),
  listSessions: ({ admin }) => admin.sessions.list({ clientId: 'bar-app' }).page(page),
  revokeSession: ({ admin }) => admin.sessions.revoke(xid),
  listConsents: ({ admin }) => admin.consents.list({ personXid: xid }).page(page),
  withdrawConsent: ({ admin }) => admin.consents.withdraw(xid),
  listRealms: ({ admin }) => admin.realms.list().page(page),
  createRealm: ({ admin }) => admin.realms.create('partners'),
  renameRealm: ({ admin }) => admin.realms.rename(xid, 'partners'),
  readAudit: ({ admin }) =>
    admin.logs
      .audit({ action: 'person.created', agentXid: xid, targetXid: xid, from: at, to: at, ipAddress: '::1' })
      .page({ cursor: xid, limit: 7 }),
  readSecurityEvents: ({ admin }) =>
    admin.logs
      .security({ event: 'verify_failed', identifierHmac: '0', clientId: 'bar', requestId: 'r' })
      .page({}),
  readRequests: ({ admin }) => admin.logs.requests({ clientXid: xid, apiKeyXid: xid, personXid: xid }).page(),
  provisionPersons: ({ provisioning }) => provisioning.provision(newcomer),
  changeProvisionedChallenge: ({ provisioning }) =>
    provisioning.changeChallenge(xid, 'correct horse battery', { identityXid: other }),
  changeProvisionedIdentifier: ({ provisioning }) => provisioning.changeIdentifier(xid, 'ACME-1002'),
}

type Sent = { readonly address: string; readonly request: RequestInit }

function answering(status: number, body: unknown): Lgc & { readonly sent: Sent[] } {
  const sent: Sent[] = []
  const job = {
    issuer: 'https://login.example',
    apiKey: 'lgk_1',
    patience: { maxAttempts: 1 },
    async fetch(address: string, request: RequestInit) {
      sent.push({ address, request })
      return new Response(status === 204 ? null : JSON.stringify(body), { status })
    },
  }
  return { admin: adminClient(job), provisioning: provisioningClient(job), sent }
}

describe('the SDK for jobs and the OpenAPI document', () => {
  type Placed = { readonly path: string; readonly method: string; readonly operation: Operation }
  let service: Service
  let document: Document
  let schemaAt: ReturnType<typeof schemaCompiler>
  let placed: ReadonlyMap<string, Placed>
  beforeAll(async () => {
    const [database] = databases
    if (!database) throw new Error('there is no database')
    service = await openService(database.create)
    document = (await (await service.fetch('/openapi.json')).json()) as Document
    schemaAt = schemaCompiler(document)
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    )
    placed = new Map(all.map((one) => [one.operation.operationId, one]))
  })
  afterAll(() => service.close())

  const placeOf = (id: string): Placed => {
    const found = placed.get(id)
    if (!found) throw new Error(`the document has no ${id}`)
    return found
  }
  const goodAnswer = (id: string) => {
    const { path, method, operation } = placeOf(id)
    const [status = ''] = Object.keys(operation.responses).filter((one) => /^20[14]$/.test(one))
    const good = status === '' ? '200' : status
    const media = operation.responses[good]?.content?.['application/json']
    const place = ['paths', path, method, 'responses', good, 'content', 'application/json', 'schema']
    return { status: Number(good), media, isValid: (body: unknown) => schemaAt(place)(body) === true }
  }

  it('cover the same operations, but for downloads', () => {
    const meant = [...placed.values()]
      .filter(({ path }) => /^\/(admin|provisioning)\//.test(path) && !path.endsWith('/export'))
      .map(({ operation }) => operation.operationId)
    expect(Object.keys(asking).toSorted()).toEqual(meant.toSorted())
  })

  describe.each(Object.entries(asking))('on %s', (id, ask) => {
    it('agree on the request', async () => {
      const { path, method, operation } = placeOf(id)
      const lgc = answering(500, {})
      await expect(ask(lgc)).rejects.toThrow(LgcUnavailable)
      const [{ address, request } = { address: '', request: {} }] = lgc.sent
      const url = new URL(address)
      expect(request.method?.toLowerCase()).toBe(method)
      expect(url.pathname).toMatch(new RegExp(`^${path.replace(/\{[a-z_]+\}/g, '[0-9a-v]{20}')}$`))
      const { parameters = [] } = operation as { readonly parameters?: readonly Json[] }
      const known = parameters.filter((one) => one['in'] === 'query').map((one) => one['name'])
      expect([...url.searchParams.keys()].filter((name) => !known.includes(name))).toEqual([])
      const headers = new Headers(request.headers)
      expect(headers.get('x-api-key')).toBe('lgk_1')
      const isKeyed = parameters.some((one) => one['name'] === 'Idempotency-Key')
      expect(headers.has('idempotency-key')).toBe(isKeyed)
      expect(request.body === undefined).toBe(operation.requestBody === undefined)
      if (typeof request.body !== 'string') return
      const body = JSON.parse(request.body) as Json
      const isValid = schemaAt([
        'paths',
        path,
        method,
        'requestBody',
        'content',
        'application/json',
        'schema',
      ])
      expect(isValid(body), JSON.stringify(isValid.errors)).toBe(true)
    })

    it('mean the same by the members of the answer, and miss those that are missing', async () => {
      const { status, media, isValid } = goodAnswer(id)
      if (!media) return expect(await ask(answering(204, null))).toEqual({ ok: true, value: undefined })
      const { example } = media
      const answered = (await ask(answering(status, example))) as { readonly value: unknown }
      expect(answered.value).toEqual(
        isUnwrapped(answered.value) ? inCamelCase(example)['data'] : inCamelCase(example),
      )
      for (const path of requiredMembers(example)) {
        const rest = without(example, path)
        if (isValid(rest)) continue
        await expect(ask(answering(status, rest)), `${id} ${path.join('.')}`).rejects.toThrow(LgcUnavailable)
      }
    })

    it('agree on every refusal', async () => {
      const { operation } = placeOf(id)
      const refusals = Object.entries(operation.responses).flatMap(([status, { content }]) =>
        Object.values(content?.['application/json']?.examples ?? {}).map(({ value }) => ({ status, value })),
      )
      expect(refusals.length).toBeGreaterThan(2)
      for (const { status, value } of refusals) {
        const asked = ask(answering(Number(status), value))
        const problem = { code: value['code'], status: Number(status), requestId: value['request_id'] }
        if (status >= '500') await expect(asked).rejects.toThrow(LgcUnavailable)
        else expect(await asked).toMatchObject({ ok: false, problem })
      }
    })
  })
})

/** Lists that need no pages come without their wrapping. */
function isUnwrapped(value: unknown): boolean {
  return Array.isArray(value)
}

function inCamelCase(value: unknown): Json {
  return camel(value) as Json
}

function camel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camel)
  if (typeof value !== 'object' || value === null) return value
  const pairs = Object.entries(value).map(
    ([name, member]) =>
      [name.replace(/_[a-z]/g, (pair) => pair.slice(1).toUpperCase()), camel(member)] as const,
  )
  return Object.fromEntries(pairs)
}

function requiredMembers(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const here = [...path, name]
    return [...(Array.isArray(value) ? [] : [here]), ...requiredMembers(inner, here)]
  })
}

function without(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => (String(index) === name ? without(item, rest) : item))
  }
  const { [name]: inner, ...others } = value as Json
  return rest.length === 0 ? others : { ...others, [name]: without(inner, rest) }
}
