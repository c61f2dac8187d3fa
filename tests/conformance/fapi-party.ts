import { hash } from 'node:crypto'
import type { ClientSettings } from '@lgc/client'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type ClientKey, assertionOf, dpopProof, jwtBearer, newClientKey } from '../support/client-keys.ts'
import { type TestDatabase, databases } from '../support/databases.ts'
import { type Form, type OidcProduct, addOidcProduct, codeVerifier } from '../support/oidc.ts'
import type { Answer } from '../support/service.ts'
import { issuer, redirectUri, textOf } from '../support/signing-in.ts'
import type { Page, Visitor } from '../support/visitor.ts'
import { type RelyingParty, nonce, openRelyingParty, state } from './relying-party.ts'

type Members = Readonly<Record<string, unknown>>
type Different = { readonly by?: ClientKey; readonly claims?: Members; readonly header?: Members }

/** A client that signs, and whose tokens are bound to a key. */
export type FapiClient = OidcProduct & { readonly signingKey: ClientKey; readonly boundKey: ClientKey }

/** What is different about a call; null for an assertion or a proof that is not sent at all. */
export type How = {
  readonly of?: FapiClient
  readonly assertion?: Different | null
  readonly proof?: Different | null
}

/** Parameters beside or instead of the usual ones; null leaves one out. */
export type Parameters = Readonly<Record<string, string | null>>

type Call = { readonly path: string; readonly form?: Form; readonly how: How; readonly token?: Token }
type Token = { readonly scheme: string; readonly value: string }

/** The two clients of the plan of FAPI 2.0, with all that they do by themselves, nonces of proofs among it. */
export type FapiParty = Pick<RelyingParty, 'service' | 'personXid' | 'newBrowser' | 'read' | 'verified'> & {
  readonly client: FapiClient
  readonly other: FapiClient
  readonly addClient: (signingKey: ClientKey, settings?: Partial<ClientSettings>) => Promise<FapiClient>
  readonly push: (more?: Parameters, how?: How) => Promise<Answer>
  /** Brings the browser to the authorization endpoint with what was pushed. */
  readonly visit: (browser: Visitor, pushed: Answer, more?: Form) => Promise<Page>
  readonly signInAt: RelyingParty['signInAt']
  readonly answerIn: RelyingParty['answerIn']
  /** Pushes a request, and a person who is new to the browser answers it. */
  readonly authorize: (more?: Parameters, how?: How) => Promise<Form>
  readonly redeem: (answer: Form, how?: How, more?: Parameters) => Promise<Answer>
  readonly tokens: (more?: Parameters, how?: How) => Promise<Answer>
  readonly refresh: (tokens: Answer, how?: How) => Promise<Answer>
  readonly userinfo: (tokens: Answer, how?: How, scheme?: string) => Promise<Answer>
}

const usual = {
  response_type: 'code',
  redirect_uri: redirectUri,
  scope: 'openid profile',
  state,
  nonce,
  code_challenge: hash('sha256', codeVerifier, 'base64url'),
  code_challenge_method: 'S256',
}

