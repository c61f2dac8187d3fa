import type { Product } from '../support/signing-in.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'
import { addApiKey, addPerson, addProduct } from '../support/signing-in.ts'
import { freshName } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>
type Request = { readonly path: string; readonly json: Json; readonly other: Json; readonly status: number }

describe.each(databases)('who asks for the same under one key, over two processes on $name', ({ create }) => {
  let fleet: Fleet
  let product: Product
  let adminKey: string
  beforeAll(async () => {
    fleet = await openFleet(create)
    product = await addProduct(fleet)
    adminKey = await addApiKey(fleet, product, 'admin')
  }, 30_000)
  afterAll(() => fleet.close())

  const send = ({ path, json }: Pick<Request, 'path' | 'json'>, key?: string): Promise<Reply> => {
    const headers = { 'X-API-Key': adminKey, ...(key === undefined ? {} : { 'Idempotency-Key': key }) }
    return fleet.next().call(path, { method: 'POST', json, headers })
  }
  const client = () => ({ client_id: freshName('made'), name: 'Made', allowed_scopes: ['openid'] })
  const requests: Readonly<Record<string, () => Promise<Request>>> = {
    'register a client': async () => {
      const json = client()
      return { path: '/admin/clients', json, other: { ...json, name: 'Other' }, status: 201 }
    },
    'make an API key': async () => {
      const path = `/admin/clients/${product.client.xid}/api-keys`
      return { path, json: { name: 'k', role: 'service' }, other: { name: 'k', role: 'admin' }, status: 201 }
    },
    'rotate a secret': async () => {
      const path = `/admin/clients/${product.client.xid}/secret/rotate`
      return { path, json: {}, other: { overlap_seconds: 60 }, status: 200 }
    },
    'give a grant': async () => {
      const person_xid = (await addPerson(fleet)).person.xid
      const json = { person_xid, client_id: product.client.clientId }
      return { path: '/admin/grants', json, other: { ...json, access_level: 'owner' }, status: 201 }
    },
    'open a realm': async () => {
      const json = { name: freshName('realm') }
      return { path: '/admin/realms', json, other: { name: freshName('realm') }, status: 201 }
    },
  }
  const changes = async (): Promise<number> =>
    (await fleet.database.db.selectFrom('audit_log').select('xid').execute()).length

  it.each(Object.keys(requests))('to %s: one effect, one answer, and no other request', async (name) => {
    const request = await requests[name]?.()
    if (!request) throw new Error('there is no such request')
    const key = freshName('key')
    const before = await changes()
    const replies = await Promise.all(Array.from({ length: 8 }, () => send(request, key)))
    expect(tallyOf(replies)).toEqual({ [request.status]: 8 })
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect(await changes()).toBe(before + 1)
    expect((await send(request, key)).text).toBe(replies[0]?.text)
    const other = await send({ ...request, json: request.other }, key)
    expect([other.status, other.body['code']]).toEqual([409, 'idempotency_key_reused'])
    expect(await changes()).toBe(before + 1)
  })

  it('finds the answer again when what was created is gone, and the refusal when it no longer holds', async () => {
    const { person } = await addPerson(fleet)
    const json = { person_xid: person.xid, client_id: product.client.clientId }
    const [given, twice] = [freshName('key'), freshName('key')]
    const first = await send({ path: '/admin/grants', json }, given)
    const refused = await send({ path: '/admin/grants', json }, twice)
    expect([first.status, refused.status]).toEqual([201, 409])
    await fleet.database.db.deleteFrom('persons').where('xid', '=', person.xid).execute()
    expect((await send({ path: '/admin/grants', json }, given)).text).toBe(first.text)
    const again = await send({ path: '/admin/grants', json }, twice)
    expect([again.status, again.body['code']]).toEqual([409, 'grant_already_exists'])
    expect((await send({ path: '/admin/grants', json })).status).toBe(404)
  })

  it('keeps no secret that whoever reads the table could use', async () => {
    const json = client()
    const created = await send({ path: '/admin/clients', json }, freshName('key'))
    const secret = String(created.body['client_secret'])
    expect(secret).toMatch(/^lgcs_/)
    const kept = await fleet.database.db.selectFrom('idempotency_keys').select('response').execute()
    expect(kept.length).toBeGreaterThan(0)
    for (const { response } of kept) {
      expect(response).not.toContain(secret)
      expect(Buffer.from(String(response), 'base64url').toString('latin1')).not.toContain('lgcs_')
    }
  })

  it('refuses a key that is none', async () => {
    const reply = await send({ path: '/admin/realms', json: { name: freshName('realm') } }, 'a key')
    expect(reply.body).toMatchObject({ code: 'validation_failed', fields: [{ path: 'Idempotency-Key' }] })
  })
})
