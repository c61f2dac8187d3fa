import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  addPerson,
  openWorld,
  signIn,
  testCaller,
  valueOf,
} from '../../../tests/support/world.ts'
import type { SecretDigest } from '../src/domain/authorization-code.ts'
import { sqlSessionView } from '../src/infra/index.ts'

describe.each(databases)('the view of a session on $name', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())

  const view = (token: string) => sqlSessionView(world.db)(hash('sha256', token, 'hex') as SecretDigest)

  it('of an app session has the client, the grant and the consent with it', async () => {
    const who = await addPerson(world)
    const client = await addClient(world, { requiresGrant: true })
    const order = { personXid: who.person.xid, clientId: client.clientId, accessLevel: 'owner' }
    const grant = valueOf(await world.core.createGrant(order, testCaller))
    const { token, session } = await signIn(world, who, client)
    const { xid, clientId, allowedScopes } = client
    expect(await view(token)).toEqual({
      session,
      isSuspended: false,
      client: { xid, clientId, isActive: true, requiresGrant: true, allowedScopes },
      grant: { xid: grant.xid, accessLevel: 'owner' },
      consentedScopes: ['openid', 'profile'],
    })
  })

  it('of a login session has none of them', async () => {
    const { loginToken, loginSession } = await signIn(world, await addPerson(world), await addClient(world))
    const nothing = { client: null, grant: null, consentedScopes: [], isSuspended: false }
    expect(await view(loginToken)).toEqual({ ...nothing, session: loginSession })
  })

  it('shows the active grant of several, once, and none when all were taken back', async () => {
    const who = await addPerson(world)
    const client = await addClient(world)
    const order = { personXid: who.person.xid, clientId: client.clientId, accessLevel: 'member' }
    const give = async () => valueOf(await world.core.createGrant(order, testCaller))
    await world.core.revokeGrant((await give()).xid, testCaller)
    const active = await give()
    const { token } = await signIn(world, who, client)
    expect((await view(token))?.grant).toEqual({ xid: active.xid, accessLevel: 'member' })
    await world.db
      .updateTable('person_app_grants')
      .set({ is_active: null })
      .where('xid', '=', active.xid)
      .execute()
    expect((await view(token))?.grant).toBeNull()
  })

  it('is of nobody for another token', async () => {
    const { token } = await signIn(world, await addPerson(world), await addClient(world))
    expect(await view(`${token}x`)).toBeUndefined()
    expect(await view('')).toBeUndefined()
  })

  it('tells that the person is suspended and the client inactive as soon as they are', async () => {
    const who = await addPerson(world)
    const client = await addClient(world)
    const { token } = await signIn(world, who, client)
    await world.db
      .updateTable('persons')
      .set({ status: 'suspended' })
      .where('xid', '=', who.person.xid)
      .execute()
    const deactivation = { deactivated_at: world.clock.now() }
    await world.db.updateTable('clients').set(deactivation).where('xid', '=', client.xid).execute()
    expect(await view(token)).toMatchObject({ isSuspended: true, client: { isActive: false } })
  })
})