async function openFapiParty(create: TestDatabase['create']): Promise<FapiParty> {
  const party = await openRelyingParty(create, 'query')
  const { service, newBrowser, signInAt, answerIn } = party
  const addClient: FapiParty['addClient'] = async (signingKey, settings = {}) => {
    const product = await addOidcProduct(
      service,
      {
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [{ ...signingKey.publicJwk }] },
        profile: 'fapi2',
        requiresPkce: true,
        requiresPushedAuthorizationRequests: true,
        dpopBoundAccessTokens: true,
      },
      { secret: null, ...settings },
    )
    return { ...product, signingKey, boundKey: await newClientKey() }
  }
  const [client, other] = [
    await addClient(await newClientKey()),
    await addClient(await newClientKey('EdDSA')),
  ]
  const send = sender(party, client)

  const push: FapiParty['push'] = (more = {}, how = {}) =>
    send({ path: '/par', form: chosen({ ...usual, ...more }), how: { proof: null, ...how } })
  const visit: FapiParty['visit'] = (browser, pushed, more = {}) => {
    const query = { client_id: client.client.clientId, request_uri: textOf(pushed, 'request_uri'), ...more }
    return browser.visit(`/authorize?${new URLSearchParams(query).toString()}`)
  }
  const authorize: FapiParty['authorize'] = async (more, how = {}) => {
    const browser = newBrowser()
    const client_id = (how.of ?? client).client.clientId
    return answerIn(await signInAt(browser, await visit(browser, await push(more, how), { client_id })))
  }
  const redeem: FapiParty['redeem'] = ({ code = '' }, how = {}, more = {}) => {
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    return send({ path: '/token', form: chosen({ ...grant, code_verifier: codeVerifier, ...more }), how })
  }
  return {
    ...party,
    client,
    other,
    addClient,
    push,
    visit,
    authorize,
    redeem,
    tokens: async (more, { of } = {}) => redeem(await authorize(more, of ? { of } : {}), of ? { of } : {}),
    refresh: (tokens, how = {}) => {
      const form = { grant_type: 'refresh_token', refresh_token: textOf(tokens, 'refresh_token') }
      return send({ path: '/token', form, how })
    },
    userinfo: (tokens, how = {}, scheme = 'DPoP') =>
      send({ path: '/userinfo', how, token: { scheme, value: textOf(tokens, 'access_token') } }),
  }
}

/** Signs calls, and once more with a nonce where the service wants a fresh one. */
function sender({ service }: RelyingParty, usualClient: FapiClient): (call: Call) => Promise<Answer> {
  let nonceOfProofs: string | null = null
  const attempt = async ({ path, form, how, token }: Call): Promise<Answer> => {
    const { of = usualClient, assertion = {}, proof = {} } = how
    const now = service.clock.now()
    const { clientId } = of.client
    const isSigned = form !== undefined && assertion !== null
    const signed = isSigned && {
      client_assertion_type: jwtBearer,
      client_assertion: await assertionOf(assertion.by ?? of.signingKey, clientId, { now, ...assertion }),
    }
    const bound = token && { htm: 'GET', ath: hash('sha256', token.value, 'base64url') }
    const claims = { ...(nonceOfProofs === null ? {} : { nonce: nonceOfProofs }), ...bound, ...proof?.claims }
    const DPoP =
      proof && (await dpopProof(proof.by ?? of.boundKey, `${issuer}${path}`, { now, ...proof, claims }))
    const headers = {
      ...(DPoP === null ? {} : { DPoP }),
      ...(token ? { Authorization: `${token.scheme} ${token.value}` } : {}),
    }
    return service.call(path, {
      headers,
      ...(form ? { form: { client_id: clientId, ...signed, ...form } } : {}),
    })
  }
  return async (call) => {
    const answer = await attempt(call)
    nonceOfProofs = answer.headers.get('dpop-nonce') ?? nonceOfProofs
    return answer.body['error'] === 'use_dpop_nonce' ? attempt(call) : answer
  }
}

function chosen(parameters: Parameters): Form {
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null)
  return Object.fromEntries(pairs)
}

/** One module of the plan of FAPI 2.0, under the name that it has there. */
export type FapiModule = {
  readonly name: string
  readonly run: (party: FapiParty) => Promise<void>
}

/** Runs the modules on the embedded database; journeys show that the others do the same. */
export function describeFapi(plan: string, modules: readonly FapiModule[]): void {
  describe.each(databases.slice(0, 1))(`${plan} on $name`, ({ create }) => {
    let party: FapiParty
    beforeAll(async () => {
      party = await openFapiParty(create)
    })
    afterAll(() => party.service.close())

    for (const { name, run } of modules) it(name, () => run(party))
  })
}
