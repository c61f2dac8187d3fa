import { later } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  atOnce,
  addPerson,
  freshName,
  openWorld,
  signIn,
  testCaller,
  valueOf,
} from '../../../tests/support/world.ts'
import { type Client, type Clients, type Realm, type Realms, defaultOAuthSettings } from '../src/index.ts'
import { sqlClients, sqlRealms } from '../src/infra/index.ts'

describe.each(databases)('clients on $name', ({ create }) => {
  let world: World
  let clients: Clients
  let example: Client
  beforeAll(async () => {
    world = await openWorld(create)
    clients = sqlClients(world.db)
    example = await addClient(world)
  })
  afterAll(() => world.close())

  const variant = (difference: Partial<Client>): Client => ({
    ...example,
    xid: world.core.newXid(),
    clientId: freshName('client'),
    oauth: defaultOAuthSettings(difference.isConfidential === true),
    ...difference,
  })

  it('are found as they were added', async () => {
    const confidential = variant({
      name: '商店 🦊',
      isConfidential: true,
      redirectUris: ['https://a.example/?x=1&y=%20', 'com.example.app:/callback'],
      postLogoutRedirectUris: ['https://a.example/bye'],
      allowedScopes: ['openid', 'urn.scope:x'],
      requiresGrant: true,
      isFirstParty: false,
      codeLifetimeInSeconds: 600,
      logoUri: 'https://a.example/logo.png',
      brandColor: '#aabbcc',
    })
    expect(await clients.add(confidential, 'hash')).toBe(true)
    expect(await clients.find(confidential.clientId)).toEqual(confidential)
  })

  it('are confidential exactly when they have a secret', async () => {
    const open = variant({})
    await clients.add(open, null)
    expect((await clients.find(open.clientId))?.isConfidential).toBe(false)
    expect(await clients.secretsOf(open.xid)).toEqual({
      current: null,
      previous: null,
      previousExpiresAt: null,
    })
  })

  it('take a client_id once, byte by byte', async () => {
    const name = freshName('app')
    expect(await clients.add(variant({ clientId: name }), null)).toBe(true)
    expect(await clients.add(variant({ clientId: name }), null)).toBe(false)
    expect(await clients.add(variant({ clientId: name.toUpperCase() }), null)).toBe(true)
    expect((await clients.find(name.toUpperCase()))?.clientId).toBe(name.toUpperCase())
  })

  it('give a client_id that many want at once to exactly one', async () => {
    const clientId = freshName('wanted')
    const either = [clients, sqlClients(world.anotherPool())] as const
    const outcomes = await atOnce(20, either, (one) => one.add(variant({ clientId }), null))
    expect(outcomes.filter((isAdded) => isAdded).length).toBe(1)
  })

  it('are not found under their client_id with a blank behind it', async () => {
    expect(await clients.find(`${example.clientId} `)).toBeUndefined()
  })

  it.each(['', 'é', '太郎', "'; drop table clients; --", '%', '_'.repeat(300)])(
    'are not found under %j',
    async (clientId) => {
      expect(await clients.find(clientId)).toBeUndefined()
    },
  )

  it('are listed by client_id', async () => {
    const listed = (await clients.list()).map(({ clientId }) => clientId)
    expect(listed).toContain(example.clientId)
    expect(listed).toEqual(listed.toSorted())
  })

  it('keep every setting that is saved, and their secret', async () => {
    const before = variant({ isConfidential: true })
    await clients.add(before, 'hash')
    const settings = {
      ...before,
      name: 'Renamed',
      redirectUris: [],
      requiresGrant: true,
      brandColor: '#000000',
    }
    const at = later(world.clock.now(), 9)
    await clients.saveSettings(before.xid, settings, at)
    expect(await clients.find(before.clientId)).toEqual({ ...settings, updatedAt: at })
    expect((await clients.secretsOf(before.xid)).current).toBe('hash')
  })

  it('keep the secret before the last one until its overlap ends', async () => {
    const client = variant({ isConfidential: true })
    await clients.add(client, 'first')
    const [now, end] = [world.clock.now(), later(world.clock.now(), 3600)]
    await clients.saveSecret(client.xid, 'second', end, now)
    expect(await clients.secretsOf(client.xid)).toEqual({
      current: 'second',
      previous: 'first',
      previousExpiresAt: end,
    })
    await clients.saveSecret(client.xid, 'third', end, now)
    expect(await clients.secretsOf(client.xid)).toMatchObject({ current: 'third', previous: 'second' })
  })

  it('accept either secret during the overlap and only the new one from its very end', async () => {
    const { core, clock } = world
    const client = variant({ isConfidential: true })
    const registration = { clientId: client.clientId, realm: 'default', settings: client }
    valueOf(await core.registerClient({ ...registration, secret: 'first-secret' }, testCaller))
    const rotation = { clientId: client.clientId, overlapInSeconds: 60, secret: 'second-secret' }
    valueOf(await core.rotateClientSecret(rotation, testCaller))
    const isAccepted = async (secret: string): Promise<boolean> =>
      (await core.authenticateClient({ clientId: client.clientId, secret }, testCaller)).ok
    expect([await isAccepted('first-secret'), await isAccepted('second-secret')]).toEqual([true, true])
    clock.pass(59)
    expect(await isAccepted('first-secret')).toBe(true)
    clock.pass(1)
    expect([await isAccepted('first-secret'), await isAccepted('second-secret')]).toEqual([false, true])
  })

  it('are deactivated and reactivated', async () => {
    const client = variant({})
    await clients.add(client, null)
    const at = later(world.clock.now(), 1)
    await clients.saveDeactivation(client.xid, at, at)
    expect(await clients.find(client.clientId)).toEqual({ ...client, deactivatedAt: at, updatedAt: at })
    await clients.saveDeactivation(client.xid, null, at)
    expect((await clients.find(client.clientId))?.deactivatedAt).toBeNull()
  })

  it('that are deactivated lose everybody who is signed in, and no other client does', async () => {
    const who = await addPerson(world)
    const [left, kept] = [await addClient(world), await addClient(world)]
    await signIn(world, who, left)
    const other = await signIn(world, who, kept)
    const outcome = await world.core.switchClient({ clientId: left.clientId, isActive: false }, testCaller)
    expect(valueOf(outcome).sessionsEnded).toBe(1)
    expect((await world.core.checkSession({ token: other.token, clientXid: null }, testCaller)).ok).toBe(true)
  })
})

describe.each(databases)('realms on $name', ({ create }) => {
  let world: World
  let realms: Realms
  beforeAll(async () => {
    world = await openWorld(create)
    realms = sqlRealms(world.db)
  })
  afterAll(() => world.close())

  const realm = (name: string): Realm => ({ xid: world.core.newXid(), name, createdAt: world.clock.now() })

  it('have one that is there from the beginning', async () => {
    expect(await realms.find('default')).toMatchObject({ name: 'default', createdAt: 0 })
  })

  it('are found as they were added', async () => {
    const added = realm('added')
    expect(await realms.add(added)).toBe(true)
    expect(await realms.find('added')).toEqual(added)
  })

  it('give a name that many want at once to exactly one', async () => {
    const either = [realms, sqlRealms(world.anotherPool())] as const
    const outcomes = await atOnce(20, either, (one) => one.add(realm('wanted')))
    expect(outcomes.filter((isAdded) => isAdded).length).toBe(1)
  })
})
