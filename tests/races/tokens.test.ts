import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertionOf, dpopProof, jwtBearer, newClientKey } from '../support/client-keys.ts'
import { databases } from '../support/databases.ts'
import { addOidcProduct, codeVerifier, oidcCode } from '../support/oidc.ts'
import { type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'
import { redirectUri } from '../support/signing-in.ts'
import { addPerson, testSettings } from '../support/world.ts'

const rounds = 10

describe.each(databases)('proofs and tokens in two processes on $name', ({ create }) => {
  let fleet: Fleet
  let person: RegisteredPerson
  beforeAll(async () => {
    fleet = await openFleet(create)
    person = await addPerson(fleet)
  }, 30_000)
  afterAll(() => fleet.close())

  const post = (
    path: string,
    form: Record<string, string>,
    headers: Record<string, string> = {},
  ): Promise<Reply> => fleet.next().call(path, { form, headers })
  const all = <T>(times: number, work: () => Promise<T>): Promise<readonly T[]> =>
    Promise.all(Array.from({ length: times }, work))

  it('R39 take an assertion once', { timeout: 60_000 }, async () => {
    const key = await newClientKey()
    const product = await addOidcProduct(
      fleet,
      {
        tokenEndpointAuthMethod: 'private_key_jwt',
        jwks: { keys: [{ ...key.publicJwk }] },
        grantTypes: ['client_credentials'],
      },
      { secret: null },
    )
    const { clientId } = product.client
    for (let round = 0; round < rounds; round++) {
      const claims = { aud: testSettings.issuer }
      const client_assertion = await assertionOf(key, clientId, { now: Date.now(), claims })
      const proof = { client_assertion_type: jwtBearer, client_assertion }
      const replies = await all(6, () => post('/token', { grant_type: 'client_credentials', ...proof }))
      expect(tallyOf(replies)).toEqual({ '200': 1, '401 client_assertion_replayed': 5 })
    }
  })

  it('R46 take a proof of a key once', { timeout: 60_000 }, async () => {
    const key = await newClientKey()
    const product = await addOidcProduct(fleet, {}, { secret: null })
    const DPoP = await dpopProof(key, `${testSettings.issuer}/token`, { now: Date.now() })
    const form = {
      client_id: product.client.clientId,
      grant_type: 'refresh_token',
      refresh_token: 'made-up',
    }
    const replies = await all(10, () => post('/token', form, { DPoP }))
    expect(tallyOf(replies)).toEqual({
      '400 refresh_token_invalid': 1,
      '400 dpop_proof_replayed': 9,
    })
  })

  it('R37 leave nothing alive when a token is taken back while it is refreshed', {
    timeout: 60_000,
  }, async () => {
    const product = await addOidcProduct(fleet, { refreshTokenGrace: 60 }, { secret: null })
    const client_id = product.client.clientId
    for (let round = 0; round < rounds; round++) {
      const code = await oidcCode(fleet, product, person)
      const grant = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
      const issued = await post('/token', { client_id, ...grant, code_verifier: codeVerifier })
      const token = String(issued.body['refresh_token'])
      const replies = await Promise.all([
        ...Array.from({ length: 3 }, () =>
          post('/token', { client_id, grant_type: 'refresh_token', refresh_token: token }),
        ),
        ...Array.from({ length: 3 }, () => post('/revoke', { client_id, token })),
      ])
      expect(replies.filter(({ status }) => status >= 500)).toEqual([])
    }
    for (const table of ['refresh_tokens', 'sessions'] as const)
      expect(await fleet.database.db.selectFrom(table).select('xid').execute()).toEqual([])
    const orphans = await fleet.database.db
      .selectFrom('access_tokens')
      .select('xid')
      .where('session_id', 'is not', null)
      .execute()
    expect(orphans).toEqual([])
  })
})
