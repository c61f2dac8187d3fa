import { type OidcProduct, addOidcProduct, basic, codeVerifier, oidcCode } from '../../support/oidc.ts'
import type { ApiProcess, Fleet, Reply } from '../../support/processes.ts'
import { addApiKey, redirectUri } from '../../support/signing-in.ts'
import { addClient, addPerson, signIn, testPassword } from '../../support/world.ts'

/** A session, or a refresh token, and its product's way to ask about it. */
export type Held = { readonly ask: (at: ApiProcess) => Promise<'live' | 'over'> }

export type Round = {
  readonly medianInMilliseconds: number
  readonly tally: Readonly<Record<string, number>>
  /** Answers other than those that everybody gets who asks rightly. */
  readonly failures: readonly string[]
}

/** People and products that do what they do every day, and are always let in. */
export type Regulars = {
  /** Signing in, checking a session, exchanging a code and refreshing, so many times, at both by turns. */
  readonly goRound: (times: number) => Promise<Round>
  readonly checkAt: (one: ApiProcess) => Promise<Reply>
  /** Ends a session, and revokes a refresh token. */
  readonly endSome: () => Promise<readonly Held[]>
  readonly stateOf: (held: readonly Held[]) => Promise<readonly ('live' | 'over' | 'in doubt')[]>
}

export async function openRegulars(fleet: Fleet): Promise<Regulars> {
  const person = await addPerson(fleet)
  const client = await addClient(fleet)
  const apiKey = await addApiKey(fleet, { client, secret: null })
  const product = await addOidcProduct(fleet)
  const { token } = await signIn(fleet, person, client)
  const headers = { Authorization: basic(product.client.clientId, product.secret ?? '') }
  const form = (more: Readonly<Record<string, string>>) => ({ form: more, headers })

  const check = (one: ApiProcess, session = token): Promise<Reply> =>
    one.call('/auth/session', { headers: { Authorization: `Bearer ${session}`, 'X-API-Key': apiKey } })
  const verify = (one: ApiProcess): Promise<Reply> => {
    const { identifier } = person.identity
    return one.call('/auth/verify', { json: { method: 'password', identifier, password: testPassword } })
  }
  const exchange = (one: ApiProcess, code: string): Promise<Reply> => {
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    return one.call('/token', form({ ...grant, code_verifier: codeVerifier }))
  }
  const refresh = (one: ApiProcess, refresh_token: string): Promise<Reply> =>
    one.call('/token', form({ grant_type: 'refresh_token', refresh_token }))
  const tokensAt = async (one: ApiProcess): Promise<readonly Reply[]> => {
    const code = await oidcCode(fleet, product satisfies OidcProduct, person)
    const exchanged = await exchange(one, code)
    return [exchanged, await refresh(one, String(exchanged.body['refresh_token']))]
  }

  return {
    checkAt: check,
    async goRound(times) {
      const replies: Reply[] = []
      const durations: number[] = []
      for (let time = 0; time < times; time++) {
        const one = fleet.next()
        const code = await oidcCode(fleet, product, person)
        const startedAt = performance.now()
        const exchanged = await exchange(one, code)
        const refreshed = await refresh(one, String(exchanged.body['refresh_token']))
        const others = [await verify(one), await check(one)]
        durations.push((performance.now() - startedAt) / 4)
        replies.push(exchanged, refreshed, ...others)
        if ((await exchange(one, code)).status !== 400) throw new Error('a code was exchanged twice')
      }
      const tally: Record<string, number> = {}
      for (const { status } of replies) tally[status] = (tally[status] ?? 0) + 1
      const failed = replies.filter(({ status }) => status !== 200)
      return {
        medianInMilliseconds: durations.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? 0,
        tally,
        failures: failed.map(({ status, text }) => `${status} ${text}`),
      }
    },

    async endSome() {
      const [one, other] = fleet.processes
      const { token: session } = await signIn(fleet, person, client)
      const [, refreshed] = await tokensAt(other)
      const refreshToken = String(refreshed?.body['refresh_token'])
      const Authorization = `Bearer ${session}`
      const ended = await one.call('/auth/session', { method: 'DELETE', headers: { Authorization } })
      const revoked = await other.call('/revoke', form({ token: refreshToken }))
      if (ended.status !== 204 || revoked.status !== 200) throw new Error('nothing was ended')
      const introspected = async (at: ApiProcess): Promise<'live' | 'over'> => {
        const { body } = await at.call('/introspect', form({ token: refreshToken }))
        return body['active'] === false ? 'over' : 'live'
      }
      return [
        { ask: async (at) => ((await check(at, session)).status === 401 ? 'over' : 'live') },
        { ask: introspected },
        { ask: async (at) => ((await refresh(at, refreshToken)).status === 400 ? 'over' : 'live') },
      ]
    },

    stateOf: (held) =>
      Promise.all(
        held.map(async ({ ask }) => {
          const [one, other] = await Promise.all(fleet.processes.map(ask))
          return one === other && one !== undefined ? one : 'in doubt'
        }),
      ),
  }
}
