import { later } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  atOnce,
  freshName,
  openWorld,
  testCaller,
  valueOf,
} from '../../../tests/support/world.ts'
import type { ApiKey, ApiKeys, Client } from '../src/index.ts'
import { sqlApiKeys, sqlKeyLookup, sqlKeyUse } from '../src/infra/index.ts'

describe.each(databases)('API keys on $name', ({ create }) => {
  let world: World
  let keys: ApiKeys
  let client: Client
  beforeAll(async () => {
    world = await openWorld(create)
    keys = sqlApiKeys(world.db)
    client = await addClient(world)
  })
  afterAll(() => world.close())

  const key = (difference: Partial<ApiKey> = {}): ApiKey => ({
    xid: world.core.newXid(),
    clientXid: client.xid,
    clientId: client.clientId,
    name: 'sessions',
    prefix: 'lgk_s_abcdef',
    role: 'service',
    createdAt: world.clock.now(),
    lastUsedAt: null,
    expiresAt: null,
    revokedAt: null,
    allowedNetworks: null,
    ...difference,
  })

  it('are found as they were added, by id and by digest', async () => {
    const added = key({
      expiresAt: later(world.clock.now(), 60),
      role: 'provisioner',
      allowedNetworks: ['192.0.2.0/24', '2001:db8::/32'],
    })
    const digest = freshName('digest')
    expect(await keys.add(added, digest)).toBe(true)
    expect(await keys.find(added.xid)).toEqual(added)
    expect(await keys.findByDigest(digest)).toEqual(added)
    expect(await sqlKeyLookup(world.db)(digest)).toEqual({ key: added, isClientActive: true })
    expect(await keys.findByDigest(digest.toUpperCase())).toBeUndefined()
  })

  it('are unique by digest', async () => {
    const digest = freshName('digest')
    expect(await keys.add(key(), digest)).toBe(true)
    expect(await keys.add(key({ clientXid: (await addClient(world)).xid }), digest)).toBe(false)
  })

  it('of a client are listed by age, and no others', async () => {
    const owner = await addClient(world)
    const names = ['b', 'a', 'c']
    for (const name of names) await keys.add(key({ name, clientXid: owner.xid }), freshName('digest'))
    expect((await keys.listOf(owner.xid)).map(({ name }) => name)).toEqual(names)
  })

  it('are revoked once, however many ask for it', async () => {
    const added = key()
    await keys.add(added, freshName('digest'))
    const either = [keys, sqlApiKeys(world.anotherPool())] as const
    const [first, second] = [world.clock.now(), later(world.clock.now(), 5)]
    const outcomes = await atOnce(10, either, (one) => one.revoke(added.xid, first))
    expect(outcomes.filter((isRevoked) => isRevoked).length).toBe(1)
    expect(await keys.revoke(added.xid, second)).toBe(false)
    expect((await keys.find(added.xid))?.revokedAt).toBe(first)
  })

  it('note their last use forward and never back', async () => {
    const added = key()
    await keys.add(added, freshName('digest'))
    const start = world.clock.now()
    for (const seconds of [60, 30, 90, 89]) await sqlKeyUse(world.db, () => later(start, seconds))(added)
    expect((await keys.find(added.xid))?.lastUsedAt).toBe(later(start, 90))
  })

  it('note the latest of many uses at once', async () => {
    const added = key()
    await keys.add(added, freshName('digest'))
    const start = world.clock.now()
    await atOnce(20, [world.db, world.anotherPool()], (db, index) =>
      sqlKeyUse(db, () => later(start, (index * 7) % 20))(added),
    )
    expect((await keys.find(added.xid))?.lastUsedAt).toBe(later(start, 19))
  })

  it('of a client that is not active are told apart', async () => {
    const owner = await addClient(world)
    const digest = freshName('digest')
    await keys.add(key({ clientXid: owner.xid }), digest)
    valueOf(await world.core.switchClient({ clientId: owner.clientId, isActive: false }, testCaller))
    expect(await sqlKeyLookup(world.db)(digest)).toMatchObject({ isClientActive: false })
  })

  it('are stored as digests only', async () => {
    const order = { clientId: client.clientId, name: 'canary', role: 'service', expiresAt: null } as const
    const { key: raw } = valueOf(await world.core.createApiKey(order, testCaller))
    const rows = await world.db.selectFrom('api_keys').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(raw)
    expect((await world.core.authenticateApiKey({ key: raw, role: 'service' }, testCaller)).ok).toBe(true)
  })
})
