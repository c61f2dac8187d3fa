import type { RegisteredPerson } from '@lgc/person'
import { addOidcProduct, basic, codeVerifier, loginTokenOf, oidcCode } from '../../support/oidc.ts'
import { addApiKey, redirectUri } from '../../support/signing-in.ts'
import { type World, addClient, issueCode } from '../../support/world.ts'
import type { History } from './history.ts'
import type { Life } from './life.ts'
import type { Callee, Recorder } from './recorder.ts'
import { sessionLife } from './session-life.ts'
import { tokenLife } from './token-life.ts'

/** Begins one more. Fails while the database or the process that is asked is away. */
export type NewLife = (at: Callee) => Promise<Life>

type Tools = {
  readonly world: Pick<World, 'core'>
  readonly person: RegisteredPerson
  readonly history: History
  readonly recorder: Recorder
}

/** Sessions of the native protocol. */
export async function newSessions({ world, person, history, recorder }: Tools): Promise<NewLife> {
  const client = await addClient(world)
  const apiKey = await addApiKey(world, { client, secret: null })
  const browser = { verificationToken: null, loginToken: await loginTokenOf(world, person) }
  return async (at) => {
    const exchange = await issueCode(world, person, client, browser)
    const form = {
      grant_type: 'authorization_code',
      code: exchange.code,
      redirect_uri: exchange.redirectUri,
      client_id: client.clientId,
      code_verifier: exchange.codeVerifier ?? '',
    }
    const { reply, span } = await recorder.ask(at, '/auth/token', { form })
    const token = reply?.body['session_token']
    if (typeof token !== 'string') throw new Error(`no session: ${reply?.text}`)
    history.note(token, 'begins', span)
    return sessionLife(token, { history, recorder, apiKey })
  }
}

/** Tokens of OpenID Connect. */
export async function newTokens(
  { world, person, history, recorder }: Tools,
  accessTokenFormat: 'opaque' | 'jwt',
): Promise<NewLife> {
  const product = await addOidcProduct(world, { accessTokenFormat })
  const loginToken = await loginTokenOf(world, person)
  const headers = { Authorization: basic(product.client.clientId, product.secret ?? '') }
  return async (at) => {
    const code = await oidcCode(world, product, person, { loginToken })
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const form = { ...grant, code_verifier: codeVerifier }
    const { reply, span } = await recorder.ask(at, '/token', { form, headers })
    if (reply?.status !== 200) throw new Error(`no tokens: ${reply?.text}`)
    return tokenLife(reply, { history, recorder, product, family: `family of ${code}`, span })
  }
}
