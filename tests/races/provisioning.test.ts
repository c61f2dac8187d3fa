import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type Fleet, type Reply, openFleet, tallyOf } from '../support/processes.ts'
import { type Provisioner, addProvisioner, newcomer } from '../support/provisioning.ts'
import { freshName } from '../support/world.ts'

type Json = Readonly<Record<string, unknown>>

describe.each(databases)('who provisions over two processes at once on $name', ({ create }) => {
  let fleet: Fleet
  let provisioner: Provisioner
  beforeAll(async () => {
    fleet = await openFleet(create)
    provisioner = await addProvisioner(fleet)
  }, 30_000)
  afterAll(() => fleet.close())

  const count = async (table: 'persons' | 'identities' | 'consent_records' | 'person_app_grants') =>
    (await fleet.database.db.selectFrom(table).select('xid').execute()).length
  const counts = async () => ({
    persons: await count('persons'),
    identities: await count('identities'),
    consents: await count('consent_records'),
    grants: await count('person_app_grants'),
  })
  const send = (path: string, json: Json, headers: Readonly<Record<string, string>> = {}, method = 'POST') =>
    fleet.next().call(path, { method, json, headers: { 'X-API-Key': provisioner.key, ...headers } })
  const atOnce = (times: number, work: (index: number) => Promise<Reply>): Promise<readonly Reply[]> =>
    Promise.all(Array.from({ length: times }, (_, index) => work(index)))

  it('one request under one key has one effect, and everybody the same answer', async () => {
    const before = await counts()
    const wanted = newcomer({ consent: { scopes: ['openid'] }, grant: {} })
    const headers = { 'Idempotency-Key': freshName('key') }
    const replies = await atOnce(30, () => send('/provisioning/persons', wanted, headers))
    expect(tallyOf(replies)).toEqual({ '201': 30 })
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect(await counts()).toEqual({
      persons: before.persons + 1,
      identities: before.identities + 1,
      consents: before.consents + 1,
      grants: before.grants + 1,
    })
  }, 30_000)

  it('a bulk under one key has one effect, and everybody the same answer', async () => {
    const before = await counts()
    const persons = Array.from({ length: 10 }, () => newcomer())
    const headers = { 'Idempotency-Key': freshName('key') }
    const replies = await atOnce(8, () => send('/provisioning/persons', { persons }, headers))
    expect(tallyOf(replies)).toEqual({ '200': 8 })
    expect(new Set(replies.map(({ text }) => text)).size).toBe(1)
    expect(replies[0]?.body).toMatchObject({ created: 10, failed: 0 })
    expect((await counts()).persons).toBe(before.persons + 10)
  }, 30_000)

  it('of many requests under one key exactly one is meant', async () => {
    const before = await counts()
    const headers = { 'Idempotency-Key': freshName('key') }
    const replies = await atOnce(20, () => send('/provisioning/persons', newcomer(), headers))
    expect(tallyOf(replies)).toEqual({ '201': 1, '409 idempotency_key_reused': 19 })
    expect((await counts()).persons).toBe(before.persons + 1)
  }, 30_000)

  it('one identifier goes to one person, and no half of another stays', async () => {
    const before = await counts()
    const wanted = newcomer({ consent: { scopes: ['openid'] }, grant: {} })
    const replies = await atOnce(30, () => send('/provisioning/persons', wanted))
    expect(tallyOf(replies)).toEqual({ '201': 1, '409 identifier_taken': 29 })
    const after = await counts()
    expect(after.persons).toBe(before.persons + 1)
    expect(after.consents).toBe(before.consents + 1)
  }, 30_000)

  it('of many who are renamed to one identifier exactly one is', async () => {
    const persons = Array.from({ length: 12 }, () => newcomer())
    const made = await send('/provisioning/persons', { persons })
    const results = made.body['results'] as readonly { readonly person: { readonly xid: string } }[]
    const identifier = freshName('WANTED')
    const replies = await atOnce(12, (index) => {
      const path = `/provisioning/persons/${results[index]?.person.xid}/identifier`
      return send(path, { identifier }, {}, 'PATCH')
    })
    expect(tallyOf(replies)).toEqual({ '200': 1, '409 identifier_taken': 11 })
  }, 30_000)
})
