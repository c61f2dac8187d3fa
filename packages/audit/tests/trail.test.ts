import { createHmac } from 'node:crypto'
import type { Caller, Trail, Xid } from '@lgc/kernel'
import { narrow } from '@lgc/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { writeTrail } from '../../../tests/support/sealing.ts'
import {
  type World,
  addClient,
  addPerson,
  freshName,
  openWorld,
  testCaller,
  testPassword,
  testSettings,
} from '../../../tests/support/world.ts'
import { sqlTrail, trailAlone } from '../src/infra/index.ts'

const digestIdentifier = (identifier: string): string =>
  createHmac('sha256', testSettings.identifierHmacKey).update(identifier).digest('hex')

describe.each(databases)('the trail on $name', ({ create }) => {
  let world: World
  let caller: Caller
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())
  beforeEach(() => {
    caller = { ...testCaller, requestId: freshName('request') }
  })

  const transact = (work: (trail: Trail<string, string>) => Promise<void>): Promise<void> => {
    return writeTrail(world, work, { caller, digestIdentifier })
  }
  const changes = () =>
    world.db.selectFrom('audit_log').selectAll().where('request_id', '=', caller.requestId).execute()
  const suspicions = () =>
    world.db.selectFrom('security_log').selectAll().where('request_id', '=', caller.requestId).execute()

  it('keeps a change with who made it, from where and when', async () => {
    const target = { type: 'person', xid: world.core.newXid() }
    const agent = { type: 'person', xid: target.xid } as const
    const details = { count: 2, scopes: ['openid', '太郎'], nothing: null }
    await transact(({ record }) => record({ action: 'person.created', target, agent, details }))
    const [row] = await changes()
    expect(row).toMatchObject({
      action: 'person.created',
      target_type: 'person',
      target_xid: target.xid,
      agent_type: 'person',
      agent_xid: target.xid,
      ip_address: caller.address,
      user_agent: caller.userAgent,
      created_at: world.clock.now(),
    })
    expect(JSON.parse(row?.metadata ?? '')).toEqual(details)
  })

  it('takes the caller for the agent when the change names none', async () => {
    const xid = world.core.newXid()
    caller = { ...caller, agent: { type: 'api_key', xid } }
    await transact(({ record }) => record({ action: 'client.updated', target: { type: 'client', xid } }))
    expect(await changes()).toMatchObject([{ agent_type: 'api_key', agent_xid: xid, metadata: '{}' }])
  })

  it('keeps as much of a long user agent as fits', async () => {
    caller = { ...caller, userAgent: `Browser/${'1'.repeat(1000)}` }
    await transact(({ report }) => report({ event: 'verify_failed' }))
    expect((await suspicions())[0]?.user_agent).toBe(caller.userAgent.slice(0, 255))
  })

  it.each(['ada@example.com', '+819012345678', 'ACME-1001', 'hunter2 typed in the wrong field', '太郎'])(
    'keeps of %j a mask and a digest, and nowhere the thing itself',
    async (identifier) => {
      await transact(({ report }) => report({ event: 'verify_failed', identifier }))
      const rows = await suspicions()
      expect(JSON.stringify(rows)).not.toContain(identifier)
      expect(rows[0]?.identifier).toContain('***')
      expect(rows[0]?.identifier_hmac).toBe(digestIdentifier(identifier))
    },
  )

  it('keeps nothing of a typed identifier when a real sign-in fails', async () => {
    const secret = `Canary-${freshName('typed')}-instead-of-a-name`
    const { identity } = await addPerson(world)
    for (const identifier of [secret, identity.identifier]) {
      await world.core.verifyByPassword({ identifier, password: secret, clientId: null }, caller)
    }
    const rows = JSON.stringify([await suspicions(), await changes()])
    expect(rows).not.toContain(secret)
    expect(rows).not.toContain(identity.identifier)
  })

  it.each([
    ['client-1', 'client-1'],
    ['a client', null],
    ['é', null],
    ['x'.repeat(65), null],
    ['', null],
  ])('keeps of the claimed client_id %j %j', async (claimedClientId, kept) => {
    await transact(({ report }) => report({ event: 'client_unknown', claimedClientId }))
    expect((await suspicions())[0]?.client_id_claimed).toBe(kept)
  })

  it('keeps more changes of one transaction than a statement holds, in their order', async () => {
    const names = Array.from({ length: 1001 }, (_, index) => `person.changed_${index}`)
    const target = { type: 'person', xid: world.core.newXid() }
    await transact(async ({ record }) => {
      for (const action of names) await record({ action, target })
    })
    expect((await changes()).map(({ action }) => action)).toEqual(names)
  })

  it('keeps what many record at once that change nothing, each by the time it is told so', async () => {
    const target = { type: 'person', xid: world.core.newXid() }
    const one = async (index: number): Promise<void> => {
      await transact(({ record, report }) =>
        index % 2 === 0
          ? record({ action: `person.seen_${index}`, target })
          : report({ event: `person.missed_${index}` }),
      )
      const known = [
        ...(await changes()).map(({ action }) => action),
        ...(await suspicions()).map(({ event_type }) => event_type),
      ]
      expect(known).toContain(index % 2 === 0 ? `person.seen_${index}` : `person.missed_${index}`)
    }
    await Promise.all(Array.from({ length: 150 }, (_, index) => one(index)))
    expect([(await changes()).length, (await suspicions()).length]).toEqual([75, 75])
  })

  it('keeps all others of a group of which one cannot be kept', async () => {
    const gathered = Array.from({ length: 9 }, (_, index) => {
      const newXid = () => `${caller.requestId}-${index % 8}`.padStart(20, '0') as Xid
      const trail = sqlTrail(caller, { now: world.clock.now, newXid, digestIdentifier })
      void trail.record({ action: `person.seen_${index}`, target: { type: 'person', xid: newXid() } })
      return trail.gathered
    })
    const write = trailAlone(narrow(world.db))
    const kept = await Promise.allSettled(gathered.map(async (rows) => write(rows)))
    expect(kept.filter(({ status }) => status === 'fulfilled').length).toBe(8)
    expect((await changes()).length).toBe(8)
  })

  it.each([1, 5, 6, 300])(
    'keeps %i changes and as many suspicions that stand alone, or none',
    async (count) => {
      const target = { type: 'person', xid: world.core.newXid() }
      await transact(async ({ record, report }) => {
        for (let index = 0; index < count; index++) {
          await record({ action: 'person.seen', target })
          if (count === 5) continue
          await report({ event: 'person.missed' })
        }
      })
      expect([(await changes()).length, (await suspicions()).length]).toEqual([
        count,
        count === 5 ? 0 : count,
      ])
    },
  )

  it('has nothing of a transaction that came to nothing', async () => {
    const work = transact(async ({ record, report }) => {
      await record({ action: 'person.created', target: { type: 'person', xid: world.core.newXid() } })
      await report({ event: 'verify_failed' })
      throw new Error('a fault')
    })
    await expect(work).rejects.toThrow('a fault')
    expect([await changes(), await suspicions()]).toEqual([[], []])
  })

  it('notes many answered requests at once, cut to what fits', async () => {
    const request = {
      requestId: caller.requestId,
      method: 'GET',
      path: `/${'a'.repeat(500)}`,
      status: 200,
      durationInMilliseconds: 1.6,
      address: caller.address,
      userAgent: 'u'.repeat(500),
      clientXid: null,
      apiKeyXid: null,
      personXid: world.core.newXid(),
      at: world.clock.now(),
    }
    await world.core.appendRequests(Array.from({ length: 500 }, () => request))
    const rows = await world.db
      .selectFrom('request_log')
      .selectAll()
      .where('request_id', '=', caller.requestId)
      .execute()
    expect(rows.length).toBe(500)
    expect(rows[0]).toMatchObject({ path: request.path.slice(0, 255), duration_ms: 2, status_code: 200 })
    expect(new Set(rows.map(({ xid }) => xid)).size).toBe(500)
  })
})

