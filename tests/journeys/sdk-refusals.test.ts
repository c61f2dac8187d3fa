import type { RegisteredPerson } from '@lgc/person'
import { type LgcClient, lgcClient } from '@lgc/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Document } from '../support/answer-checker.ts'
import { databases } from '../support/databases.ts'
import { type Reachable, backendOf, goodValue, openReachable } from '../support/product-backend.ts'
import {
  type Product,
  addApiKey,
  addPerson,
  addProduct,
  changeProduct,
  codeFor,
  logIn,
  redirectUri,
  testCaller,
  valueOf,
  verify,
} from '../support/signing-in.ts'

type Code = { readonly code: string; readonly codeVerifier: string }
type Scene = { readonly service: Reachable; readonly product: Product; readonly lgc: LgcClient }
type Refused = { readonly ok: boolean; readonly problem?: { readonly code: string } }

async function personOf({ service }: Scene): Promise<RegisteredPerson> {
  return addPerson(service)
}

/** A code for somebody, as the browser would bring it. */
async function newCode(scene: Scene, who?: RegisteredPerson, scope = 'openid profile'): Promise<Code> {
  const { service, product, lgc } = scene
  const { url, codeVerifier } = await lgc.authorizeUrl({ redirectUri, scope })
  const code_challenge = new URL(url).searchParams.get('code_challenge') ?? ''
  const more = { scope, code_challenge, code_challenge_method: 'S256' }
  const proof = await verify(service, who ?? (await personOf(scene)))
  return { code: await codeFor(service, product, proof, more), codeVerifier }
}

async function newToken(scene: Scene, who?: RegisteredPerson, scope?: string): Promise<string> {
  const exchange = { ...(await newCode(scene, who, scope)), redirectUri }
  return goodValue(await scene.lgc.exchangeCode(exchange)).sessionToken
}

async function withProduct(
  { service }: Scene,
  settings: Parameters<typeof addProduct>[1] = {},
): Promise<Scene> {
  const product = await addProduct(service, settings)
  return { service, product, lgc: await backendOf(service, product) }
}

/** Exchanges a good code, with something about it changed. */
async function exchange(
  scene: Scene,
  change: Partial<Code> & { redirectUri?: string } = {},
): Promise<Refused> {
  return scene.lgc.exchangeCode({ ...(await newCode(scene)), redirectUri, ...change })
}

const like =
  (settings: Readonly<Record<string, string>>) =>
  async (scene: Scene): Promise<Scene> => {
    const { issuer } = scene.service
    const { clientId } = scene.product.client
    const lgc = lgcClient({ issuer, clientId, ...settings })
    return { ...scene, lgc }
  }

async function suspend({ service }: Scene, { person }: RegisteredPerson): Promise<void> {
  await service.db.updateTable('persons').set({ status: 'suspended' }).where('xid', '=', person.xid).execute()
}

