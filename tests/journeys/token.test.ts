import { hash } from 'node:crypto'
import type { RegisteredPerson } from '@lgc/person'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import type { Answer, Service } from '../support/service.ts'
import {
  type Product,
  actionsOf,
  addApiKey,
  addPerson,
  addProduct,
  codeFor,
  exchange,
  openJourney,
  problemIn,
  readSession,
  redirectUri,
  suspicionsOf,
  testCaller,
  textOf,
  verify,
} from '../support/signing-in.ts'

const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = hash('sha256', verifier, 'base64url')
const pkce = { code_challenge: challenge, code_challenge_method: 'S256' }
const used = '400 invalid_grant authorization_code_used'

describe.each(databases)('the token endpoint on $name', ({ create }) => {
  let service: Service
  let product: Product
  let installed: Product
  let person: RegisteredPerson
  beforeAll(async () => {
    service = await openJourney(create)
    product = await addProduct(service)
    installed = await addProduct(service, { secret: null })
    person = await addPerson(service)
  })
  afterAll(() => service.close())

  const newCode = async (of: Product = product, more = {}): Promise<string> =>
    codeFor(service, of, await verify(service, person), more)
  const isSpent = async (code: string): Promise<boolean> => {
    const code_hash = hash('sha256', code) as never
    const row = service.db
      .selectFrom('authorization_codes')
      .select('used_at')
      .where('code_hash', '=', code_hash)
    return (await row.executeTakeFirstOrThrow()).used_at !== null
  }
  const basic = (id: string, secret: string | null): string =>
    `Basic ${Buffer.from(`${id}:${secret ?? ''}`).toString('base64')}`

  it('answers a session of the person, with the words of RFC 6749', async () => {
    const answer = await exchange(service, product, await newCode())
    expect(answer.body).toMatchObject({
      token_type: 'Bearer',
      expires_in: 86_400,
      idle_timeout: 7200,
      scope: 'openid profile',
      person_xid: person.person.xid,
    })
    expect(answer.body['access_token']).toMatch(/^lgs_[A-Za-z0-9_-]{43}$/)
    expect(answer.body['session_token']).toBe(answer.body['access_token'])
    expect(answer.headers.get('pragma')).toBe('no-cache')
    expect(await actionsOf(service, answer)).toEqual(['authorization_code.exchanged', 'session.created'])
  })

  it('E38 refuses a wrong secret and leaves the code good', async () => {
    const code = await newCode()
    const wrong = await exchange(service, product, code, { client_secret: 'wrong' })
    expect(problemIn(wrong)).toBe('401 invalid_client client_authentication_failed')
    expect(await suspicionsOf(service, wrong)).toEqual(['client_auth_failed'])
    expect((await exchange(service, product, code)).status).toBe(200)
  })

  it('E39 refuses a confidential client without its secret, even with a verifier', async () => {
    const code = await newCode(product, pkce)
    const bare = { client_secret: undefined, code_verifier: verifier }
    const answer = await exchange(service, product, code, bare)
    expect(problemIn(answer)).toBe('401 invalid_client client_secret_missing')
    expect(await isSpent(code)).toBe(false)
  })

  it.each(['a-secret', ''])('E40 refuses the secret "%s" of a public client', async (client_secret) => {
    const code = await newCode(installed, pkce)
    const answer = await exchange(service, installed, code, { client_secret, code_verifier: verifier })
    expect(problemIn(answer)).toBe('401 invalid_client client_secret_not_allowed')
  })

  it('E41 takes the right verifier of a public client', async () => {
    const code = await newCode(installed, pkce)
    expect((await exchange(service, installed, code, { code_verifier: verifier })).status).toBe(200)
  })

  it('E42 burns the code at a wrong verifier', async () => {
    const code = await newCode(installed, pkce)
    const wrong = await exchange(service, installed, code, { code_verifier: verifier.replace('d', 'e') })
    expect(problemIn(wrong)).toBe('400 invalid_grant pkce_verifier_mismatch')
    expect(await suspicionsOf(service, wrong)).toEqual(['pkce_failed'])
    expect(problemIn(await exchange(service, installed, code, { code_verifier: verifier }))).toBe(used)
  })

  it('E42 refuses a missing verifier', async () => {
    const code = await newCode(installed, pkce)
    const answer = await exchange(service, installed, code)
    expect(problemIn(answer)).toBe('400 invalid_grant pkce_verifier_missing')
  })

  it('E43 refuses a verifier where no challenge was sent', async () => {
    const answer = await exchange(service, product, await newCode(), { code_verifier: verifier })
    expect(problemIn(answer)).toBe('400 invalid_grant pkce_verifier_unexpected')
  })

  it('E44 keeps a code of one client from another, and good for the one', async () => {
    const other = await addProduct(service)
    const code = await newCode()
    const stolen = await exchange(service, other, code)
    expect(problemIn(stolen)).toBe('400 invalid_grant authorization_code_client_mismatch')
    expect(await suspicionsOf(service, stolen)).toEqual(['code_client_mismatch'])
    const session = textOf(await exchange(service, product, code), 'session_token')

    expect(problemIn(await exchange(service, other, code))).toBe(
      '400 invalid_grant authorization_code_client_mismatch',
    )
    const key = await addApiKey(service, product)
    expect((await readSession(service, key, session)).status).toBe(200)
  })

  it('E45 burns the code at another redirect URI', async () => {
    const code = await newCode()
    const answer = await exchange(service, product, code, { redirect_uri: `${redirectUri}/` })
    expect(problemIn(answer)).toBe('400 invalid_grant redirect_uri_mismatch')
    expect(problemIn(await exchange(service, product, code))).toBe(used)
  })

  it('E46 takes a code until 9:59 and not at 10:00', async () => {
    const [early, late] = [await newCode(), await newCode()]
    service.clock.pass(599)
    expect((await exchange(service, product, early)).status).toBe(200)
    service.clock.pass(1)
    const answer = await exchange(service, product, late)
    expect(problemIn(answer)).toBe('400 invalid_grant authorization_code_expired')
  })

  it('E46 takes a code only as long as its client has it', async () => {
    const quick = await addProduct(service, { codeLifetimeInSeconds: 60 })
    const code = await newCode(quick)
    service.clock.pass(60)
    expect(problemIn(await exchange(service, quick, code))).toBe(
      '400 invalid_grant authorization_code_expired',
    )
  })

  it('E47 ends the session that a code brought when the code comes again', async () => {
    const code = await newCode()
    const key = await addApiKey(service, product)
    const session = textOf(await exchange(service, product, code), 'session_token')
    expect((await readSession(service, key, session)).status).toBe(200)
    const replay = await exchange(service, product, code)
    expect(problemIn(replay)).toBe(used)
    expect(await suspicionsOf(service, replay)).toEqual(['authorization_code_replayed'])
    expect(await actionsOf(service, replay)).toEqual(['session.revoked'])
    expect(problemIn(await readSession(service, key, session))).toBe('401 unauthorized session_not_found')
  })

  it('E47 knows a replay from an expired code', async () => {
    const code = await newCode()
    await exchange(service, product, code)
    service.clock.pass(601)
    expect(problemIn(await exchange(service, product, code))).toBe(used)
  })

  it('E48 lets one of two parallel exchanges through', async () => {
    const code = await newCode()
    const answers = await Promise.all([1, 2].map(() => exchange(service, product, code)))
    expect(answers.map(problemIn).toSorted()).toEqual(['200 undefined undefined', used])
  })

  it('E49 takes forms as well as JSON, and ignores parameters it does not know', async () => {
    const form = {
      grant_type: 'authorization_code',
      code: await newCode(),
      redirect_uri: redirectUri,
      client_id: product.client.clientId,
      client_secret: product.secret ?? '',
      resource: 'https://api.example',
    }
    expect((await service.call('/auth/token', { form })).status).toBe(200)
    const withMore = await exchange(service, product, await newCode(), { resource: 'https://api.example' })
    expect(withMore.status).toBe(200)
  })

  it('E49 refuses two proofs of the client at once', async () => {
    const headers = { Authorization: basic(product.client.clientId, product.secret) }
    const code = await newCode()
    const json = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: product.client.clientId,
      client_secret: product.secret,
    }
    const answer = await service.call('/auth/token', { json, headers })
    expect(problemIn(answer)).toBe('400 invalid_request client_authentication_ambiguous')
    expect(await isSpent(code)).toBe(false)
  })

  it('takes Basic only where the operator allows it, and says so with the challenge', async () => {
    const sameDatabase = async () => ({ url: service.url, drop: async () => {} })
    const open = await openJourney(sameDatabase, { isTokenBasicAllowed: true })
    const present = async (to: Service, secret: string | null): Promise<Answer> =>
      to.call('/auth/token', {
        form: { grant_type: 'authorization_code', code: await newCode(), redirect_uri: redirectUri },
        headers: { Authorization: basic(product.client.clientId, secret) },
      })
    const refused = await present(service, product.secret)
    expect(problemIn(refused)).toBe('401 invalid_client client_authentication_failed')
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    expect((await present(open, product.secret)).status).toBe(200)
    const wrong = await present(open, 'wrong')
    expect(problemIn(wrong)).toBe('401 invalid_client client_authentication_failed')
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic realm=/)
    await open.close()
  })

  it('refuses an unknown client, an inactive one, an unknown code and another grant type', async () => {
    const code = await newCode()
    const idle = await addProduct(service)
    await service.core.switchClient({ clientId: idle.client.clientId, isActive: false }, testCaller)
    const wrong = [
      [{ client_id: 'nobody-knows-me' }, '401 invalid_client client_unknown'],
      [{ client_id: idle.client.clientId }, '403 unauthorized_client client_inactive'],
      [{ code: `lgac_${'A'.repeat(43)}` }, '400 invalid_grant authorization_code_invalid'],
      [{ code: `${code} ` }, '400 invalid_grant authorization_code_invalid'],
      [{ code: code.toUpperCase() }, '400 invalid_grant authorization_code_invalid'],
      [{ grant_type: 'password' }, '400 unsupported_grant_type grant_type_unsupported'],
      [{ grant_type: 'refresh_token' }, '400 unsupported_grant_type grant_type_unsupported'],
    ] as const
    for (const [more, expected] of wrong) {
      expect(problemIn(await exchange(service, product, code, more))).toBe(expected)
    }
    expect((await exchange(service, product, code)).status).toBe(200)
  })

  it('refuses a person who was suspended behind the code, and keeps parameters out of the query', async () => {
    const code = await newCode()
    const { xid } = person.person
    await service.db.updateTable('persons').set({ status: 'suspended' }).where('xid', '=', xid).execute()
    const answer = await exchange(service, product, code)
    expect(problemIn(answer)).toBe('403 access_denied person_suspended')
    await service.db.updateTable('persons').set({ status: 'active' }).where('xid', '=', xid).execute()
    const inQuery = await service.call(`/auth/token?code=${code}`, { json: {} })
    expect(inQuery.body['fields']).toEqual([{ path: '', rule: 'in_query' }])
  })

  it('checks the client before the code, and the code before what it was issued for', async () => {
    const code = await newCode(product, pkce)
    const wrong = {
      grant_type: 'password',
      client_id: 'nobody-knows-me',
      client_secret: 'wrong',
      code: 'lgac_wrong',
      redirect_uri: `${redirectUri}/`,
      code_verifier: 'w'.repeat(43),
    }
    const cures = [
      ['grant_type_unsupported', {}],
      ['client_unknown', { grant_type: 'authorization_code' }],
      ['client_authentication_failed', { client_id: product.client.clientId }],
      ['authorization_code_invalid', { client_secret: product.secret }],
      ['redirect_uri_mismatch', { code }],
    ] as const
    let request: Readonly<Record<string, unknown>> = wrong
    for (const [expected, cure] of cures) {
      request = { ...request, ...cure }
      expect((await service.call('/auth/token', { json: request })).body['code']).toBe(expected)
    }
  })
})
