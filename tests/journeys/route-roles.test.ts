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

const provisioning: Row = {
  anonymous: '401 api_key_missing',
  service: '403 api_key_role_forbidden',
  provisioner: '415 unsupported_media_type',
  admin: '403 api_key_role_forbidden',
  otherwise: '401 api_key_invalid',
}
/** With nothing but the key and an xid that is none. */
const forAdmins = (said: string): Row => ({
  anonymous: '401 api_key_missing',
  service: '403 api_key_role_forbidden',
  provisioner: '403 api_key_role_forbidden',
  admin: said,
  otherwise: '401 api_key_invalid',
})

const table: Readonly<Record<string, Row>> = {
  'post /auth/identify': noBody,
  'post /auth/challenge': noBody,
  'post /auth/verify': noBody,
  'post /auth/authorize': noBody,
  'post /auth/consent': noBody,
  'post /auth/login-session': noBody,
  'post /auth/token': noBody,
  'post /token': noBody,
  'get /userinfo': { otherwise: '401 access_token_missing' },
  'post /userinfo': { otherwise: '401 access_token_missing' },
  'post /introspect': noBody,
  'post /revoke': noBody,
  'post /par': noBody,
  'post /persons': noBody,
  'post /provisioning/persons': provisioning,
  'patch /provisioning/persons/:xid/challenge': provisioning,
  'patch /provisioning/persons/:xid/identifier': provisioning,
  'post /auth/password/request-reset': noBody,
  'post /auth/password/reset': noBody,
  'post /auth/password/change': noBody,
  'post /auth/email/verify': noBody,
  'post /auth/email/request-change': noBody,
  'post /auth/email/change': noBody,
  'post /auth/phone/request-change': noBody,
  'post /auth/phone/change': noBody,
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
  'get /admin/persons': forAdmins('200'),
  'get /admin/persons/:xid': forAdmins('404 person_not_found'),
  'patch /admin/persons/:xid': forAdmins('415 unsupported_media_type'),
  'delete /admin/persons/:xid': forAdmins('404 person_not_found'),
  'get /admin/identities': forAdmins('400 validation_failed'),
  'patch /admin/identities/:xid': forAdmins('415 unsupported_media_type'),
  'patch /admin/identities/:xid/challenge': forAdmins('415 unsupported_media_type'),
  'post /admin/grants': forAdmins('415 unsupported_media_type'),
  'get /admin/grants': forAdmins('400 validation_failed'),
  'patch /admin/grants/:xid': forAdmins('415 unsupported_media_type'),
  'delete /admin/grants/:xid': forAdmins('404 grant_not_found'),
  'get /admin/clients': forAdmins('200'),
  'get /admin/clients/:xid': forAdmins('404 client_not_found'),
  'post /admin/clients': forAdmins('415 unsupported_media_type'),
  'patch /admin/clients/:xid': forAdmins('415 unsupported_media_type'),
  'post /admin/clients/:xid/deactivate': forAdmins('404 client_not_found'),
  'post /admin/clients/:xid/activate': forAdmins('404 client_not_found'),
  'post /admin/clients/:xid/secret/rotate': forAdmins('415 unsupported_media_type'),
  'get /admin/clients/:xid/api-keys': forAdmins('404 client_not_found'),
  'post /admin/clients/:xid/api-keys': forAdmins('415 unsupported_media_type'),
  'delete /admin/clients/:xid/api-keys/:key_xid': forAdmins('404 client_not_found'),
  'get /admin/sessions': forAdmins('400 validation_failed'),
  'delete /admin/sessions/:xid': forAdmins('404 session_not_found'),
  'get /admin/consents': forAdmins('400 validation_failed'),
  'delete /admin/consents/:xid': forAdmins('404 consent_not_found'),
  'get /admin/realms': forAdmins('200'),
  'post /admin/realms': forAdmins('415 unsupported_media_type'),
  'patch /admin/realms/:xid': forAdmins('415 unsupported_media_type'),
  'get /admin/audit': forAdmins('200'),
  'get /admin/audit/export': forAdmins('200'),
  'get /admin/security-events': forAdmins('200'),
  'get /admin/security-events/export': forAdmins('200'),
  'get /admin/requests': forAdmins('200'),
  'get /admin/requests/export': forAdmins('200'),
  'get /.well-known/openid-configuration': open,
  'get /.well-known/oauth-authorization-server': open,
  'post /device_authorization': noBody,
  'post /client-registration': { otherwise: '401 registration_token_missing' },
  'get /client-registration/:xid': { otherwise: '401 registration_token_missing' },
  'put /client-registration/:xid': { otherwise: '401 registration_token_missing' },
  'delete /client-registration/:xid': { otherwise: '401 registration_token_missing' },
  'get /jwks': open,
  'get /.well-known/jwks.json': open,
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