describe.each(databases)('without the trail on $name', ({ create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  const everything = async (table: 'persons' | 'identities' | 'clients' | 'sign_in_attempts') =>
    (await world.db.selectFrom(table).selectAll().execute()).length

  it('no change happens', async () => {
    await world.db.schema.dropTable('audit_log').execute()
    await expect(addPerson(world)).rejects.toThrow(/audit_log/)
    await expect(addClient(world)).rejects.toThrow(/audit_log/)
    expect([
      await everything('persons'),
      await everything('identities'),
      await everything('clients'),
    ]).toEqual([0, 0, 0])
    await world.close()
  })

  it('nothing is issued that changes nothing else, and nothing is half-recorded', async () => {
    const target = { type: 'person', xid: world.core.newXid() }
    await world.db.schema.dropTable('security_log').execute()
    const both = writeTrail(world, async ({ record, report }) => {
      await record({ action: 'person.seen', target })
      await report({ event: 'person.missed' })
    })
    await expect(both).rejects.toThrow(/security_log/)
    expect(await world.db.selectFrom('audit_log').selectAll().execute()).toEqual([])
    await world.db.schema.dropTable('audit_log').execute()
    const alone = writeTrail(world, ({ record }) => record({ action: 'person.seen', target }))
    await expect(alone).rejects.toThrow(/audit_log/)
    await world.close()
  })

  it('nobody is let in, and nobody is refused in silence', async () => {
    const { identity } = await addPerson(world)
    await world.db.schema.dropTable('security_log').execute()
    const challenge = { identifier: identity.identifier, clientId: null }
    const wrong = world.core.verifyByPassword({ ...challenge, password: 'not the password' }, testCaller)
    await expect(wrong).rejects.toThrow(/security_log/)
    expect(await everything('sign_in_attempts')).toBe(1)
    await world.db.schema.dropTable('audit_log').execute()
    const right = world.core.verifyByPassword({ ...challenge, password: testPassword }, testCaller)
    await expect(right).rejects.toThrow(/audit_log/)
    expect(await everything('sign_in_attempts')).toBe(1)
    await world.close()
  })
})
