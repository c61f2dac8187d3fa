import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type DescribedService, openDescribed } from '../support/described-service.ts'
import type { Answer } from '../support/service.ts'
import {
  type Product,
  addApiKey,
  addPerson,
  addProduct,
  browserWith,
  codeFor,
  exchange,
  logIn,
  readSession,
  requestFor,
  signInto,
  testPassword,
  verify,
} from '../support/signing-in.ts'

const isSecretColumn = /hash|secret|challenge$|token|digest/

describe.each(databases)('what is stored of secrets, on $name,', ({ create }) => {
  let service: DescribedService
  let product: Product
  let serviceKey: string
  let keys: readonly string[]
  let identifier: string
  let stored: readonly string[]
  /** Secrets as their owners have them. */
  const raw: string[] = [testPassword]

  beforeAll(async () => {
    service = await openDescribed(create)
    product = await addProduct(service)
    serviceKey = await addApiKey(service, product)
    keys = [
      serviceKey,
      await addApiKey(service, product, 'admin'),
      await addApiKey(service, product, 'provisioner'),
    ]
    const person = await addPerson(service)
    identifier = person.identity.identifier
    const browser = await logIn(service, person)
    raw.push(
      browser.Cookie.replace(/.*=/, ''),
      await verify(service, person),
      ...keys,
      String(product.secret),
    )
    raw.push(await signInto(service, product, browser), await codeFor(service, product, browser))
    await service.call('/auth/password/request-reset', { json: { identifier } })
    await service.core.rotateClientSecret(
      { clientId: (await addProduct(service)).client.clientId, overlapInSeconds: 60 },
      { requestId: 'rotation-of-a-test', address: 'local', userAgent: '', agent: null },
    )
    // What people type into the wrong field.
    await service.call('/auth/identify', { json: { identifier: testPassword } })
    await service.call(`/auth/session?token=${raw.join()}`)
    await service.call('/auth/verify', {
      json: { method: 'password', identifier: testPassword, password: identifier },
    })
    stored = await secretsStored()
  })
  afterAll(() => service.close())

  async function secretsStored(): Promise<readonly string[]> {
    const found: string[] = []
    for (const { name, columns } of await service.db.introspection.getTables()) {
      const secret = columns.filter((column) => isSecretColumn.test(column.name) && !name.endsWith('_log'))
      for (const { name: column } of secret) {
        const query = sql<{ value: unknown }>`select ${sql.ref(column)} as value from ${sql.table(name)}`
        const { rows } = await query.execute(service.db)
        found.push(...rows.map(({ value }) => value).filter((value) => typeof value === 'string'))
      }
    }
    return [...new Set(found)].filter((value) => value.length >= 16)
  }

  it('is in no answer to anybody, whatever is asked (R140, R168)', { timeout: 30_000 }, async () => {
    expect(stored.length).toBeGreaterThan(10)
    const xids = await Promise.all(
      (['persons', 'clients', 'identities', 'sessions', 'api_keys'] as const).map(
        async (table) => (await service.db.selectFrom(table).select('xid').executeTakeFirstOrThrow()).xid,
      ),
    )
    const searches = [
      '',
      '?limit=100',
      `?person_xid=${xids[0]}`,
      `?client_id=${product.client.clientId}`,
      '?format=csv',
    ]
    let answered = 0
    const asked = service.operations
      .filter(({ method }) => method === 'get')
      .flatMap(({ path }) =>
        path.includes('{') ? xids.map((xid) => path.replaceAll(/\{\w+\}/g, xid)) : [path],
      )
      .flatMap((path) => searches.map((search) => `${path}${search}`))
    for (const path of asked) {
      for (const key of [undefined, ...keys]) {
        const response = await service.fetch(path, key === undefined ? {} : { headers: { 'X-API-Key': key } })
        const text = await response.text()
        answered += response.status === 200 ? 1 : 0
        expect(
          [...stored, ...raw].filter((secret) => text.includes(secret)),
          path,
        ).toEqual([])
      }
    }
    expect(answered).toBeGreaterThan(20)
  })

  /** Every text of the database that could be a credential, as it is and dressed as one. */
  const attempts = (prefix: string): readonly string[] =>
    stored.flatMap((value) => [value, `${prefix}${value}`, `${prefix}${value.slice(0, 43)}`])

  it('lets nobody in who has nothing but a copy of the database (R176)', { timeout: 30_000 }, async () => {
    const refused = (answer: Answer, what: string): void => {
      expect([400, 401, 403, 404, 422], `${what}: ${JSON.stringify(answer.body)}`).toContain(answer.status)
    }
    for (const token of attempts('lgs_')) {
      refused(await readSession(service, serviceKey, token.replaceAll(/[^\x21-\x7e]/g, '')), 'session')
    }
    for (const token of attempts('lgl_')) {
      const headers = browserWith(token.replaceAll(/[^\x21-\x7e]/g, ''))
      refused(await service.call('/auth/authorize', { json: requestFor(product), headers }), 'cookie')
    }
    for (const key of attempts('lgk_a_')) {
      refused(await service.call('/admin/realms', { headers: { 'X-API-Key': key } }), 'key')
    }
    for (const code of attempts('lgac_')) refused(await exchange(service, product, code), 'code')
    for (const verification_token of attempts('v1.test.')) {
      refused(await service.call('/auth/login-session', { json: { verification_token } }), 'proof')
    }
    for (const token of attempts('')) {
      const json = { token, password: 'seven green bicycles' }
      refused(await service.call('/auth/password/reset', { json }), 'link')
    }
    const code = await codeFor(service, product, await verify(service, { identity: { identifier } } as never))
    for (const client_secret of attempts('lgcs_')) {
      refused(await exchange(service, product, code, { client_secret }), 'secret')
    }
  })

  it('is no password either (R176)', async () => {
    for (const password of stored) {
      await service.db.deleteFrom('sign_in_attempts').execute()
      const json = { method: 'password', identifier, password }
      expect((await service.call('/auth/verify', { json })).status).toBe(401)
    }
  })
})
