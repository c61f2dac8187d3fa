import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Provisioner, addProvisioner, newcomer, provision } from '../support/provisioning.ts'
import type { Answer, Service } from '../support/service.ts'
import { actionsOf, changeProduct, memberOf, openJourney, problemIn } from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>

const reused = '409 conflict idempotency_key_reused'

describe.each(databases)('a request with an Idempotency-Key on $name', ({ create }) => {
  let service: Service
  let provisioner: Provisioner
  beforeAll(async () => {
    service = await openJourney(create)
    provisioner = await addProvisioner(service)
  })
  afterAll(async () => {
    expect(service.faults).toEqual([])
    await service.close()
  })

  const post = (key: string, json: Json, by = provisioner): Promise<Answer> =>
    provision(service, by, json, { 'Idempotency-Key': key })
  const people = async (): Promise<number> =>
    (await service.db.selectFrom('persons').select('xid').execute()).length

  it('E68: is done once and answered alike', async () => {
    const [key, wanted] = [freshName('key'), newcomer({ consent: { scopes: ['openid'] }, grant: {} })]
    const first = await post(key, wanted)
    expect(first.status).toBe(201)
    const before = await people()
    const second = await post(key, wanted)
    expect(second.status).toBe(201)
    expect(second.body).toEqual(first.body)
    expect(await actionsOf(service, second)).toEqual([])
    expect(await people()).toBe(before)
  })

  it('E68: is refused when the key stands for another request', async () => {
    const key = freshName('key')
    expect((await post(key, newcomer())).status).toBe(201)
    const before = await people()
    expect(problemIn(await post(key, newcomer()))).toBe(reused)
    expect(problemIn(await post(key, { persons: [newcomer(), newcomer()] }))).toBe(reused)
    expect(await people()).toBe(before)
  })

  it('is answered with its refusal again, though the cause is gone', async () => {
    const by = await addProvisioner(service)
    const [key, wanted] = [freshName('key'), newcomer({ consent: { scopes: ['phone'] } })]
    const first = await post(key, wanted, by)
    expect(problemIn(first)).toBe('400 invalid_scope scope_not_allowed')
    await changeProduct(service, by.product, { allowedScopes: ['phone'] })
    const second = await post(key, wanted, by)
    expect(second.body).toEqual({ ...first.body, request_id: second.body['request_id'] })
  })

  it('belongs to the client: of another the same key is another', async () => {
    const [key, other] = [freshName('key'), await addProvisioner(service)]
    expect((await post(key, newcomer())).status).toBe(201)
    expect((await post(key, newcomer(), other)).status).toBe(201)
  })

  it('may hold a bulk, of which every part is done once', async () => {
    const key = freshName('key')
    const persons = [{ name_display: 'Nobody' }, newcomer(), newcomer({ consent: { scopes: ['phone'] } })]
    const first = await post(key, { persons })
    expect(first.body).toMatchObject({ created: 1, failed: 2 })
    const before = await people()
    const second = await post(key, { persons })
    expect(second.status).toBe(200)
    const withoutIds = ({ body }: Answer): unknown =>
      JSON.parse(JSON.stringify(body).replaceAll(/"request_id":"[^"]*"/g, '"request_id":""'))
    expect(withoutIds(second)).toEqual(withoutIds(first))
    expect(problemIn(await post(key, { persons: [newcomer(), ...persons] }))).toBe(reused)
    expect(await people()).toBe(before)
  })

  it('goes on where a bulk was cut short', async () => {
    const [key, one, two] = [freshName('key'), newcomer(), newcomer()]
    const whole = await post(key, { persons: [one, two] })
    const [first = {}] = whole.body['results'] as readonly Json[]
    const cut = await service.db
      .deleteFrom('persons')
      .where('name_display', '=', 'Grace')
      .where('xid', 'not in', [memberOf(first, 'person')['xid'] as never])
      .executeTakeFirst()
    expect(cut.numDeletedRows).toBeGreaterThan(0n)
    await service.db
      .deleteFrom('idempotency_keys')
      .where('idempotency_key', '=', key)
      .where('part', '=', 1)
      .execute()
    const again = await post(key, { persons: [one, two] })
    expect(again.body).toMatchObject({ created: 2, failed: 0 })
    expect((again.body['results'] as readonly Json[])[0]).toEqual(first)
  })

  it('is forgotten after a day', async () => {
    const [key, wanted] = [freshName('key'), newcomer()]
    await post(key, wanted)
    service.clock.pass(86_399)
    expect((await post(key, wanted)).status).toBe(201)
    service.clock.pass(1)
    expect(problemIn(await post(key, wanted))).toBe('409 conflict identifier_taken')
    expect(problemIn(await post(key, newcomer()))).toBe(reused)
  })

  it.each(['', 'with blank', 'é', 'x'.repeat(129)])('is refused when the key is %j', async (key) => {
    const raw = Buffer.from(key, 'utf8').toString('latin1')
    const { status, body } = await post(raw, newcomer())
    expect({ status, fields: body['fields'] }).toEqual({
      status: 400,
      fields: [{ path: 'Idempotency-Key', rule: 'pattern' }],
    })
  })

  it('keeps neither the password nor a digest that could be guessed from', async () => {
    const [key, wanted] = [freshName('key'), newcomer()]
    await post(key, wanted)
    const row = await service.db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('idempotency_key', '=', key)
      .executeTakeFirstOrThrow()
    expect(JSON.stringify(row)).not.toMatch(/horse|argon2/)
    expect(row.request_hmac).toBe(service.core.digestRequest(JSON.stringify(wanted)))
    expect(service.core.digestRequest('a')).not.toBe(service.core.digestRequest('b'))
  })
})
