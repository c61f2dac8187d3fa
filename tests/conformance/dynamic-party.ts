import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { later } from '@lgc/kernel'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { type ClientKey, assertionOf, jwtBearer, newClientKey } from '../support/client-keys.ts'
import { type TestDatabase, databases } from '../support/databases.ts'
import type { Form, OidcProduct } from '../support/oidc.ts'
import type { Asked } from '../support/openid.ts'
import type { Answer } from '../support/service.ts'
import { redirectUri, testCaller, textOf, valueOf } from '../support/signing-in.ts'
import { type RelyingParty, openRelyingParty } from './relying-party.ts'

type Members = Readonly<Record<string, unknown>>

/** A client that registered itself and signs for itself. */
export type DynamicClient = OidcProduct & { readonly key: ClientKey; readonly registered: Members }

/** Keys at an address of their own, which somebody may change. */
export type KeyServer = { readonly uri: string; key: ClientKey; readonly stop: () => Promise<void> }

/** The client of the dynamic plan: it registers itself anew for each module, with a token of the operator. */
export type DynamicParty = Pick<
  RelyingParty,
  'service' | 'personXid' | 'newBrowser' | 'read' | 'ask' | 'signInAt' | 'answerIn' | 'authorize' | 'userinfo'
> & {
  readonly keyServer: KeyServer
  readonly register: (metadata?: Members) => Promise<Answer>
  /** The same for a client that signs, with its keys in the registration unless it says where they are. */
  readonly newClient: (metadata?: Members) => Promise<DynamicClient>
  /** The same for a client whose keys are at the server of keys. */
  readonly newClientByUri: (metadata?: Members) => Promise<DynamicClient>
  readonly proofOf: (of: DynamicClient, by?: ClientKey, claims?: Members) => Promise<Form>
  readonly redeem: (answer: Form, of: DynamicClient, more?: Form) => Promise<Answer>
  readonly tokens: (of: DynamicClient, asked?: Asked) => Promise<Answer>
  readonly verified: (tokens: Answer, of: DynamicClient) => ReturnType<RelyingParty['verified']>
}

const keysElsewhere = 'https://app.example/jwks'

async function openDynamicParty(create: TestDatabase['create']): Promise<DynamicParty> {
  const party = await openRelyingParty(create, 'query')
  const { service, newBrowser } = party
  const keyServer = await startKeyServer()
  const order = { realm: 'default', uses: 100, expiresAt: later(service.clock.now(), 86_400) }
  const { token } = valueOf(await service.core.createRegistrationToken(order, testCaller))

  const register: DynamicParty['register'] = (metadata = {}) =>
    service.call('/client-registration', {
      json: { redirect_uris: [redirectUri], ...metadata },
      headers: { Authorization: `Bearer ${token}` },
    })
  const newClient: DynamicParty['newClient'] = async (metadata = {}) => {
    const key = await newClientKey('ES256', 'key-of-the-client')
    const keys = 'jwks_uri' in metadata ? {} : { jwks: { keys: [key.publicJwk] } }
    const made = await register({ token_endpoint_auth_method: 'private_key_jwt', ...keys, ...metadata })
    if (made.status !== 201) throw new Error(`not registered: ${JSON.stringify(made.body)}`)
    const client = await service.core.queries.clients.find(textOf(made, 'client_id'))
    if (!client) throw new Error('registered, and yet not there')
    return { client, secret: null, method: 'private_key_jwt', key, registered: made.body }
  }
  const newClientByUri: DynamicParty['newClientByUri'] = async (metadata = {}) => {
    const made = await newClient({ ...metadata, jwks_uri: keysElsewhere })
    const { xid, oauth } = made.client
    // The plans are rehearsed without TLS, and no other address can be registered.
    const oauth_settings = JSON.stringify({ ...oauth, jwksUri: keyServer.uri })
    await service.db.updateTable('clients').set({ oauth_settings }).where('xid', '=', xid).execute()
    return { ...made, key: keyServer.key }
  }
  const proofOf: DynamicParty['proofOf'] = async ({ client, key }, by = key, claims = {}) => {
    const now = service.clock.now()
    const assertion = await assertionOf(by, client.clientId, { now, claims })
    return { client_assertion_type: jwtBearer, client_assertion: assertion }
  }
  const redeem: DynamicParty['redeem'] = async (answer, of, more = {}) =>
    party.redeem(answer, { ...(await proofOf(of)), ...more }, of)
  return {
    ...party,
    keyServer,
    register,
    newClient,
    newClientByUri,
    proofOf,
    redeem,
    tokens: async (of, asked) => redeem(await party.authorize(newBrowser(), asked, of), of),
  }
}

async function startKeyServer(): Promise<KeyServer> {
  const server = createServer((_, response) => {
    const document = JSON.stringify({ keys: [keyServer.key.publicJwk] })
    response.writeHead(200, { 'Content-Type': 'application/jwk-set+json' }).end(document)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  const keyServer: KeyServer = {
    uri: `http://127.0.0.1:${port}/jwks`,
    key: await newClientKey('ES256', 'key-at-the-address'),
    stop: () =>
      new Promise((stopped) => {
        server.close(() => stopped())
        server.closeAllConnections()
      }),
  }
  return keyServer
}

/** One module of the dynamic plan, under the name that it has there. */
export type DynamicModule = {
  readonly name: string
  readonly run: (party: DynamicParty) => Promise<void>
}

/** Runs the modules on the embedded database; journeys show that the others do the same. */
export function describeDynamic(plan: string, modules: readonly DynamicModule[]): void {
  describe.each(databases.slice(0, 1))(`${plan} on $name`, ({ create }) => {
    let party: DynamicParty
    beforeAll(async () => {
      party = await openDynamicParty(create)
    })
    afterAll(() => Promise.all([party.service.close(), party.keyServer.stop()]))

    for (const { name, run } of modules) it(name, () => run(party))
  })
}
