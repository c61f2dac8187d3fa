import type { RegisteredPerson } from '@lgc/person'
import * as oauth from 'oauth4webapi'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type LoopbackIssuer, openLoopbackIssuer } from '../support/loopback-issuer.ts'
import { type OidcProduct, addOidcProduct } from '../support/oidc.ts'
import { signInAt } from '../support/openid.ts'
import { addPerson, redirectUri } from '../support/signing-in.ts'
import type { Visitor } from '../support/visitor.ts'

const overLoopback = { [oauth.allowInsecureRequests]: true }
const api = 'https://api.example'

describe.each(databases.slice(0, 1))('oauth4webapi, step by step, on $name', ({ create }) => {
  let server: LoopbackIssuer
  let person: RegisteredPerson
  let product: OidcProduct
  let as: oauth.AuthorizationServer
  let client: oauth.Client
  let authentication: oauth.ClientAuth
  let visitor: Visitor
  beforeAll(async () => {
    server = await openLoopbackIssuer(create)
    person = await addPerson(server)
    product = await addOidcProduct(server, {
      accessTokenFormat: 'jwt',
      resources: [api],
      grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
    })
    client = {
      client_id: product.client.clientId,
      require_auth_time: true,
      id_token_signed_response_alg: 'ES256',
    }
    authentication = oauth.ClientSecretBasic(product.secret ?? '')
    as = await discover('oidc')
    visitor = server.newVisitor()
  })
  afterAll(() => server.close())

  async function discover(algorithm: 'oidc' | 'oauth2'): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(server.issuer)
    const response = await oauth.discoveryRequest(issuer, { algorithm, ...overLoopback })
    return oauth.processDiscoveryResponse(issuer, response)
  }

  async function signIn(resource?: string): Promise<oauth.TokenEndpointResponse> {
    const [verifier, state, nonce] = [
      oauth.generateRandomCodeVerifier(),
      oauth.generateRandomState(),
      oauth.generateRandomNonce(),
    ]
    const url = new URL(as.authorization_endpoint ?? '')
    url.search = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid profile',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...(resource === undefined ? {} : { resource }),
    }).toString()
    const page = await visitor.visit(`${url.pathname}${url.search}`)
    const { location } = page.location === null ? await signInAt(visitor, page, person) : page
    const parameters = oauth.validateAuthResponse(as, client, new URL(location ?? ''), state)
    const response = await oauth.authorizationCodeGrantRequest(
      as,
      client,
      authentication,
      parameters,
      redirectUri,
      verifier,
      overLoopback,
    )
    const expected = { expectedNonce: nonce, requireIdToken: true, maxAge: 600 }
    const tokens = await oauth.processAuthorizationCodeResponse(as, client, response, expected)
    await oauth.validateApplicationLevelSignature(as, response, overLoopback)
    return tokens
  }

  it('finds the same at both well-known addresses', async () => {
    expect(await discover('oauth2')).toEqual(as)
    expect(as.authorization_response_iss_parameter_supported).toBe(true)
  })

  it('signs a person in and verifies the ID token by the published keys', async () => {
    const tokens = await signIn()
    const claims = oauth.getValidatedIdTokenClaims(tokens)
    expect(claims).toMatchObject({ sub: person.person.xid, aud: client.client_id })
    const response = await oauth.userInfoRequest(as, client, tokens.access_token, overLoopback)
    const userinfo = await oauth.processUserInfoResponse(as, client, claims?.sub ?? '', response)
    expect(userinfo).toMatchObject({ name: 'Ada' })
  })

  it('refreshes', async () => {
    const first = await signIn()
    const token = first.refresh_token ?? ''
    const ask = () => oauth.refreshTokenGrantRequest(as, client, authentication, token, overLoopback)
    const second = await oauth.processRefreshTokenResponse(as, client, await ask())
    expect(second.refresh_token).not.toBe(token)
    const replay = oauth.processRefreshTokenResponse(as, client, await ask())
    await expect(replay).rejects.toMatchObject({ error: 'invalid_grant', status: 400 })
  })

  it('lets an API verify an access token by itself, and refuses it for another API', async () => {
    const { access_token } = await signIn(api)
    const request = new Request(`${api}/notes`, { headers: { Authorization: `Bearer ${access_token}` } })
    const claims = await oauth.validateJwtAccessToken(as, request, api, overLoopback)
    expect(claims).toMatchObject({ client_id: client.client_id, sub: person.person.xid })
    const elsewhere = oauth.validateJwtAccessToken(as, request, 'https://other.example', overLoopback)
    await expect(elsewhere).rejects.toThrow('audience')
  })

  it('introspects and revokes', async () => {
    const { access_token } = await signIn()
    const introspect = async (): Promise<oauth.IntrospectionResponse> => {
      const asked = await oauth.introspectionRequest(as, client, authentication, access_token, overLoopback)
      return oauth.processIntrospectionResponse(as, client, asked)
    }
    expect(await introspect()).toMatchObject({ active: true, sub: person.person.xid })
    const revoked = await oauth.revocationRequest(as, client, authentication, access_token, overLoopback)
    await oauth.processRevocationResponse(revoked)
    expect(await introspect()).toEqual({ active: false })
  })

  it('acts in its own name, and is told when it may not', async () => {
    const ask = async (scope: string): Promise<oauth.TokenEndpointResponse> => {
      const response = await oauth.clientCredentialsGrantRequest(
        as,
        client,
        authentication,
        new URLSearchParams({ scope }),
        overLoopback,
      )
      return oauth.processClientCredentialsResponse(as, client, response)
    }
    expect(await ask('notes:read')).toMatchObject({ scope: 'notes:read' })
    await expect(ask('openid')).rejects.toMatchObject({ error: 'invalid_scope' })
    authentication = oauth.ClientSecretBasic('wrong')
    await expect(ask('notes:read')).rejects.toThrow()
    authentication = oauth.ClientSecretBasic(product.secret ?? '')
  })
})
