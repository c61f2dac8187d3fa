import { type Xid, later } from '@lgc/kernel'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  atOnce,
  addPerson,
  freshName,
  issueCode,
  openWorld,
  testCaller,
} from '../../../tests/support/world.ts'
import {
  type AuthorizationCode,
  type SecretDigest,
  issueCode as newCode,
} from '../src/domain/authorization-code.ts'
import type { AuthorizationCodes } from '../src/index.ts'
import { sqlAuthorizationCodes, sqlCodeView } from '../src/infra/index.ts'

describe.each(databases)('authorization codes on $name', ({ create }) => {
  let world: World
  let codes: AuthorizationCodes
  let personXid: Xid
  let clientXid: Xid
  beforeAll(async () => {
    world = await openWorld(create)
    codes = sqlAuthorizationCodes(world.db)
    personXid = (await addPerson(world)).person.xid
    clientXid = (await addClient(world)).xid
  })
  afterAll(() => world.close())

  const find = async (digest: SecretDigest): Promise<AuthorizationCode | undefined> =>
    (await sqlCodeView(world.db)(digest))?.code

  const code = (difference: Partial<AuthorizationCode> = {}): AuthorizationCode => {
    const terms = {
      xid: world.core.newXid(),
      digest: freshName('digest') as SecretDigest,
      personXid,
      clientXid,
      scopes: ['openid'],
      redirectUri: 'https://app.example/callback',
      codeChallenge: null,
      nonce: null,
      loginSessionXid: null,
      amr: ['pwd'],
      authTime: world.clock.now(),
      openid: null,
    }
    return { ...newCode(terms, 60, world.clock.now()), ...difference }
  }

  it('are found as they were added', async () => {
    const full = code({
      scopes: ['openid', 'profile'],
      redirectUri: 'https://app.example/?q=太郎',
      codeChallenge: 'c'.repeat(43),
      nonce: 'n 🦊',
      loginSessionXid: world.core.newXid(),
      amr: ['pwd', 'otp'],
      openid: {
        nonce: 'n'.repeat(384),
        resources: ['https://api.example/'],
        claims: { userinfo: { name: null }, idToken: { acr: { essential: true } } },
        dpopThumbprint: 't'.repeat(43),
      },
    })
    for (const added of [code(), full]) {
      await codes.add(added)
      expect(await find(added.digest)).toEqual(added)
    }
  })

  it('are found by their whole digest, byte by byte', async () => {
    const added = code()
    await codes.add(added)
    expect(await find(added.digest.toUpperCase() as SecretDigest)).toBeUndefined()
    expect(await find(added.digest.slice(0, -1) as SecretDigest)).toBeUndefined()
  })

  it('are spent exactly once of many at once over two pools', async () => {
    const added = code()
    await codes.add(added)
    const either = [codes, sqlAuthorizationCodes(world.anotherPool())] as const
    const outcomes = await atOnce(20, either, (one) => one.spend(added, world.clock.now()))
    expect(outcomes.filter((isFirst) => isFirst).length).toBe(1)
    expect((await find(added.digest))?.usedAt).toBe(world.clock.now())
  })

  it('keep when they were spent first', async () => {
    const added = code()
    await codes.add(added)
    await codes.spend(added, world.clock.now())
    expect(await codes.spend(added, later(world.clock.now(), 5))).toBe(false)
    expect((await find(added.digest))?.usedAt).toBe(world.clock.now())
  })

  it('refuse a second one under the same digest with a fault', async () => {
    const added = code()
    await codes.add(added)
    await expect(codes.add({ ...added, xid: world.core.newXid() })).rejects.toThrow()
  })

  it('are exchanged once of twenty at once, and the losers end the session of the winner', async () => {
    const who = await addPerson(world)
    const exchange = await issueCode(world, who, await addClient(world))
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => world.core.exchangeAuthorizationCode(exchange, testCaller)),
    )
    const tokens = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.token] : []))
    expect(tokens.length).toBe(1)
    const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.refusal]))
    expect(new Set(refusals)).toEqual(new Set(['authorization_code_used']))
    const checked = await world.core.checkSession({ token: tokens[0] ?? '', clientXid: null }, testCaller)
    expect(checked).toEqual({ ok: false, refusal: 'session_not_found' })
  })
})
