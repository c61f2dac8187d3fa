import { type Instant, type Xid, later } from '@lgc/kernel'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import {
  type World,
  addClient,
  atOnce,
  addPerson,
  freshName,
  openWorld,
} from '../../../tests/support/world.ts'
import type { SecretDigest } from '../src/domain/authorization-code.ts'
import { idleLimitInSeconds, openSession } from '../src/domain/session.ts'
import { type NoteEnded, type Session, type Sessions, sessionLifetimeInSeconds } from '../src/index.ts'
import { sqlSessions, sqlSignedIn } from '../src/infra/index.ts'

describe.each(databases)('sessions on $name', ({ create }) => {
  let world: World
  let sessions: Sessions
  let personXid: Xid
  let clientXid: Xid
  /** The app sessions that others were told of. */
  let noted: Xid[]
  const noteEnded: NoteEnded = async (ended) => void noted.push(...ended.map(({ sessionXid }) => sessionXid))
  beforeAll(async () => {
    world = await openWorld(create)
    sessions = sqlSessions(world.db, noteEnded)
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    noted = []
    personXid = (await addPerson(world)).person.xid
    clientXid = (await addClient(world)).xid
  })

  async function add(difference: Partial<Session> = {}): Promise<Session> {
    const terms = {
      xid: world.core.newXid(),
      personXid,
      clientXid,
      digest: freshName('digest') as SecretDigest,
      scopes: ['openid'],
      loginSessionXid: null,
      authorizationCodeXid: null,
      amr: ['pwd'],
      authTime: world.clock.now(),
      address: '2001:db8::1',
      userAgent: 'Browser/1.0',
    }
    const session = { ...openSession(terms, world.clock.now()), ...difference }
    await sessions.add(session)
    return session
  }
  const isThere = async ({ digest }: Session): Promise<boolean> => (await sessions.find(digest)) !== undefined
  const activityOf = async ({ digest }: Session): Promise<Instant | undefined> =>
    (await sessions.find(digest))?.lastActiveAt

  it('are found as they were added, with and without a client', async () => {
    const login = await add({ clientXid: null, scopes: [] })
    const app = await add({ loginSessionXid: login.xid, authorizationCodeXid: world.core.newXid() })
    expect(await sessions.find(login.digest)).toEqual(login)
    expect(await sessions.find(app.digest)).toEqual(app)
    expect(await sessions.find(app.digest.toUpperCase() as SecretDigest)).toBeUndefined()
  })

  it('keep as much of a long user agent as fits', async () => {
    const session = await add({ userAgent: '🦊'.repeat(200) })
    expect((await sessions.find(session.digest))?.userAgent).toBe(
      '🦊'.repeat(200).slice(0, 255).toWellFormed(),
    )
  })

  it('move their last activity forward and never back', async () => {
    const session = await add()
    for (const seconds of [60, 30, 120, 119])
      await sessions.bump([session], later(world.clock.now(), seconds))
    expect(await activityOf(session)).toBe(later(world.clock.now(), 120))
  })

  it('keep the latest of many activities at once', async () => {
    const session = await add()
    const either = [sessions, sqlSessions(world.anotherPool(), noteEnded)] as const
    await atOnce(20, either, (one, index) => one.bump([session], later(world.clock.now(), (index * 7) % 20)))
    expect(await activityOf(session)).toBe(later(world.clock.now(), 19))
  })

  it('that are idle too long are not revived, from the very end on', async () => {
    const session = await add()
    const end = later(session.lastActiveAt, idleLimitInSeconds)
    await sessions.bump([session], end)
    expect(await activityOf(session)).toBe(session.lastActiveAt)
    const lastMoment = (end - 1) as Instant
    await sessions.bump([session], lastMoment)
    expect(await activityOf(session)).toBe(lastMoment)
  })

  it('that have expired are not revived, from the very end on', async () => {
    const expiresAt = later(world.clock.now(), 100)
    const session = await add({ expiresAt })
    await sessions.bump([session], expiresAt)
    expect(await activityOf(session)).toBe(session.lastActiveAt)
    expect(expiresAt).toBeLessThan(later(world.clock.now(), sessionLifetimeInSeconds))
  })

  it('that were ended are not brought back by an activity', async () => {
    const session = await add()
    await sessions.end(session.xid)
    await sessions.bump([session], later(world.clock.now(), 60))
    expect(await isThere(session)).toBe(false)
  })

  it('end once', async () => {
    const session = await add()
    const either = [sessions, sqlSessions(world.anotherPool(), noteEnded)] as const
    const ended = await atOnce(10, either, (one) => one.end(session.xid))
    expect(ended.toSorted((one, other) => one - other)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
  })

  it('that run out by themselves go without a word', async () => {
    const session = await add()
    expect(await sessions.expire(session.xid)).toBe(1)
    expect([await isThere(session), noted]).toEqual([false, []])
  })

  it('end with the code they were minted from', async () => {
    const authorizationCodeXid = world.core.newXid()
    const [minted, other] = [await add({ authorizationCodeXid }), await add()]
    expect(await sessions.endMintedFrom(authorizationCodeXid)).toBe(1)
    expect(await sessions.endMintedFrom(authorizationCodeXid)).toBe(0)
    expect([await isThere(minted), await isThere(other)]).toEqual([false, true])
  })

  it('end with the login session that began them, which itself stays', async () => {
    const login = await add({ clientXid: null })
    const begun = [await add({ loginSessionXid: login.xid }), await add({ loginSessionXid: login.xid })]
    const other = await add({ loginSessionXid: (await add({ clientXid: null })).xid })
    expect(await sessions.endBegunBy(login.xid)).toBe(2)
    expect(noted.toSorted()).toEqual(begun.map(({ xid }) => xid).toSorted())
    expect(await Promise.all([...begun, login, other].map(isThere))).toEqual([false, false, true, true])
  })

  it('of a person at a client end, and neither login sessions nor others', async () => {
    const stranger = (await addPerson(world)).person.xid
    const elsewhere = (await addClient(world)).xid
    const gone = [await add(), await add()]
    const kept = [
      await add({ clientXid: null }),
      await add({ clientXid: elsewhere }),
      await add({ personXid: stranger }),
    ]
    expect(await sessions.endOfPersonAtClient(personXid, clientXid)).toBe(2)
    expect(noted.toSorted()).toEqual(gone.map(({ xid }) => xid).toSorted())
    expect(await Promise.all([...gone, ...kept].map(isThere))).toEqual([false, false, true, true, true])
  })

  it('end at the word of other contexts: at one client, of one client, everywhere', async () => {
    const signedIn = sqlSignedIn(world.db, noteEnded)
    const stranger = (await addPerson(world)).person.xid
    const elsewhere = (await addClient(world)).xid
    const all = [
      await add(),
      await add({ personXid: stranger }),
      await add({ clientXid: elsewhere }),
      await add({ clientXid: null }),
    ]
    const left = () => Promise.all(all.map(isThere))
    expect(await signedIn.expel(personXid, clientXid)).toBe(1)
    expect(await left()).toEqual([false, true, true, true])
    expect(await signedIn.expelAll(clientXid)).toBe(1)
    expect(await left()).toEqual([false, false, true, true])
    expect(await signedIn.expelEverywhere(personXid)).toBe(2)
    expect(await left()).toEqual([false, false, false, false])
    expect(noted).toEqual(all.slice(0, 3).map(({ xid }) => xid))
  })
})
