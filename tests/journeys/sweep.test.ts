import { setTimeout as pause } from 'node:timers/promises'
import { later } from '@lgc/kernel'
import { ifNobodyElse } from '@lgc/migrations'
import { sqlLoginFlows } from '@lgc/authentication/infra'
import { sqlIdempotencyKeys } from '@lgc/client/infra'
import type { Message } from '@lgc/notification'
import { sqlOutbox } from '@lgc/notification/infra'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openCommandLine, printed } from '../support/command-line.ts'
import { databases } from '../support/databases.ts'
import { environmentFor, startApi } from '../support/processes.ts'
import { type World, addClient, addPerson, openWorld, signIn, testCaller } from '../support/world.ts'

const nothing = {
  sessions: 0,
  authorization_codes: 0,
  login_flows: 0,
  provider_logins: 0,
  pushed_requests: 0,
  device_authorizations: 0,
  access_tokens: 0,
  refresh_tokens: 0,
  revoked_tokens: 0,
  seen_proofs: 0,
  logout_notices: 0,
  sign_in_attempts: 0,
  otp_challenges: 0,
  idempotency_keys: 0,
  messages: 0,
  signing_keys: 0,
}
const [minute, hour, day] = [60, 3600, 86_400]

describe.each(databases)('what has expired, on $name', ({ create }) => {
  let world: World
  beforeEach(async () => {
    world = await openWorld(create)
  })
  afterEach(() => world.close())

  const addFlows = async (count: number): Promise<void> => {
    const flows = sqlLoginFlows(world.db)
    const now = world.clock.now()
    for (let made = 0; made < count; made++) {
      const xid = world.core.newXid()
      const flow = {
        xid,
        browser: 'b' as never,
        request: null,
        identifier: null,
        returnTo: null,
        createdAt: now,
      }
      await flows.add({ ...flow, expiresAt: later(now, hour) })
    }
  }
  const records = () =>
    world.db
      .selectFrom('audit_log')
      .select(['action', 'target_type', 'agent_type', 'metadata'])
      .where('action', 'like', '%.swept')
      .orderBy('id')
      .execute()

  it('is swept at its own time, and nothing before', async () => {
    const person = await addPerson(world)
    await signIn(world, person, await addClient(world))
    await addFlows(1)
    await world.core.verifyByPassword(
      { identifier: 'nobody@example.com', password: 'wrong', clientId: null },
      testCaller,
    )
    world.clock.pass(hour - 1)
    expect(await world.core.sweep()).toEqual(nothing)
    world.clock.pass(1)
    expect(await world.core.sweep()).toEqual({ ...nothing, login_flows: 1 })
    world.clock.pass(hour - 1)
    expect(await world.core.sweep()).toEqual(nothing)
    world.clock.pass(1)
    expect(await world.core.sweep()).toEqual({ ...nothing, sessions: 2 })
    world.clock.pass(day - 2 * hour)
    expect(await world.core.sweep()).toEqual({ ...nothing, sign_in_attempts: 2 })
    world.clock.pass(minute)
    expect(await world.core.sweep()).toEqual({ ...nothing, authorization_codes: 1 })
    expect(await records()).toMatchObject(
      ['login_flows', 'sessions', null, 'authorization_codes'].map((kind) => ({
        action: kind ? 'authentication.swept' : 'sign_in_attempts.swept',
        target_type: 'service',
        agent_type: 'system',
        metadata: kind
          ? JSON.stringify({ kind, count: kind === 'sessions' ? 2 : 1 })
          : JSON.stringify({ count: 2 }),
      })),
    )
  })

  it('does not take along a session that is in use, or one that has not ended', async () => {
    const [person, client] = [await addPerson(world), await addClient(world)]
    const old = await signIn(world, person, client)
    for (let passed = 0; passed < 23; passed++) {
      world.clock.pass(hour)
      const live = await world.core.checkSession({ token: old.token, clientXid: client.xid }, testCaller)
      expect(live.ok).toBe(true)
    }
    await signIn(world, person, client)
    expect(await world.core.sweep()).toMatchObject({ sessions: 1 })
    world.clock.pass(hour)
    expect(await world.core.sweep()).toMatchObject({ sessions: 1 })
    expect((await world.db.selectFrom('sessions').select('xid').execute()).length).toBe(2)
  })

  it('goes in steps of five hundred', async () => {
    await addFlows(1100)
    world.clock.pass(hour)
    expect(await world.core.sweep()).toEqual({ ...nothing, login_flows: 1100 })
    const counts = (await records()).map(({ metadata }) => (JSON.parse(metadata) as { count: number }).count)
    expect(counts).toEqual([500, 500, 100])
  }, 30_000)

  it('is swept by one at a time, and by another after one that failed', async () => {
    const works = await Promise.all(
      Array.from({ length: 5 }, () =>
        ifNobodyElse(world.database, 'sweeping', async () => {
          await pause(300)
          return 'done'
        }),
      ),
    )
    expect(works.filter((work) => work === 'done').length).toBe(1)
    const failing = ifNobodyElse(world.database, 'sweeping', () => Promise.reject(new Error('a fault')))
    await expect(failing).rejects.toThrow('a fault')
    expect(await ifNobodyElse(world.database, 'sweeping', async () => 'done')).toBe('done')
  })

  it('is swept by a running service, and by hand', async () => {
    await addFlows(2)
    await world.db
      .updateTable('login_flows')
      .set({ expires_at: later(world.clock.now(), -day * 1000) })
      .execute()
    const service = await startApi({ ...environmentFor(world.url), LGC_SWEEP_SECONDS: '1' })
    const left = async (): Promise<number> =>
      (await world.db.selectFrom('login_flows').select('xid').execute()).length
    for (let tries = 0; tries < 60 && (await left()) > 0; tries++) await pause(100)
    expect(await left()).toBe(0)
    expect(await service.stop()).toBe(0)
    expect(service.stdout()).toContain('"login_flows":2')
  }, 30_000)
})