/** Every refusal that a product can meet, and how it comes to be. */
const provocations: Readonly<Record<string, (scene: Scene) => Promise<Refused>>> = {
  client_unknown: async (scene) => exchange(await like({ clientId: 'nobody', clientSecret: 's' })(scene)),
  client_inactive: async (scene) => {
    const own = await withProduct(scene)
    const code = await newCode(own)
    const { clientId } = own.product.client
    await own.service.core.switchClient({ clientId, isActive: false }, testCaller)
    return own.lgc.exchangeCode({ ...code, redirectUri })
  },
  client_secret_missing: async (scene) => exchange(await like({})(scene)),
  client_secret_not_allowed: async (scene) =>
    exchange(await like({ clientSecret: 's' })(await withProduct(scene, { secret: null }))),
  client_authentication_failed: async (scene) => exchange(await like({ clientSecret: 'wrong' })(scene)),
  validation_failed: (scene) => exchange(scene, { code: 'x'.repeat(200) }),
  authorization_code_invalid: (scene) => exchange(scene, { code: `lgac_${'A'.repeat(43)}` }),
  authorization_code_client_mismatch: async (scene) =>
    exchange(scene, await newCode(await withProduct(scene))),
  authorization_code_used: async (scene) => {
    const code = await newCode(scene)
    await exchange(scene, code)
    return exchange(scene, code)
  },
  authorization_code_expired: async (scene) => {
    const code = await newCode(scene)
    scene.service.clock.pass(601)
    return exchange(scene, code)
  },
  redirect_uri_mismatch: (scene) => exchange(scene, { redirectUri: 'https://app.example/elsewhere' }),
  pkce_verifier_mismatch: (scene) => exchange(scene, { codeVerifier: 'A'.repeat(43) }),
  pkce_verifier_unexpected: async (scene) => {
    const { service, product } = scene
    const code = await codeFor(service, product, await verify(service, await personOf(scene)))
    return exchange(scene, { code })
  },
  person_suspended: async (scene) => {
    const who = await personOf(scene)
    const token = await newToken(scene, who)
    await suspend(scene, who)
    return scene.lgc.checkSession(token)
  },
  grant_required: async (scene) => {
    const own = await withProduct(scene)
    const code = await newCode(own)
    await changeProduct(own.service, own.product, { requiresGrant: true })
    return exchange(own, code)
  },
  grant_revoked: async (scene) => {
    const own = await withProduct(scene)
    const { core } = own.service
    const who = await personOf(own)
    const order = { personXid: who.person.xid, clientId: own.product.client.clientId, accessLevel: 'editor' }
    const { xid } = valueOf(await core.createGrant(order, testCaller))
    valueOf(await core.revokeGrant(xid, testCaller))
    const code = await newCode(own, who)
    await changeProduct(own.service, own.product, { requiresGrant: true })
    return exchange(own, code)
  },
  api_key_missing: async (scene) => (await like({})(scene)).lgc.checkSession(await newToken(scene)),
  api_key_invalid: async (scene) =>
    (await like({ serviceKey: 'lgk_s_unknown' })(scene)).lgc.userinfo(await newToken(scene)),
  api_key_role_forbidden: async (scene) => {
    const serviceKey = await addApiKey(scene.service, scene.product, 'admin')
    return (await like({ serviceKey })(scene)).lgc.checkSession(await newToken(scene))
  },
  session_missing: ({ lgc }) => lgc.checkSession('no token at all'),
  session_not_found: ({ lgc }) => lgc.endSession('lgs_unknown'),
  session_kind_mismatch: async (scene) => {
    const { Cookie } = await logIn(scene.service, await personOf(scene))
    return scene.lgc.userinfo(Cookie.replace('lgc_session=', ''))
  },
  session_client_mismatch: async (scene) =>
    (await withProduct(scene)).lgc.checkSession(await newToken(scene)),
  session_expired: async (scene) => {
    const token = await newToken(scene)
    scene.service.clock.pass(86_400)
    return scene.lgc.checkSession(token)
  },
  session_idle_timeout: async (scene) => {
    const token = await newToken(scene)
    scene.service.clock.pass(7200)
    return scene.lgc.checkSession(token)
  },
  insufficient_scope: async (scene) => scene.lgc.userinfo(await newToken(scene, undefined, 'profile')),
}

/** What the document names and the SDK gives no occasion for. */
const unprovoked = new Set([
  // It sends one well-formed body, with one way to prove the client, and always a verifier.
  'malformed_json',
  'unsupported_media_type',
  'payload_too_large',
  'grant_type_unsupported',
  'client_authentication_ambiguous',
  'pkce_verifier_missing',
  // It sends no cookies, and no long addresses.
  'origin_not_allowed',
  'uri_too_long',
  // Limits are off in these suites, and have their own.
  'rate_limited',
  // These are thrown as LgcUnavailable.
  'server_error',
  'database_unavailable',
  'overloaded',
])

describe.each(databases)('what LGC refuses a product on $name', ({ create }) => {
  let scene: Scene
  beforeAll(async () => {
    const service = await openReachable(create)
    const product = await addProduct(service)
    scene = { service, product, lgc: await backendOf(service, product) }
  })
  afterAll(() => scene.service.close())

  it.each(Object.entries(provocations))('%s surfaces', async (code, provoke) => {
    const answer = await provoke(scene)
    expect(answer).toMatchObject({ ok: false, problem: { code } })
    expect(answer.problem).toMatchObject({
      status: expect.any(Number),
      requestId: expect.stringMatching(/^[0-9a-v]{20}$/),
      details: expect.any(Object),
    })
  })

  it('says what is wrong with a request', async () => {
    const answer = await exchange(scene, { code: 'x'.repeat(200) })
    expect(answer.problem).toMatchObject({ details: { fields: [{ path: 'code' }] } })
  })

  it('is all of what the document says', async () => {
    const document = (await (await scene.service.fetch('/openapi.json')).json()) as Document
    const { paths } = document
    const operations = [
      paths['/auth/token']?.['post'],
      paths['/auth/session']?.['get'],
      paths['/auth/session']?.['delete'],
      paths['/auth/userinfo']?.['get'],
    ]
    const documented = operations.flatMap((operation) =>
      Object.values(operation?.responses ?? {}).flatMap(({ content }) =>
        Object.values(content?.['application/json']?.examples ?? {}).map(({ value }) =>
          String(value['code']),
        ),
      ),
    )
    const met = new Set(documented.filter((code) => !unprovoked.has(code)))
    expect([...met].toSorted()).toEqual(Object.keys(provocations).toSorted())
  })
})
