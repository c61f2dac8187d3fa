import { apiKeyRoles } from '@lgc/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointsOf } from '../../apps/api/src/routes/endpoints.ts'
import { databases } from '../support/databases.ts'
import { type Service, openService, testConfig } from '../support/service.ts'
import { addProduct, valueOf } from '../support/signing-in.ts'
import { freshName, testCaller } from '../support/world.ts'

const callers = ['anonymous', ...apiKeyRoles, 'revoked', 'expired'] as const
type CallerKind = (typeof callers)[number]

/** What a caller with nothing but this key gets when the request is otherwise empty. */
type Row = Readonly<Partial<Record<CallerKind, string>>> & { readonly otherwise: string }

/** A body that is missing or empty is refused before anything is asked about the caller. */
const noBody: Row = { otherwise: '415 unsupported_media_type' }
const open: Row = { otherwise: '200' }

const table: Readonly<Record<string, Row>> = {
  'post /auth/identify': noBody,
  'post /auth/verify': noBody,
  'post /auth/authorize': noBody,
  'post /auth/consent': noBody,
  'post /auth/login-session': noBody,
  'post /auth/token': noBody,
  'post /persons': noBody,
  'post /auth/password/request-reset': noBody,
  'post /auth/password/reset': noBody,
  'post /auth/password/change': noBody,
  'post /auth/email/request-verification': { otherwise: '401 session_missing' },
  'get /auth/session': {
    anonymous: '401 api_key_missing',
    service: '401 session_missing',
    provisioner: '403 api_key_role_forbidden',
    admin: '403 api_key_role_forbidden',
    otherwise: '401 api_key_invalid',
  },
  'delete /auth/session': { otherwise: '401 session_missing' },
  'get /auth/userinfo': {
    anonymous: '401 session_missing',
    service: '401 session_missing',
    provisioner: '403 api_key_role_forbidden',
    admin: '403 api_key_role_forbidden',
    otherwise: '401 api_key_invalid',
  },
  'get /health/live': open,
  'get /health/ready': open,
}

describe.each(databases)('who may call what, on $name', ({ create }) => {
  let service: Service
  const keys = new Map<CallerKind, string>()

  beforeAll(async () => {
    service = await openService(create)
    const { core, clock } = service
    const { client } = await addProduct(service)
    const order = { clientId: client.clientId, expiresAt: null }
    for (const role of apiKeyRoles) {
      keys.set(role, valueOf(await core.createApiKey({ ...order, name: role, role }, testCaller)).key)
    }
    const revoked = valueOf(
      await core.createApiKey({ ...order, name: freshName('key'), role: 'service' }, testCaller),
    )
    await core.revokeApiKey(revoked.apiKey.xid, testCaller)
    keys.set('revoked', revoked.key)
    const expiring = { ...order, name: freshName('key'), role: 'service' as const, expiresAt: clock.now() }
    keys.set('expired', valueOf(await core.createApiKey(expiring, testCaller)).key)
  })
  afterAll(() => service.close())

  const endpoints = (): readonly { method: string; path: string }[] =>
    endpointsOf(service.core, testConfig, async () => null)

  it('is said for every route there is, and for no other', () => {
    const routes = endpoints().map(({ method, path }) => `${method} ${path}`)
    expect(routes.toSorted()).toEqual(Object.keys(table).toSorted())
  })

  it.each(callers)('%s', async (caller) => {
    const key = keys.get(caller)
    for (const { method, path } of endpoints()) {
      const headers = key === undefined ? {} : { 'X-API-Key': key }
      const { status, body } = await service.call(path, { method: method.toUpperCase(), headers })
      const said = typeof body['code'] === 'string' ? `${status} ${body['code']}` : String(status)
      const row = table[`${method} ${path}`]
      expect(`${method} ${path}: ${said}`).toBe(`${method} ${path}: ${row?.[caller] ?? row?.otherwise}`)
    }
  })
})
