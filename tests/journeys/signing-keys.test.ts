import { type SigningAlgorithm, signingAlgorithms } from '@lgc/authentication'
import { compose } from '@lgc/composition'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type World, openWorld, testCaller, testSettings, valueOf } from '../support/world.ts'

const { issuer } = testSettings
const [minute, hour, day] = [60, 3600, 86_400]

describe.each(databases)('signing keys on $name', ({ create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  afterEach(() => world.close())

  /** What another process is, on connections of its own. */
  const another = (settings = testSettings): World['core'] =>
    compose({ ...world.database, db: world.anotherPool() }, settings, world.clock.now)

  const tokenOf = (
    core: World['core'],
    alg: SigningAlgorithm = 'ES256',
    lifetime = hour,
  ): Promise<string> => {
    const iat = Math.floor(world.clock.now() / 1000)
    return core.signToken({ alg, typ: 'at+jwt', claims: { iss: issuer, iat, exp: iat + lifetime } })
  }
  const verdict = async (token: string, core = world.core): Promise<string> => {
    const verified = await core.verifyToken(token, { typ: 'at+jwt' })
    return verified.ok ? 'good' : verified.refusal
  }
  const kidOf = (token: string): string => String(decodeProtectedHeader(token).kid)
  const rows = () => world.db.selectFrom('signing_keys').selectAll().orderBy('id').execute()
  const actions = async (): Promise<readonly string[]> => {
    const records = await world.db.selectFrom('audit_log').select('action').orderBy('id').execute()
    return records.map(({ action }) => action).filter((action) => action.startsWith('signing_key.'))
  }
  /** As somebody else verifies, with a list of keys that may be old. */
  const isGoodFor = async (keys: object, token: string): Promise<boolean> => {
    const options = { issuer, typ: 'at+jwt', currentDate: new Date(world.clock.now()) }
    return jwtVerify(token, createLocalJWKSet(keys as never), options).then(
      () => true,
      () => false,
    )
  }

  it.each(signingAlgorithms)('sign with %s what anybody can verify', async (alg) => {
    const token = await tokenOf(world.core, alg)
    expect(decodeProtectedHeader(token)).toEqual({ alg, typ: 'at+jwt', kid: expect.any(String) as string })
    expect(await verdict(token)).toBe('good')
    expect(await isGoodFor(await world.core.publishKeys(), token)).toBe(true)
  })

  it('are made once by three processes that start at the same time', async () => {
    const processes = [another(), another(), another()]
    const lists = await Promise.all(processes.map(({ publishKeys }) => publishKeys()))
    const kids = lists.map(({ keys }) => keys.map(({ kid }) => String(kid)).toSorted())
    expect(kids[0]).toHaveLength(3)
    expect([kids[1], kids[2]]).toEqual([kids[0], kids[0]])
    expect((await rows()).map(({ algorithm }) => algorithm).toSorted()).toEqual(['ES256', 'EdDSA', 'RS256'])
    expect(await actions()).toEqual(Array.from({ length: 3 }, () => 'signing_key.created'))
    const tokens = await Promise.all(processes.map((core) => tokenOf(core)))
    expect(new Set(tokens.map(kidOf)).size).toBe(1)
  })

  it('are published without anything private, under names of their own, with what they are for', async () => {
    const { keys } = await world.core.publishKeys()
    for (const key of keys) {
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
        expect(key).not.toHaveProperty(secret)
      expect(key).toMatchObject({ use: 'sig', kid: expect.stringMatching(/^[\w-]{43}$/) as string })
    }
    expect(keys.map(({ alg, kty }) => `${alg} ${kty}`).toSorted()).toEqual([
      'ES256 EC',
      'EdDSA OKP',
      'RS256 RSA',
    ])
  })

  it('lie encrypted in the database, and do not open in the row of another', async () => {
    const token = await tokenOf(world.core)
    await tokenOf(world.core, 'EdDSA')
    const [es256, eddsa] = await rows()
    const stored = JSON.stringify([es256, eddsa])
    expect(es256?.private_key).toMatch(/^v1\.test\.[\w-]{16}\.[\w-]+$/)
    expect(stored).not.toMatch(/PRIVATE KEY|"d"/)
    expect(
      Buffer.from(es256?.private_key?.split('.')[3] ?? '', 'base64url').includes('2a8648ce3d', 0, 'hex'),
    ).toBe(false)
    await world.db
      .updateTable('signing_keys')
      .set({ private_key: eddsa?.private_key ?? null })
      .where('algorithm', '=', 'ES256')
      .execute()
    const stranger = another()
    expect(await stranger.checkKeys()).toBe('signing_keys_unusable')
    await expect(tokenOf(stranger)).rejects.toThrow()
    expect(await verdict(token, stranger)).toBe('good')
  })

  it('cannot be used without the key that encrypts them, and say which one that is', async () => {
    await tokenOf(world.core)
    const stranger = another({ ...testSettings, keyEncryptionKeys: [{ kid: 'new', secret: 'n'.repeat(32) }] })
    await expect(tokenOf(stranger)).rejects.toThrow(/is under the encryption key test/)
    expect(await stranger.checkKeys()).toBe('signing_keys_unusable')
    await expect(tokenOf(stranger, 'EdDSA')).rejects.toThrow(/encryption key/)
    expect(await rows()).toHaveLength(1)
    expect(await another().checkKeys()).toBeNull()
  })

  it('are put under another encryption key while they sign, and need the former no more', async () => {
    const token = await tokenOf(world.core)
    const next = { kid: 'next', secret: 'n'.repeat(32) }
    const both = another({ ...testSettings, keyEncryptionKeys: [next, ...testSettings.keyEncryptionKeys] })
    expect(kidOf(await tokenOf(both))).toBe(kidOf(token))
    expect([await both.reencryptKeys(testCaller), await both.reencryptKeys(testCaller)]).toEqual([1, 0])
    const without = another({ ...testSettings, keyEncryptionKeys: [next] })
    expect(kidOf(await tokenOf(without))).toBe(kidOf(token))
    expect((await rows())[0]?.private_key).toMatch(/^v1\.next\./)
    expect(await actions()).toEqual(['signing_key.created', 'signing_key.reencrypted'])
  })

  it('rotate so that nobody who keeps the list for five minutes ever meets an unknown one', async () => {
    const processes = [world.core, another()]
    let kept = { keys: await world.core.publishKeys(), at: world.clock.now() }
    const live: { readonly token: string; readonly until: number }[] = []
    const kids = new Set<string>()
    for (let step = 0; step < 180; step++) {
      if (step === 20) valueOf(await world.core.rotateKey('ES256', testCaller))
      if (world.clock.now() - kept.at >= 5 * minute * 1000)
        kept = { keys: await world.core.publishKeys(), at: world.clock.now() }
      const core = processes[step % 2] ?? world.core
      const token = await tokenOf(core)
      kids.add(kidOf(token))
      live.push({ token, until: world.clock.now() + hour * 1000 })
      const good = live.filter(({ until }) => until > world.clock.now())
      for (const probe of [good[0], good.at(-1)]) {
        expect([step, await isGoodFor(kept.keys, probe?.token ?? '')]).toEqual([step, true])
        expect([step, await verdict(probe?.token ?? '', core)]).toEqual([step, 'good'])
      }
      world.clock.pass(minute)
    }
    expect(kids.size).toBe(2)
    expect(await actions()).toContain('signing_key.rotated')
  }, 60_000)

  it('rotate once when two ask at the same time', async () => {
    await tokenOf(world.core)
    const asked = [another(), another()].map((core) => core.rotateKey('ES256', testCaller))
    const outcomes = await Promise.all(asked)
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(outcomes.find(({ ok }) => !ok)).toEqual({ ok: false, refusal: 'rotation_under_way' })
    expect(await rows()).toHaveLength(2)
  })

  it('are never more than eight that are published', async () => {
    await world.core.publishKeys()
    const outcomes: string[] = []
    for (let turn = 0; turn < 3; turn++) {
      for (const alg of signingAlgorithms) {
        const outcome = await world.core.rotateKey(alg, testCaller)
        outcomes.push(outcome.ok ? 'rotated' : outcome.refusal)
        expect((await world.core.publishKeys()).keys.length).toBeLessThanOrEqual(8)
      }
      world.clock.pass(11 * minute)
    }
    expect(outcomes.filter((outcome) => outcome === 'rotated')).toHaveLength(5)
    expect(outcomes.at(-1)).toBe('keyring_full')
  })

  it('rotate by themselves after ninety days, and are forgotten when they are over', async () => {
    const token = await tokenOf(world.core)
    world.clock.pass(90 * day - minute - 1)
    expect(await world.core.sweep()).toMatchObject({ signing_keys: 0 })
    world.clock.pass(1)
    expect(await world.core.sweep()).toMatchObject({ signing_keys: 1 })
    expect(await world.core.sweep()).toMatchObject({ signing_keys: 0 })
    world.clock.pass(10 * minute)
    expect(kidOf(await tokenOf(world.core))).not.toBe(kidOf(token))
    world.clock.pass(hour + 5 * minute)
    expect(await world.core.sweep()).toMatchObject({ signing_keys: 1 })
    expect((await rows()).map(({ private_key }) => private_key === null)).toEqual([true, false])
    expect(await verdict(token)).toBe('token_key_unknown')
    const hint = await world.core.verifyToken(token, { typ: 'at+jwt', isHint: true })
    expect(hint.ok).toBe(true)
    expect(await actions()).toEqual(['signing_key.created', 'signing_key.rotated', 'signing_key.erased'])
  })

  it('are worth nothing once revoked: here at once, in other processes within five seconds', async () => {
    const other = another()
    const token = await tokenOf(other)
    expect([await verdict(token), await verdict(token, other)]).toEqual(['good', 'good'])
    const { successor } = valueOf(await world.core.revokeKey(kidOf(token), testCaller))
    expect(await verdict(token)).toBe('token_key_unknown')
    world.clock.pass(4.9)
    expect(await verdict(token, other)).toBe('token_key_unknown')
    const hint = await other.verifyToken(token, { typ: 'at+jwt', isHint: true })
    expect(hint).toEqual({ ok: false, refusal: 'token_key_unknown' })
    const next = await tokenOf(other)
    expect([kidOf(next), await verdict(next)]).toEqual([successor?.kid, 'good'])
    const { keys } = await other.publishKeys()
    expect(keys.map(({ kid }) => kid)).not.toContain(kidOf(token))
    expect((await rows())[0]).toMatchObject({ private_key: null })
    expect((await actions()).slice(0, 3)).toEqual([
      'signing_key.created',
      'signing_key.revoked',
      'signing_key.created',
    ])
  })

  it('are revoked once, need no successor where they did not sign, and must be there', async () => {
    const token = await tokenOf(world.core)
    const announced = valueOf(await world.core.rotateKey('ES256', testCaller))
    expect(valueOf(await world.core.revokeKey(announced.kid, testCaller)).successor).toMatchObject({
      generation: 3,
    })
    expect(kidOf(await tokenOf(world.core))).not.toBe(announced.kid)
    expect(valueOf(await world.core.revokeKey(kidOf(token), testCaller))).toEqual({ successor: null })
    const again = await world.core.revokeKey(kidOf(token), testCaller)
    expect(again).toEqual({ ok: false, refusal: 'signing_key_already_revoked' })
    const unknown = await world.core.revokeKey('../../dev/null', testCaller)
    expect(unknown).toEqual({ ok: false, refusal: 'signing_key_not_found' })
    expect(await rows()).toHaveLength(3)
  })

  it('are asked of the database once in three seconds, and published from memory while it is away', async () => {
    const other = another()
    const before = await other.publishKeys()
    await world.db.schema.dropTable('signing_keys').execute()
    expect(await other.publishKeys()).toEqual(before)
    await expect(tokenOf(other)).resolves.toBeTypeOf('string')
    world.clock.pass(3)
    expect(await other.publishKeys()).toEqual(before)
    await expect(tokenOf(other)).rejects.toThrow()
  })

  it('sign nothing that would outlive them', async () => {
    await expect(tokenOf(world.core, 'ES256', hour + 1)).rejects.toThrow(/outlive/)
  })

  it('mint ID tokens that are bound to the access token beside them', async () => {
    const person = { personXid: world.core.newXid(), clientId: 'shop', authTime: world.clock.now() }
    const how = { amr: ['pwd'], nonce: 'n-0S6_WzA2Mj', sessionXid: world.core.newXid() }
    const accessToken = 'jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y'
    for (const [algorithm, half] of [
      ['ES256', '77QmUPtjPfzWtF2AnpK9RQ'],
      ['RS256', '77QmUPtjPfzWtF2AnpK9RQ'],
      ['EdDSA', expect.stringMatching(/^[\w-]{43}$/) as string],
    ] as const) {
      const token = await world.core.mintIdToken({ person: { ...person, ...how }, algorithm, accessToken })
      const claims = valueOf(await world.core.verifyToken(token, { typ: 'JWT', audience: 'shop' }))
      expect(claims).toMatchObject({ sub: person.personXid, sid: how.sessionXid, at_hash: half })
      expect(decodeProtectedHeader(token)['alg']).toBe(algorithm)
    }
  })
})
