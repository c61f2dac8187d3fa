import { later } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, addClient, openWorld, testCaller, valueOf } from '../../../tests/support/world.ts'
import type { SecretDigest } from '../src/domain/authorization-code.ts'
import type { AuthorizationRequest, LoginFlow, LoginFlows } from '../src/index.ts'
import { sqlLoginFlows } from '../src/infra/index.ts'

describe.each(databases)('login flows on $name', ({ create }) => {
  let world: World
  let flows: LoginFlows
  beforeAll(async () => {
    world = await openWorld(create)
    flows = sqlLoginFlows(world.db)
  })
  afterAll(() => world.close())

  const request: AuthorizationRequest = {
    clientId: 'somebody',
    redirectUri: 'https://app.example/callback',
    responseType: 'code',
    scope: 'openid profile',
    state: '<script>"\'\\ 太郎 🦊',
    nonce: null,
    codeChallenge: 'c'.repeat(43),
    codeChallengeMethod: 'S256',
    prompts: ['login'],
    openid: null,
    maxAgeInSeconds: 0,
  }
  const flow = (): LoginFlow => ({
    xid: world.core.newXid(),
    browser: 'b'.repeat(64) as SecretDigest,
    request,
    identifier: null,
    returnTo: null,
    createdAt: world.clock.now(),
    expiresAt: later(world.clock.now(), 3600),
  })

  it('are found as they were added', async () => {
    const added = { ...flow(), identifier: 'ada@example.com', returnTo: '/account' }
    await flows.add(added)
    expect(await flows.find(added.xid)).toEqual(added)
    expect(await flows.find(world.core.newXid())).toBeUndefined()
  })

  it('may have nothing that a client asked for', async () => {
    const added = { ...flow(), request: null }
    await flows.add(added)
    expect(await flows.find(added.xid)).toEqual(added)
  })

  it('keep the identifier of the last step, or none', async () => {
    const [added, other] = [flow(), flow()]
    await flows.add(added)
    await flows.add(other)
    await flows.saveIdentifier(added.xid, 'ada@example.com')
    expect((await flows.find(added.xid))?.identifier).toBe('ada@example.com')
    expect((await flows.find(other.xid))?.identifier).toBeNull()
    await flows.saveIdentifier(added.xid, null)
    expect(await flows.find(added.xid)).toEqual(added)
  })

  it('go on in the browser that began them and nowhere else, until their very end', async () => {
    const client = await addClient(world)
    const begun = await world.core.beginLoginFlow({ ...request, clientId: client.clientId }, null, testCaller)
    const { flow: started, browserToken } = valueOf(begun)
    const resume = (token: string | null) => world.core.resumeLoginFlow(started.xid, token)
    expect(await resume(browserToken)).toEqual(started)
    expect([await resume(null), await resume(''), await resume(`${browserToken}x`)]).toEqual([
      undefined,
      undefined,
      undefined,
    ])
    world.clock.pass(3599)
    expect(await resume(browserToken)).toEqual(started)
    world.clock.pass(1)
    expect(await resume(browserToken)).toBeUndefined()
  })
})
