import { type Transact, later } from '@lgc/kernel'
import { narrow, transactOn } from '@lgc/sql'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { databases } from '../../../tests/support/databases.ts'
import { type World, freshName, openWorld, testCaller } from '../../../tests/support/world.ts'
import type { AttemptKey, SignInAttempts } from '../src/index.ts'
import { sqlSignInAttempts } from '../src/infra/index.ts'

const limit = 10
const lockInSeconds = 15 * 60

const attemptsOn = (db: World['db']): Transact<SignInAttempts> =>
  transactOn(db, (trx) => sqlSignInAttempts(narrow(trx)))

describe.each(databases)('sign-in attempts on $name', ({ create }) => {
  let world: World
  let key: AttemptKey
  beforeAll(async () => {
    world = await openWorld(create)
  })
  afterAll(() => world.close())
  beforeEach(() => {
    key = freshName('key') as AttemptKey
  })

  const now = () => world.clock.now()
  const take = (db: World['db'] = world.db) =>
    attemptsOn(db)(testCaller, (attempts) => attempts.take(key, now()))
  const clear = () => attemptsOn(world.db)(testCaller, (attempts) => attempts.clear(key))
  const takeAll = async (): Promise<void> => {
    for (let taken = 0; taken < limit; taken++) await take()
  }

  const takeFiftyAtOnce = () => {
    const other = world.anotherPool()
    return Promise.all(Array.from({ length: 50 }, (_, index) => take(index % 5 === 0 ? other : world.db)))
  }

  it('are counted up to the limit, and the last one locks', async () => {
    for (let taken = 1; taken < limit; taken++)
      expect(await take()).toEqual({ isLocked: false, isLast: false })
    expect(await take()).toEqual({ isLocked: false, isLast: true })
    expect(await take()).toEqual({ isLocked: true, lockedUntil: later(now(), lockInSeconds) })
  })

  it('are counted exactly when fifty come at once over two pools', async () => {
    const taken = await takeFiftyAtOnce()
    const open = taken.filter((attempt) => !attempt.isLocked)
    expect(open.length).toBe(limit)
    expect(open.filter(({ isLast }) => isLast).length).toBe(1)
    const ends = taken.flatMap((attempt) => (attempt.isLocked ? [attempt.lockedUntil] : []))
    expect(new Set(ends)).toEqual(new Set([later(now(), lockInSeconds)]))
  })

  it('are exact again when fifty come at once as the lock ends', async () => {
    await takeAll()
    world.clock.pass(lockInSeconds)
    const taken = await takeFiftyAtOnce()
    expect(taken.filter(({ isLocked }) => !isLocked).length).toBe(limit)
  })

  it('do not move the end of the lock', async () => {
    await takeAll()
    const end = later(now(), lockInSeconds)
    world.clock.pass(60)
    expect(await take()).toEqual({ isLocked: true, lockedUntil: end })
  })

  it('are locked until the very end, and counted anew from there', async () => {
    await takeAll()
    world.clock.pass(lockInSeconds - 1)
    expect((await take()).isLocked).toBe(true)
    world.clock.pass(1)
    for (let taken = 1; taken < limit; taken++)
      expect(await take()).toEqual({ isLocked: false, isLast: false })
    expect(await take()).toEqual({ isLocked: false, isLast: true })
  })

  it('are forgotten when they are cleared, a lock too', async () => {
    await takeAll()
    await clear()
    expect(await take()).toEqual({ isLocked: false, isLast: false })
  })

  it('of one identifier are none of another', async () => {
    await takeAll()
    key = freshName('key') as AttemptKey
    expect((await take()).isLocked).toBe(false)
  })

  it('are not counted when the transaction comes to nothing', async () => {
    const work = async (attempts: SignInAttempts): Promise<void> => {
      for (let taken = 0; taken < limit; taken++) await attempts.take(key, now())
      throw new Error('a fault')
    }
    await expect(attemptsOn(world.db)(testCaller, work)).rejects.toThrow('a fault')
    expect(await take()).toEqual({ isLocked: false, isLast: false })
  })
})
