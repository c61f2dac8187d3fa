import { dispatchMessages } from '@lgc/notification'
import { sqlOutbox } from '@lgc/notification/infra'
import { narrow, transactOn } from '@lgc/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../support/databases.ts'
import { type MailServer, headerOf, startMailServer } from '../support/mail-server.ts'
import { mailBy } from '../support/mailbox.ts'
import { type World, addPerson, openWorld, testCaller, testSettings, valueOf } from '../support/world.ts'

describe.each(databases)('messages on $name', ({ create }) => {
  let world: World
  let server: MailServer
  beforeAll(async () => {
    server = await startMailServer()
    world = await openWorld(create, { ...testSettings, ...mailBy(server) })
  })
  afterAll(() => Promise.all([world.close(), server.stop()]))
  beforeEach(async () => {
    await world.db.deleteFrom('messages').execute()
    server.received.length = 0
    server.manners = () => 'take'
  })

  /** Somebody registers, which queues one message to them. */
  const someone = async (): Promise<string> => (await addPerson(world)).identity.identifier
  const dispatch = async () => world.core.dispatchMessages?.(testCaller)
  const messages = () => world.core.queries.messages.list({ state: null, limit: 100 })
  const one = async () => {
    const [message] = await messages()
    if (!message) throw new Error('there is no message')
    return message
  }
  const actions = async (): Promise<readonly string[]> => {
    const rows = await world.db
      .selectFrom('audit_log')
      .select('action')
      .where('target_xid', '=', (await one()).xid)
      .orderBy('id')
      .execute()
    return rows.map(({ action }) => action)
  }

  it('are delivered once, and on the record', async () => {
    const recipient = await someone()
    expect(await dispatch()).toEqual({ sent: 1, failed: 0, parked: 0 })
    expect(await dispatch()).toEqual({ sent: 0, failed: 0, parked: 0 })
    expect(server.received.map(({ to }) => to)).toEqual([[recipient]])
    expect(await one()).toMatchObject({ state: 'sent', data: null, attempts: 1 })
    expect(await actions()).toEqual(['message.sent'])
  })

  it('are delivered once when two processes look at the same time', async () => {
    for (let count = 0; count < 6; count++) await someone()
    await Promise.all([dispatch(), dispatch(), dispatch()])
    expect(server.received).toHaveLength(6)
  })

  it('are not there when the change was not', async () => {
    const { person } = await addPerson(world)
    await world.db.deleteFrom('messages').execute()
    const registration = {
      realmXid: person.realmXid,
      nameDisplay: 'Eve',
      nameLegal: null,
      type: 'email',
      identifier: 'eve.with.a.weak.password@example.com',
      password: 'password',
    } as const
    expect((await world.core.registerPerson(registration, testCaller)).ok).toBe(false)
    expect(await messages()).toHaveLength(0)
  })

  it('are tried again later when the server refuses, and parked in the end', async () => {
    await someone()
    server.manners = () => 'refuse'
    expect(await dispatch()).toEqual({ sent: 0, failed: 1, parked: 0 })
    const failed = await one()
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 })
    expect(failed.lastError).toContain('550')
    expect(failed.lastError).not.toContain('@')
    expect(await dispatch()).toEqual({ sent: 0, failed: 0, parked: 0 })
    for (let attempt = 2; attempt <= 8; attempt++) {
      world.clock.pass(3600)
      await dispatch()
    }
    expect(await one()).toMatchObject({ state: 'parked', attempts: 8 })
    expect(await actions()).toEqual(['message.parked'])

    server.manners = () => 'take'
    world.clock.pass(3600)
    expect(await dispatch()).toMatchObject({ sent: 0 })
    valueOf(await world.core.retryMessage((await one()).xid, testCaller))
    expect(await dispatch()).toMatchObject({ sent: 1 })
    expect(await actions()).toEqual(['message.parked', 'message.retried', 'message.sent'])
    const again = await world.core.retryMessage((await one()).xid, testCaller)
    expect(again).toEqual({ ok: false, refusal: 'message_not_waiting' })
  })

  it('are delivered again under the same Message-ID when the server hung up before it said yes', async () => {
    await someone()
    server.manners = () => 'drop'
    expect(await dispatch()).toMatchObject({ failed: 1 })
    server.manners = () => 'take'
    world.clock.pass(60)
    expect(await dispatch()).toMatchObject({ sent: 1 })
    const ids = server.received.map((mail) => headerOf(mail, 'Message-ID'))
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('are delivered again when a process stops between sending and marking', async () => {
    await someone()
    const delivered: string[] = []
    const dying = dispatchMessages({
      transact: transactOn(world.db, (trx) => ({
        record: async () => {},
        report: async () => {},
        outbox: sqlOutbox(narrow(trx)),
      })),
      deliveries: {
        email: ({ messageId }) => {
          delivered.push(messageId)
          return new Promise(() => {})
        },
        sms: null,
      },
      findBrand: async () => ({ name: 'LGC', color: null }),
      issuer: testSettings.issuer,
      now: world.clock.now,
      chance: () => 0,
    })
    void dying(testCaller)
    await expect.poll(() => delivered.length).toBe(1)
    expect(await dispatch()).toMatchObject({ sent: 0 })
    world.clock.pass(120)
    expect(await dispatch()).toMatchObject({ sent: 1 })
    expect(server.received.map((mail) => headerOf(mail, 'Message-ID'))).toEqual(delivered)
  })

  it('to a slow server hold up no other', async () => {
    const slow = await someone()
    server.manners = (to) => (to === slow ? { lateInMilliseconds: 1500 } : 'take')
    for (let count = 0; count < 8; count++) await someone()
    const round = dispatch()
    await expect.poll(() => server.received.length, { timeout: 1400 }).toBe(8)
    expect(server.received.some(({ to }) => to.includes(slow))).toBe(false)
    expect(await round).toMatchObject({ sent: 9 })
  })

  it('whose link is dead are parked, not sent', async () => {
    await someone()
    world.clock.pass(24 * 60 * 60)
    expect(await dispatch()).toEqual({ sent: 0, failed: 0, parked: 1 })
    const refused = await world.core.retryMessage((await one()).xid, testCaller)
    expect(refused).toEqual({ ok: false, refusal: 'message_expired' })
    expect(server.received).toHaveLength(0)
  })
})
