import type { RegisteredPerson } from '@lgc/person'
import * as client from 'openid-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newClientKey } from '../support/client-keys.ts'
import { databases } from '../support/databases.ts'
import { type LoopbackIssuer, openLoopbackIssuer } from '../support/loopback-issuer.ts'
import { type OidcProduct, addOidcProduct } from '../support/oidc.ts'
import { signInAt } from '../support/openid.ts'
import { addPerson, redirectUri } from '../support/signing-in.ts'
import { type Page, type Visitor, formIn } from '../support/visitor.ts'

describe.each(databases.slice(0, 1))('openid-client, told only who the issuer is, on $name', ({ create }) => {
  let server: LoopbackIssuer
  let person: RegisteredPerson
  let product: OidcProduct
  let config: client.Configuration
  let visitor: Visitor
  beforeAll(async () => {
    server = await openLoopbackIssuer(create)
    person = await addPerson(server)
    product = await addOidcProduct(server, {
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    })
    config = await configurationOf(product, client.ClientSecretBasic(product.secret ?? ''))
    visitor = server.newVisitor()
  })
  afterAll(() => server.close())

  /** Signatures are checked even where TLS would do, and the time of the sign-in has to be told. */
  async function configurationOf(
    of: OidcProduct,
    authentication: client.ClientAuth,
    metadata: Partial<client.ClientMetadata> = {},
  ): Promise<client.Configuration> {
    const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks]
    return client.discovery(
      new URL(server.issuer),
      of.client.clientId,
      { require_auth_time: true, id_token_signed_response_alg: 'ES256', ...metadata },
      authentication,
      { execute },
    )
  }

  type Start = { readonly url: URL; readonly checks: client.AuthorizationCodeGrantChecks }

  async function start(asked: Record<string, string> = {}, of = config): Promise<Start> {
    const pkceCodeVerifier = client.randomPKCECodeVerifier()
    const expectedState = client.randomState()
    const expectedNonce = client.randomNonce()
    const url = client.buildAuthorizationUrl(of, {
      redirect_uri: redirectUri,
      scope: 'openid profile email offline_access',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...asked,
    })
    return { url, checks: { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true } }
  }

  /** Where the browser goes; it types a password if it is asked for one. */
  async function go(url: URL): Promise<Page> {
    const page = await visitor.visit(`${url.pathname}${url.search}`)
    const asksWhoItIs = page.html.includes('action="/login"')
    return asksWhoItIs ? signInAt(visitor, page, person) : page
  }

  async function signIn(asked: Record<string, string> = {}, of = config) {
    const { url, checks } = await start(asked, of)
    const { location } = await go(url)
    return client.authorizationCodeGrant(of, new URL(location ?? ''), checks)
  }

  it('signs a person in, with PKCE, state, nonce and the issuer of the answer', async () => {
    const tokens = await signIn({ max_age: '600' })
    const claims = tokens.claims()
    expect(claims).toMatchObject({ iss: server.issuer, sub: person.person.xid })
    expect(claims?.['auth_time']).toBeTypeOf('number')
    const userinfo = await client.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
    expect(userinfo).toMatchObject({ name: 'Ada', email: person.identity.identifier })
  })

  it('refuses an answer whose state or issuer is not the one it waits for', async () => {
    const { url, checks } = await start()
    const { location } = await go(url)
    for (const [name, value] of [
      ['state', 'another'],
      ['iss', 'https://evil.example'],
    ] as const) {
      const changed = new URL(location ?? '')
      changed.searchParams.set(name, value)
      const cause = expect.objectContaining({ message: expect.stringContaining(`"${name}"`) }) as unknown
      const exchange = client.authorizationCodeGrant(config, changed, checks)
      await expect(exchange).rejects.toMatchObject({ cause })
    }
    await expect(
      client.authorizationCodeGrant(config, new URL(location ?? ''), checks),
    ).resolves.toBeDefined()
  })

  it('pushes its request first, so that the browser carries a reference only', async () => {
    const { url, checks } = await start()
    const asked = Object.fromEntries(url.searchParams)
    const pushed = await client.buildAuthorizationUrlWithPAR(config, asked)
    expect([...pushed.searchParams.keys()].toSorted()).toEqual(['client_id', 'request_uri'])
    const { location } = await go(pushed)
    const tokens = await client.authorizationCodeGrant(config, new URL(location ?? ''), checks)
    expect(tokens.claims()?.sub).toBe(person.person.xid)
  })

  it('takes the answer by form', async () => {
    const { url, checks } = await start({ response_mode: 'form_post' })
    const { fields } = formIn((await go(url)).html)
    const posted = new Request(redirectUri, { method: 'POST', body: new URLSearchParams(fields) })
    const tokens = await client.authorizationCodeGrant(config, posted, checks)
    expect(tokens.claims()?.sub).toBe(person.person.xid)
  })

  it('is told why, where it asks for what cannot be', async () => {
    const { url, checks } = await start({ scope: 'openid admin' })
    const { location } = await go(url)
    const refused = client.authorizationCodeGrant(config, new URL(location ?? ''), checks)
    await expect(refused).rejects.toMatchObject({ error: 'invalid_scope' })
  })

  it('refreshes, and learns that a token was used before', async () => {
    const first = await signIn()
    const second = await client.refreshTokenGrant(config, first.refresh_token ?? '')
    expect(second.claims()).toMatchObject({ sub: person.person.xid, sid: first.claims()?.['sid'] })
    const replay = client.refreshTokenGrant(config, first.refresh_token ?? '')
    await expect(replay).rejects.toMatchObject({ error: 'invalid_grant' })
    const successor = client.refreshTokenGrant(config, second.refresh_token ?? '')
    await expect(successor).rejects.toMatchObject({ error: 'invalid_grant' })
  })

  it('introspects a token, revokes it, and hears of neither afterwards', async () => {
    const { access_token } = await signIn()
    const client_id = product.client.clientId
    expect(await client.tokenIntrospection(config, access_token)).toMatchObject({ active: true, client_id })
    await client.tokenRevocation(config, access_token)
    expect(await client.tokenIntrospection(config, access_token)).toEqual({ active: false })
    const asked = client.fetchUserInfo(config, access_token, person.person.xid)
    await expect(asked).rejects.toMatchObject({ status: 401 })
  })

  it('acts in its own name', async () => {
    const tokens = await client.clientCredentialsGrant(config, { scope: 'notes:read' })
    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'notes:read' })
    expect(await client.tokenIntrospection(config, tokens.access_token)).toMatchObject({
      active: true,
      sub: product.client.clientId,
    })
  })

  it.each(['RS256', 'EdDSA'] as const)('verifies ID tokens that %s signed', async (alg) => {
    const other = await addOidcProduct(server, {
      idTokenSignedResponseAlg: alg,
      tokenEndpointAuthMethod: 'client_secret_post',
    })
    const authentication = client.ClientSecretPost(other.secret ?? '')
    const own = await configurationOf(other, authentication, { id_token_signed_response_alg: alg })
    expect((await signIn({}, own)).claims()?.sub).toBe(person.person.xid)
  })

  it('proves itself by signing, and holds tokens that are bound to its key', async () => {
    const key = await newClientKey()
    const signing = await addOidcProduct(
      server,
      {
        tokenEndpointAuthMethod: 'private_key_jwt',
        dpopBoundAccessTokens: true,
        jwks: { keys: [{ ...key.publicJwk }] },
      },
      { secret: null },
    )
    const own = await configurationOf(signing, client.PrivateKeyJwt(key.privateKey))
    const DPoP = client.getDPoPHandle(own, await client.randomDPoPKeyPair())
    const { url, checks } = await start({}, own)
    const answer = new URL((await go(url)).location ?? '')
    const tokens = await client.authorizationCodeGrant(own, answer, checks, undefined, { DPoP })
    expect(tokens.token_type).toBe('dpop')
    const sub = person.person.xid
    await client.fetchUserInfo(own, tokens.access_token, sub, { DPoP })
    await expect(client.fetchUserInfo(own, tokens.access_token, sub)).rejects.toMatchObject({ status: 401 })
    const next = await client.refreshTokenGrant(own, tokens.refresh_token ?? '', undefined, { DPoP })
    expect(next.token_type).toBe('dpop')
  })

  it('signs in to an installed app, which has no secret', async () => {
    const installed = await addOidcProduct(server, {}, { secret: null })
    const own = await configurationOf(installed, client.None())
    const tokens = await signIn({}, own)
    expect(await client.refreshTokenGrant(own, tokens.refresh_token ?? '')).toBeDefined()
  })
})
