import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../support/databases.ts'
import { extent } from '../../support/extent.ts'
import { type OidcProduct, addOidcProduct, codeVerifier, oidcCode } from '../../support/oidc.ts'
import { type Fleet, type Reply, openFleet, tallyOf } from '../../support/processes.ts'
import { redirectUri } from '../../support/signing-in.ts'
import { addPerson } from '../../support/world.ts'

const families = extent(30, 100)
const presentations = extent(10, 20)

describe.each(databases)('refresh tokens used in two processes on $name', ({ create }) => {
  let fleet: Fleet
  let person: RegisteredPerson
  beforeAll(async () => {
    fleet = await openFleet(create)
    person = await addPerson(fleet)
  }, 30_000)
  afterAll(() => fleet.close())

  const token = (product: OidcProduct, form: Record<string, string>): Promise<Reply> =>
    fleet.next().call('/token', { form: { client_id: product.client.clientId, ...form } })

  const begin = async (product: OidcProduct): Promise<string> => {
    const code = await oidcCode(fleet, product, person)
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
    const reply = await token(product, { ...grant, code_verifier: codeVerifier })
    return String(reply.body['refresh_token'])
  }
  const refresh = (product: OidcProduct, refresh_token: string): Promise<Reply> =>
    token(product, { grant_type: 'refresh_token', refresh_token })
  const beginMany = async (product: OidcProduct): Promise<readonly string[]> => {
    const tokens: string[] = []
    for (let made = 0; made < families; made++) tokens.push(await begin(product))
    return tokens
  }
  const race = (product: OidcProduct, tokens: readonly string[]): Promise<readonly Reply[]> =>
    Promise.all(tokens.flatMap((one) => Array.from({ length: presentations }, () => refresh(product, one))))
  const liveTokens = async (): Promise<number> =>
    (
      await fleet.database.db
        .selectFrom('refresh_tokens')
        .select('xid')
        .where('spent_at', 'is', null)
        .execute()
    ).length

  it('R30 have one successor, which the others end', { timeout: 120_000 }, async () => {
    const product = await addOidcProduct(fleet, {}, { secret: null })
    const tokens = await beginMany(product)
    const replies = await race(product, tokens)
    const good = replies.filter(({ status }) => status === 200)
    expect(good.length).toBe(families)
    expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    expect(await liveTokens()).toBe(0)
    const after = await Promise.all(good.map(({ body }) => refresh(product, String(body['refresh_token']))))
    expect(tallyOf(after)).toEqual({ '400 refresh_token_invalid': families })
  })

  it('R30 have the same successor within the grace', { timeout: 120_000 }, async () => {
    const product = await addOidcProduct(fleet, { refreshTokenGrace: 60 }, { secret: null })
    const [one] = await beginMany(product)
    const replies = await Promise.all([1, 2, 3, 4].map(() => refresh(product, one ?? '')))
    expect(tallyOf(replies)).toEqual({ '200': 4 })
    expect(new Set(replies.map(({ body }) => body['refresh_token'])).size).toBe(1)
    expect(await liveTokens()).toBe(families)
    const [next] = replies
    expect((await refresh(product, String(next?.body['refresh_token']))).status).toBe(200)
  })
})