describe.each(databases)('lgc sweep on $name', ({ create }) => {
  it('says what it removed', async () => {
    const line = await openCommandLine(create)
    await line.lgc(['migrate', 'up'])
    const past = line.coreAt(Date.now() - 2 * day * 1000)
    await past.beginLoginFlow(null, null, testCaller)
    expect(await printed(line.lgc(['sweep', '--json']))).toEqual({ ...nothing, login_flows: 1 })
    expect((await line.lgc(['sweep'])).out).toContain('login flows: 0')
    await line.close()
  })
})

describe.each(databases)('messages, on $name', ({ create }) => {
  it('are swept a week after they were sent and a month after they were parked', async () => {
    const world = await openWorld(create)
    const outbox = sqlOutbox(world.db)
    const about = { kind: 'password_reset', channel: 'email', language: 'en', clientId: null } as const
    const message = { ...about, recipient: 'a@example.com', data: {}, expiresAt: null }
    const add = async (): Promise<Message> => {
      const [xid, createdAt] = [world.core.newXid(), world.clock.now()]
      await outbox.add({ ...message, xid, createdAt, dedupeId: xid })
      const claimed = await outbox.claim(['email'], createdAt, later(createdAt, minute))
      if (!claimed) throw new Error('nothing was claimed')
      return claimed
    }
    for (let made = 0; made < 3; made++) await outbox.markSent((await add()).xid, world.clock.now())
    await outbox.markFailed(await add(), { error: 'no', nextAttemptAt: null })
    await add()
    world.clock.pass(7 * day + minute)
    expect(await world.core.sweep()).toMatchObject({ messages: 0 })
    world.clock.pass(1)
    expect(await world.core.sweep()).toMatchObject({ messages: 3 })
    world.clock.pass(23 * day - 1)
    expect(await world.core.sweep()).toMatchObject({ messages: 0 })
    world.clock.pass(1)
    expect(await world.core.sweep()).toMatchObject({ messages: 1 })
    expect((await outbox.list({ state: null, limit: 9 })).map(({ state }) => state)).toEqual(['queued'])
    const swept = world.db.selectFrom('audit_log').select('metadata').where('action', '=', 'messages.swept')
    expect((await swept.orderBy('id').execute()).map(({ metadata }) => JSON.parse(metadata))).toEqual([
      { state: 'sent', count: 3 },
      { state: 'parked', count: 1 },
    ])
    await world.close()
  })
})

describe.each(databases)('answers kept for a repeated request, on $name', ({ create }) => {
  it('are swept when nobody may ask for them any more', async () => {
    const world = await openWorld(create)
    const keys = sqlIdempotencyKeys(world.db, world.core.newXid)
    const { xid: clientXid } = await addClient(world)
    const request = { clientXid, key: 'load-1', part: 0, requestHmac: 'h'.repeat(64) }
    await keys.claim(request, world.clock.now())
    world.clock.pass(day + hour - 1)
    expect(await world.core.sweep()).toMatchObject({ idempotency_keys: 0 })
    world.clock.pass(1)
    expect(await world.core.sweep()).toMatchObject({ idempotency_keys: 1 })
    expect(await world.db.selectFrom('idempotency_keys').select('xid').execute()).toEqual([])
    await world.close()
  })
})
