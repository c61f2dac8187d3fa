import { type Xid, later } from '@lgc/kernel'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  atOnce,
  addPerson,
  issueCode,
  openWorld,
  signIn,
  testCaller,
  valueOf,
} from '../../../tests/support/world.ts'
import type { Client, Grant, Grants } from '../src/index.ts'
import { sqlGrants } from '../src/infra/index.ts'

describe.each(databases)('grants on $name', ({ create }) => {
  let world: World
  let grants: Grants
  let client: Client
  let personXid: Xid
  beforeAll(async () => {
    world = await openWorld(create)
    grants = sqlGrants(world.db)
    client = await addClient(world)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    personXid = (await addPerson(world)).person.xid
  })

  const grant = (difference: Partial<Grant> = {}): Grant => ({
    xid: world.core.newXid(),
    personXid,
    clientXid: client.xid,
    clientId: client.clientId,
    accessLevel: 'member',
    grantedBy: null,
    createdAt: world.clock.now(),
    updatedAt: world.clock.now(),
    revokedAt: null,
    ...difference,
  })
  const newest = () => grants.findNewest(personXid, client.xid)

  it('are found as they were added', async () => {
    const added = grant({ grantedBy: world.core.newXid(), accessLevel: 'owner' })
    expect(await grants.add(added)).toBe(true)
    expect(await grants.find(added.xid)).toEqual(added)
    expect(await newest()).toEqual(added)
    expect(await grants.findNewest(personXid, (await addClient(world)).xid)).toBeUndefined()
  })

  it('are active once for a person and a client, however many are added at once', async () => {
    const either = [grants, sqlGrants(world.anotherPool())] as const
    const outcomes = await atOnce(20, either, (one) => one.add(grant()))
    expect(outcomes.filter((isAdded) => isAdded).length).toBe(1)
  })

  it('are revoked once, however many ask for it', async () => {
    const added = grant()
    await grants.add(added)
    const either = [grants, sqlGrants(world.anotherPool())] as const
    const at = later(world.clock.now(), 3)
    const outcomes = await atOnce(10, either, (one) => one.revoke(added.xid, null, at))
    expect(outcomes.filter((isRevoked) => isRevoked).length).toBe(1)
    expect(await newest()).toEqual({ ...added, revokedAt: at, updatedAt: at })
  })

  it('are given again as another row, and the active one is found before revoked ones', async () => {
    const [first, second, third] = [
      grant(),
      grant({ accessLevel: 'viewer' }),
      grant({ accessLevel: 'owner' }),
    ]
    const at = world.clock.now()
    await grants.add(first)
    await grants.revoke(first.xid, null, at)
    expect(await grants.add(second)).toBe(true)
    expect((await newest())?.xid).toBe(second.xid)
    await grants.revoke(second.xid, null, at)
    expect((await newest())?.xid).toBe(second.xid)
    expect(await grants.add(third)).toBe(true)
    expect(await newest()).toEqual(third)
    expect((await grants.find(first.xid))?.revokedAt).toBe(at)
  })

  it('keep who took them back', async () => {
    const [added, operator] = [grant(), world.core.newXid()]
    await grants.add(added)
    await grants.revoke(added.xid, operator, world.clock.now())
    const row = await world.db
      .selectFrom('person_app_grants')
      .select(['revoked_by', 'is_active'])
      .where('xid', '=', added.xid)
      .executeTakeFirst()
    expect(row).toEqual({ revoked_by: operator, is_active: null })
  })

  it('that are taken back end the sessions and codes of that person at that client', async () => {
    const [who, other] = [await addPerson(world), await addPerson(world)]
    const gated = await addClient(world, { requiresGrant: true })
    const give = async (xid: Xid): Promise<Grant> => {
      const order = { personXid: xid, clientId: gated.clientId, accessLevel: 'member' }
      return valueOf(await world.core.createGrant(order, testCaller))
    }
    const given = await give(who.person.xid)
    await give(other.person.xid)
    const ended = await signIn(world, who, gated)
    const kept = await signIn(world, other, gated)
    const code = await issueCode(world, who, gated)
    expect(valueOf(await world.core.revokeGrant(given.xid, testCaller)).sessionsEnded).toBe(1)
    const check = async (token: string): Promise<boolean> =>
      (await world.core.checkSession({ token, clientXid: null }, testCaller)).ok
    expect([await check(ended.token), await check(kept.token)]).toEqual([false, true])
    const exchanged = await world.core.exchangeAuthorizationCode(code, testCaller)
    expect(exchanged).toEqual({ ok: false, refusal: 'authorization_code_invalid' })
  })
})
