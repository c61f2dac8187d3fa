import { hash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Core, Tables } from '@lgc/composition'
import { instant } from '@lgc/kernel'
import type { Database } from '@lgc/sql'
import { addOidcProduct, basic, codeVerifier } from '../../support/oidc.ts'
import type { ApiProcess, Outgoing, Reply } from '../../support/processes.ts'
import { addApiKey, redirectUri } from '../../support/signing-in.ts'
import { addClient, addPerson, signIn, testPassword } from '../../support/world.ts'

type Asked = Pick<ApiProcess, 'call'>

/** A session, a token or a code that was issued. */
export type Thing = { readonly name: string; readonly isLive: (at: Asked) => Promise<boolean> }

export type Tokens = { readonly access: string; readonly refresh: string; readonly code: string }

export type Things = {
  readonly live: (at: Asked) => Promise<readonly Thing[]>
  /** What somebody ended, and what came to its end and was swept. */
  readonly dead: (at: Asked) => Promise<readonly Thing[]>
  readonly newTokens: (at: Asked) => Promise<Tokens>
  readonly refresh: (at: Asked, token: string) => Promise<Reply>
  /** Signs somebody in. */
  readonly signInAt: (at: Asked) => Promise<readonly number[]>
  /** Answers of 500 and above. */
  readonly broken: readonly string[]
}

const request = {
  redirect_uri: redirectUri,
  response_type: 'code',
  scope: 'openid profile',
  code_challenge: hash('sha256', codeVerifier, 'base64url'),
  code_challenge_method: 'S256',
}

type Issuing = { readonly core: Core; readonly database: Database<Tables> }

export async function openThings({ core, database: { db } }: Issuing): Promise<Things> {
  const broken: string[] = []
  const person = await addPerson({ core })
  const client = await addClient({ core })
  const apiKey = await addApiKey({ core }, { client, secret: null })
  const product = await addOidcProduct({ core })
  const Basic = { Authorization: basic(product.client.clientId, product.secret ?? '') }

  const ask = async (at: Asked, path: string, outgoing: Outgoing): Promise<Reply> => {
    const reply = await at.call(path, outgoing)
    if (reply.status >= 500) broken.push(`${path} ${reply.status} ${reply.text}`)
    return reply
  }
  const redeem = (at: Asked, code: string): Promise<Reply> => {
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    return ask(at, '/token', { form: { ...grant, code_verifier: codeVerifier }, headers: Basic })
  }
  const refresh = (at: Asked, token: string): Promise<Reply> => {
    const form = { grant_type: 'refresh_token', refresh_token: token }
    return ask(at, '/token', { form, headers: Basic })
  }
  const prove = (at: Asked): Promise<Reply> => {
    const { identifier } = person.identity
    return ask(at, '/auth/verify', { json: { method: 'password', identifier, password: testPassword } })
  }
  const begin = async (at: Asked): Promise<Reply> => {
    const { verification_token } = (await prove(at)).body
    return ask(at, '/auth/login-session', { json: { verification_token } })
  }
  /** All of it by the clock of the process that is asked. */
  const newTokens = async (at: Asked): Promise<Tokens> => {
    const { headers } = await begin(at)
    const query = new URLSearchParams({ ...request, client_id: product.client.clientId })
    const Cookie = String(headers['set-cookie']).split(';')[0] ?? ''
    const answer = await ask(at, `/authorize?${query.toString()}`, { headers: { Cookie } })
    const code = new URL(answer.headers.location ?? 'none:').searchParams.get('code') ?? ''
    const { body } = await redeem(at, code)
    return { access: String(body['access_token']), refresh: String(body['refresh_token']), code }
  }
  const revoke = (at: Asked, token: string): Promise<Reply> =>
    ask(at, '/revoke', { form: { token }, headers: Basic })
  const sessionOf = async (): Promise<string> => (await signIn({ core }, person, client)).token
  const session = (name: string, token: string): Thing => ({
    name,
    async isLive(at) {
      const headers = { Authorization: `Bearer ${token}`, 'X-API-Key': apiKey }
      return (await ask(at, '/auth/session', { headers })).status === 200
    },
  })
  const token = (name: string, value: string): Thing => ({
    name,
    isLive: async (at) =>
      (await ask(at, '/introspect', { form: { token: value }, headers: Basic })).body['active'] === true,
  })

  /** Puts the end into the past, and waits until it was swept: that takes five minutes at most where nothing is set. */
  const expire = async (
    table: 'sessions' | 'access_tokens' | 'refresh_tokens',
    secret: string,
  ): Promise<void> => {
    const digest = hash('sha256', secret, 'hex') as Tables['sessions']['token_hash']
    const found = db.selectFrom(table).select('xid').where('token_hash', '=', digest)
    await found.executeTakeFirstOrThrow()
    const past = { expires_at: instant(Date.now() - 1000) }
    await db.updateTable(table).set(past).where('token_hash', '=', digest).execute()
    while (await found.executeTakeFirst()) await pause(50)
  }

  return {
    broken,
    newTokens,
    refresh,

    async live(at) {
      return [
        session('a session', await sessionOf()),
        token('a refresh token', (await newTokens(at)).refresh),
      ]
    },

    async dead(at) {
      const [ended, old] = [await sessionOf(), await sessionOf()]
      const headers = { Authorization: `Bearer ${ended}` }
      await ask(at, '/auth/session', { method: 'DELETE', headers })
      const [revoked, withdrawn, rotated] = [await newTokens(at), await newTokens(at), await newTokens(at)]
      await revoke(at, revoked.refresh)
      await revoke(at, withdrawn.access)
      await refresh(at, rotated.refresh)
      const expired = await newTokens(at)
      await expire('sessions', old)
      await expire('access_tokens', expired.access)
      await expire('refresh_tokens', expired.refresh)
      return [
        session('a session that was ended', ended),
        session('a session that expired', old),
        token('a refresh token that was revoked', revoked.refresh),
        token('the access token of one that was revoked', revoked.access),
        token('an access token that was revoked', withdrawn.access),
        token('a refresh token that was spent', rotated.refresh),
        token('an access token that expired', expired.access),
        token('a refresh token that expired', expired.refresh),
        {
          name: 'a refresh token that was revoked, once more',
          isLive: async (other) => (await refresh(other, revoked.refresh)).status === 200,
        },
        {
          name: 'a code that was used',
          isLive: async (other) => (await redeem(other, revoked.code)).status === 200,
        },
      ]
    },

    async signInAt(at) {
      return [(await begin(at)).status, (await ask(at, '/health/ready', {})).status]
    },
  }
}

/** The names of those that are live for a process. */
export async function liveAmong(things: readonly Thing[], at: Asked): Promise<readonly string[]> {
  const found: string[] = []
  for (const { name, isLive } of things) if (await isLive(at)) found.push(name)
  return found
}
