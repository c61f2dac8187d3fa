import { type Xid, later } from '@lgc/kernel'
import { narrow } from '@lgc/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, atOnce, freshName, openWorld } from '../../../tests/support/world.ts'
import type { NewMessage } from '../src/index.ts'
import { sqlOutbox } from '../src/infra/index.ts'

const lease = 120

describe.each(databases)('the outbox on $name', ({ create }) => {
  let world: World
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())
  beforeEach(() => world.db.deleteFrom('messages').execute())

  const outbox = (db: World['db'] = world.db) => sqlOutbox(narrow(db))
  const now = () => world.clock.now()
  const claim = (db?: World['db']) => outbox(db).claim(['email', 'sms'], now(), later(now(), lease))
  const newMessage = (more: Partial<NewMessage> = {}): NewMessage => ({
    xid: world.core.newXid(),
    kind: 'password_reset',
    channel: 'email',
    recipient: 'ada@example.com',
    language: 'ja',
    clientId: 'notes',
    data: { token: '秘密 "1"' },
    dedupeId: freshName('dedupe'),
    expiresAt: later(now(), 1800),
    createdAt: now(),
    ...more,
  })
  const add = async (more?: Partial<NewMessage>): Promise<Xid> => {
    const message = newMessage(more)
    expect(await outbox().add(message)).toBe(true)
    return message.xid
  }

  it('gives back what was put in', async () => {
    const message = newMessage()
    await outbox().add(message)
    expect(await outbox().find(message.xid)).toEqual({
      ...message,
      state: 'queued',
      attempts: 0,
      nextAttemptAt: message.createdAt,
      lastError: null,
      sentAt: null,
    })
  })

  it('leaves alone what has no way out', async () => {
    const xid = await add({ channel: 'sms', recipient: '+819012345678' })
    expect(await outbox().claim(['email'], now(), later(now(), lease))).toBeUndefined()
    expect((await outbox().claim(['sms'], now(), later(now(), lease)))?.xid).toBe(xid)
  })

  it('takes one message under one dedupe id', async () => {
    await add({ dedupeId: 'same' })
    expect(await outbox().add(newMessage({ dedupeId: 'same' }))).toBe(false)
    expect(await outbox().list({ state: null, limit: 10 })).toHaveLength(1)
  })

  it('hands each of ten messages to one of twenty that ask at once over two pools', async () => {
    for (let count = 0; count < 10; count++) await add()
    const pools = [world.db, world.anotherPool()] as const
    const claimed = await atOnce(20, pools, (db) => claim(db))
    const xids = claimed.flatMap((message) => (message ? [message.xid] : []))
    expect(new Set(xids).size).toBe(xids.length)
    expect(xids.length).toBe(10)
  })

  it('hands a message out again when the lease is over, and not before', async () => {
    const xid = await add()
    expect((await claim())?.attempts).toBe(1)
    world.clock.pass(lease - 1)
    expect(await claim()).toBeUndefined()
    world.clock.pass(1)
    expect(await claim()).toMatchObject({ xid, attempts: 2 })
  })

  it('forgets the content of what was sent, and marks it once', async () => {
    const xid = await add()
    await claim()
    expect(await outbox().markSent(xid, now())).toBe(true)
    expect(await outbox().markSent(xid, now())).toBe(false)
    expect(await outbox().find(xid)).toMatchObject({ state: 'sent', data: null, sentAt: now() })
    world.clock.pass(lease)
    expect(await claim()).toBeUndefined()
    expect(await outbox().requeue(xid, now())).toBe(false)
  })

  it('lets only the last who took a message mark it failed', async () => {
    await add()
    const first = await claim()
    world.clock.pass(lease)
    const second = await claim()
    if (!first || !second) throw new Error('nothing was claimed')
    const failed = { error: 'no', nextAttemptAt: later(now(), 10) }
    expect(await outbox().markFailed(first, failed)).toBe(false)
    expect(await outbox().markFailed(second, failed)).toBe(true)
    world.clock.pass(9)
    expect(await claim()).toBeUndefined()
    world.clock.pass(1)
    expect(await claim()).toMatchObject({ state: 'failed', attempts: 3, lastError: 'no' })
  })

  it('keeps what is parked until it is queued again', async () => {
    const xid = await add()
    const message = await claim()
    if (!message) throw new Error('nothing was claimed')
    await outbox().markFailed(message, { error: 'no', nextAttemptAt: null })
    world.clock.pass(86_400)
    expect(await claim()).toBeUndefined()
    expect((await outbox().list({ state: 'parked', limit: 10 })).map((one) => one.xid)).toEqual([xid])
    expect(await outbox().requeue(xid, now())).toBe(true)
    expect(await claim()).toMatchObject({ xid, attempts: 1 })
  })

  it('counts what a recipient was sent, byte for byte, by kind and by time', async () => {
    await add()
    await add({ recipient: 'ADA@example.com' })
    await add({ kind: 'password_changed' })
    await add({ createdAt: later(now(), -100) })
    const times = (since: number) =>
      outbox().timesSent('ada@example.com', ['password_reset', 'email_verification'], later(now(), since))
    expect(await times(-100)).toEqual([now()])
    expect(await times(-101)).toEqual([now(), later(now(), -100)])
  })
})
